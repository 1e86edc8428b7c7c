import { trustsClock } from '../storage/clockTrust';
import type { Database } from '../storage/database';
import { deleteRows } from '../storage/deleteRows';
import { mergeDue, noteMergeDue } from './mergeDue';

/**
 * Deletes what is kept of an account, or of all. It may still be found in free pages, in the log and in the full-text
 * index until they are purged.
 * @throws StorageError
 */
export async function deleteKept(database: Database, account?: string): Promise<void> {
  if (account === undefined) await deleteWhere(database, 'TRUE');
  else await deleteWhere(database, 'account = ?', account);
}

const dayMs = 24 * 3_600_000;
/** Runs that change several tickets and ended, or were not confirmed within a day. They have the tickets as shown. */
const oldRuns = `SELECT id FROM bulk_runs WHERE created_at < ?
  AND (state = 'ended' OR (state NOT IN ('running', 'paused') AND created_at < ?))`;

/**
 * Deletes what was fetched too long ago, and runs as old, from every file, and goes on with a purge that was interrupted.
 * Writes nothing if there is nothing to delete.
 * @param purge runs the search task `purge`, which deletes what was fetched before this time, if any, off this thread
 * @param since items that were fetched earlier are deleted, in milliseconds since the epoch
 * @throws StorageError
 */
export async function deleteOldKept(
  database: Database,
  purge: (before?: number) => Promise<unknown>,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<void> {
  const old = (table: string): boolean =>
    database.get(`SELECT 1 FROM ${table} WHERE fetched_at < ? LIMIT 1`, since) !== undefined;
  const before = Math.min(since, Number.MAX_SAFE_INTEGER);
  const hasOldRuns = database.get(`${oldRuns} LIMIT 1`, before, now - dayMs) !== undefined;
  const hasOldItems = old('kept_items') || old('kept_lists');
  const isMergeDue = mergeDue(database) !== undefined;
  if (!hasOldItems && !hasOldRuns && !isMergeDue) return;
  // Nothing is kept with a setting of 0 days, whatever time it is.
  const isDue =
    (hasOldItems || hasOldRuns) &&
    (since === Infinity || (await database.write([], (writer) => trustsClock(writer, now))));
  if (isDue && hasOldItems) await purge(before);
  else if (isMergeDue) await purge();
  else if (!isDue) return;
  for (const [table, id] of [
    ['bulk_items', 'run'],
    ['bulk_runs', 'id'],
  ] as const) {
    const rows = { table, topics: ['bulk'], where: `${id} IN (${oldRuns})` } as const;
    if (isDue && hasOldRuns) await deleteRows(database, rows, before, now - dayMs);
  }
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
  const topics = ['kept'] as const;
  await deleteRows(database, { table: 'kept_items', topics, where, note: noteMergeDue }, ...parameters);
  await deleteRows(database, { table: 'kept_lists', topics, where }, ...parameters);
}
