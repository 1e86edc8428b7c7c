import { trustsClock } from '../storage/clockTrust';
import type { Database } from '../storage/database';
import { deleteRows } from '../storage/deleteRows';

/**
 * Deletes what is kept of an account, or of all. It may still be found in free pages, in the log and in the full-text
 * index until they are purged.
 * @throws StorageError
 */
export async function deleteKept(database: Database, account?: string): Promise<void> {
  if (account === undefined) await deleteWhere(database, 'TRUE');
  else await deleteWhere(database, 'account = ?', account);
}

/**
 * Deletes what was fetched too long ago, from every file. Writes nothing if there is nothing to delete.
 * @param purge runs the search task `purge`, which deletes what was fetched before this time, off this thread
 * @param since items that were fetched earlier are deleted, in milliseconds since the epoch
 * @throws StorageError
 */
export async function deleteOldKept(
  database: Database,
  purge: (before: number) => Promise<unknown>,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<void> {
  const old = (table: string): boolean =>
    database.get(`SELECT 1 FROM ${table} WHERE fetched_at < ? LIMIT 1`, since) !== undefined;
  if (!old('kept_items') && !old('kept_lists')) return;
  // Nothing is kept with a setting of 0 days, whatever time it is.
  const isDue = since === Infinity || (await database.write([], (writer) => trustsClock(writer, now)));
  if (!isDue) return;
  await purge(Math.min(since, Number.MAX_SAFE_INTEGER));
  await database.erase('log');
}

/** Deletes what was fetched earlier, in milliseconds since the epoch. @throws StorageError */
export async function deleteKeptBefore(database: Database, before: number): Promise<void> {
  await deleteWhere(database, 'fetched_at < ?', before);
}

async function deleteWhere(
  database: Database,
  where: string,
  ...parameters: readonly (string | number)[]
): Promise<void> {
  for (const table of ['kept_items', 'kept_lists']) {
    await deleteRows(database, { table, topics: ['kept'], where }, ...parameters);
  }
}
