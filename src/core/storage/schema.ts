import type { DatabaseSync } from 'node:sqlite';
import { StorageError } from './storageError';
import { accountTables, secretTables } from './tables/accountTables';
import { auditTables } from './tables/auditTables';
import { bulkTables } from './tables/bulkTables';
import { callTables } from './tables/callTables';
import { draftBases, draftTables } from './tables/draftTables';
import { eventsByAccount, eventTables, unpublishedEvents } from './tables/eventTables';
import { changedSinceRead, keptTables, ticketFacets } from './tables/keptTables';
import { personTables } from './tables/personTables';
import { reportTables } from './tables/reportTables';
import { scheduleTables } from './tables/scheduleTables';
import { stateTables } from './tables/stateTables';

/** The parts of the database whose changes other windows are notified of. */
export const topics = [
  'accounts',
  'audit',
  'bulk',
  'calls',
  'drafts',
  'events',
  'kept',
  'notes',
  'schedule',
  'state',
] as const;
export type Topic = (typeof topics)[number];

/** Topics of the first version; a later migration inserts its own. */
const firstTopics = ['accounts', 'audit', 'calls', 'drafts', 'events', 'state'];
const topicTables = `
CREATE TABLE topics (
  topic TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO topics VALUES ${firstTopics.map((topic) => `('${topic}', 0)`).join(', ')};`;

/**
 * One migration per version of the schema. Their number is the version that this build writes (`PRAGMA
 * user_version`). A released entry is never changed. The tables are in `tables`, one file per part of the database.
 */
export const migrations: readonly string[] = [
  [topicTables, stateTables, accountTables, eventTables, draftTables, auditTables, callTables].join('\n'),
  secretTables,
  eventsByAccount,
  draftBases,
  keptTables,
  changedSinceRead,
  unpublishedEvents,
  bulkTables,
  ticketFacets,
  reportTables,
  scheduleTables,
  personTables,
];

/**
 * Migrates the schema to the version of this build, in one transaction.
 * @param steps `migrations` by default
 * @throws StorageError `newer` if the file has a later version; it is not changed then
 */
export function migrate(connection: DatabaseSync, steps: readonly string[] = migrations): void {
  if (versionOf(connection) === steps.length) return;
  refuseNewer(connection, steps);
  connection.exec('BEGIN IMMEDIATE');
  try {
    // Another window may have migrated while this one waited for the lock.
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
