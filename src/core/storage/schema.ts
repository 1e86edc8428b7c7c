import type { DatabaseSync } from 'node:sqlite';
import { bulkTables } from './bulkTables';
import { eventsByAccount, eventTables, unpublishedEvents } from './eventTables';
import { changedSinceRead, keptTables, ticketFacets } from './keptTables';
import { personTables } from './personTables';
import { reportTables } from './reportTables';
import { scheduleTables } from './scheduleTables';
import { StorageError } from './storageError';

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

/** Single JSON values by name: the active account, the listener's checkpoint, consents, do not disturb. */
const stateTables = `
CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;`;

/** `value`: an `Account` as JSON; it holds no secret. */
const accountTables = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;`;

/**
 * Accounts for which the editor's SecretStorage may hold secrets, including some that are no longer listed: it cannot
 * list its own keys. `version` increases with each secret that was stored. `stored_at`: milliseconds since the epoch.
 */
const secretTables = `
CREATE TABLE account_secrets (
  account TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;`;

/** `saved_at`: milliseconds since the epoch. `content`: values by field as JSON, never a password. */
const draftTables = `
CREATE TABLE drafts (
  account TEXT NOT NULL,
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (account, subject)
) STRICT, WITHOUT ROWID;`;

/** `entry`: an `AuditEntry` as JSON. */
const auditTables = `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  entry TEXT NOT NULL
) STRICT;
CREATE INDEX audit_account ON audit (account, id);`;

/**
 * `account` and `connection` are digests. `day` is `YYYY-MM-DD` and `month` `YYYY-MM` in this machine's time zone.
 * `recent_calls` holds the last minute. `recent_calls.at` and `taken_at`: milliseconds since the epoch.
 * `rate_ledger.at`: milliseconds on a clock that all processes of the machine share and that cannot be set.
 */
const callTables = `
CREATE TABLE calls (
  account TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, day, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE recent_calls (
  account TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE reported_levels (
  account TEXT NOT NULL,
  month TEXT NOT NULL,
  level TEXT NOT NULL,
  PRIMARY KEY (account, month, level)
) STRICT, WITHOUT ROWID;
CREATE TABLE background_slots (
  account TEXT PRIMARY KEY,
  taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE rate_ledger (
  id INTEGER PRIMARY KEY,
  connection TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX rate_ledger_window ON rate_ledger (connection, at);`;

/** `base`: the values that the edited fields had when typing began, by field as JSON; absent in older drafts. */
const draftBases = 'ALTER TABLE drafts ADD COLUMN base TEXT;';

/**
 * One migration per version of the schema. Their number is the version that this build writes (`PRAGMA
 * user_version`). A released entry is never changed.
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
