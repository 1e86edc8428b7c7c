import { trustsClock } from '../storage/clockTrust';
import type { Database } from '../storage/database';

/** Rows that one transaction deletes: each is overwritten in its table and in each index, which takes half a millisecond. */
const batch = 16;

/**
 * Deletes what is kept of an account, or of all. It may still be found in free pages, in the log and in the full-text
 * index until they are purged.
 * @returns the number of deleted items and lists
 * @throws StorageError
 */
export async function deleteKept(database: Database, account?: string): Promise<number> {
  if (account === undefined) return await deleteWhere(database, 'TRUE');
  return await deleteWhere(database, 'account = ?', account);
}

/**
 * Deletes what was fetched too long ago, from every file. Writes nothing if there is nothing to delete.
 * @param purge runs the search task `purge`
 * @param since items that were fetched earlier are deleted, in milliseconds since the epoch
 * @throws StorageError
 */
export async function deleteOldKept(
  database: Database,
  purge: () => Promise<unknown>,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<void> {
  const old = (table: string): boolean =>
    database.get(`SELECT 1 FROM ${table} WHERE fetched_at < ? LIMIT 1`, since) !== undefined;
  if (!old('kept_items') && !old('kept_lists')) return;
  // Nothing is kept with a setting of 0 days, whatever time it is.
  const isDue = since === Infinity || (await database.write([], (writer) => trustsClock(writer, now)));
  if (!isDue) return;
  await deleteWhere(database, 'fetched_at < ?', Math.min(since, Number.MAX_SAFE_INTEGER));
  await purge();
  await database.erase('log');
}

async function deleteWhere(
  database: Database,
  where: string,
  ...parameters: readonly (string | number)[]
): Promise<number> {
  let deleted = 0;
  const tables = { kept_items: 'doc', kept_lists: '(account, name)' };
  for (const [table, key] of Object.entries(tables)) {
    const columns = key.replace(/[()]/g, '');
    const chosen = `SELECT ${columns} FROM ${table} WHERE ${where} LIMIT ?`;
    for (let changes = batch; changes >= batch;) {
      changes = await database.write(
        ['kept'],
        (writer) =>
          writer.run(`DELETE FROM ${table} WHERE ${key} IN (${chosen})`, ...parameters, batch).changes,
      );
      deleted += changes;
    }
  }
  return deleted;
}
