import type { DatabaseSync } from 'node:sqlite';
import { migrations } from './schema';
import { StorageError } from './storageError';

/**
 * Brings the schema up to the version of this build, in one transaction.
 * @param steps what leads from each version to the next; `migrations` where absent
 * @throws StorageError `newer` where the file has a later version: nothing is changed then
 */
export function migrate(connection: DatabaseSync, steps: readonly string[] = migrations): void {
  if (versionOf(connection) === steps.length) return;
  refuseNewer(connection, steps);
  connection.exec('BEGIN IMMEDIATE');
  try {
    // Another window may have done it while this one waited for the lock.
    refuseNewer(connection, steps);
    for (let version = versionOf(connection); version < steps.length; version += 1) {
      connection.exec(steps[version] ?? '');
    }
    connection.exec(`PRAGMA user_version = ${steps.length}`);
    connection.exec('COMMIT');
  } catch (thrown) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw thrown;
  }
}

function versionOf(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

function refuseNewer(connection: DatabaseSync, steps: readonly string[]): void {
  const version = versionOf(connection);
  if (version > steps.length) throw new StorageError('newer', `VERSION ${version}`);
}
