import type { Clock } from '../base/clock';
import { deleteOldKept } from '../localData/deleteKept';
import { runSearchTask, type RunSearchTask, type SearchTask } from '../localData/searchTasks';
import { trustsClock } from '../storage/clockTrust';
import type { Database } from '../storage/database';
import { deleteRows } from '../storage/deleteRows';
import type { Topic } from '../storage/schema';

const dayMs = 24 * 3_600_000;
/** Digests of deleted events, for as long as LiveChat may repeat a delivery. */
const digestsMs = 6 * 3_600_000;

/** Rows that are looked at in one step, see `Database.writeInParts`. */
const batch = 8;

/** What the database holds, in rows. */
export interface StoredDataCounts {
  readonly tickets: number;
  /** Threads of chats. */
  readonly chats: number;
  readonly events: number;
  readonly drafts: number;
  /** Entries of the audit log. */
  readonly audit: number;
  /** Notes of the user about people. */
  readonly notes: number;
  /** Replies that are sent later, and reminders. */
  readonly scheduled: number;
}

/** Single values that belong to the machine and not to what the user did, so they stay. */
const savedState = ['activeAccount', 'listener', 'team', 'devtunnel'];

/** Tables of which `deleteAccount` deletes the rows of an account, besides what was fetched and events. */
const accountTables: Readonly<Record<string, readonly Topic[]>> = {
  // What reports count goes with the events and items that it was derived from.
  report_moments: [],
  drafts: ['drafts'],
  person_notes: ['notes'],
  bulk_runs: ['bulk'],
  scheduled_items: ['schedule'],
};

/** Tables that `deleteAll` empties, besides events and what belongs to them. */
const emptiedTables: Readonly<Record<string, readonly Topic[]>> = {
  // A run is deleted with its items.
  bulk_items: ['bulk'],
  ...accountTables,
  evicted_keys: [],
  audit: ['audit'],
  calls: ['calls'],
  recent_calls: ['calls'],
  reported_levels: ['calls'],
  background_slots: ['calls'],
};

/**
 * Tables in which `deleteAll` leaves rows: accounts end with sign-out, `state` keeps `savedState`, `rate_ledger` keeps
 * LiveChat's limit of calls over the next minute, and `event_totals`, `publishing` and `topics` have
 * a fixed number of rows without any content.
 */
export const remainingTables = [
  'accounts',
  'account_secrets',
  'state',
  'rate_ledger',
  'event_totals',
  'publishing',
  'topics',
];

/** Deletes what the database holds. Accounts and keys are not part of it: they end with sign-out. */
export class StoredData {
  /**
   * @param open opens the database on first use
   * @param run runs what would block this thread
   */
  constructor(
    private readonly open: () => Promise<Database>,
    private readonly clock: Clock,
    private readonly run?: RunSearchTask,
  ) {}

  /** Of one account, or of all. @throws StorageError */
  async counts(account?: string): Promise<StoredDataCounts> {
    const database = await this.open();
    const count = (table: string, where = 'TRUE'): number => {
      const sql = `SELECT count(*) AS count FROM ${table} WHERE ${where}`;
      const row = account === undefined ? database.get(sql) : database.get(`${sql} AND account = ?`, account);
      return Number(row?.count ?? 0);
    };
    return {
      tickets: count('kept_items', "kind = 'ticket'"),
      chats: count('kept_items', "kind = 'chat'"),
      ...{ events: count('events'), drafts: count('drafts'), audit: count('audit') },
      notes: count('person_notes'),
      scheduled: count('scheduled_items'),
    };
  }

  /**
   * Deletes all that is stored of an account: tickets and chats that were fetched, events, drafts, scheduled items, notes
   * about people, changes of several tickets, what reports count, and what was learned of it. The audit log and the
   * counts of API calls stay.
   * @param prefixes of the names of single values that end with an account's id
   * @throws StorageError
   */
  async deleteAccount(account: string, prefixes: readonly string[]): Promise<void> {
    const database = await this.open();
    await deleteEvents(database, 'account = ?', account);
    await this.deleteKept(database, account);
    const itemsOfRuns = 'run IN (SELECT id FROM bulk_runs WHERE account = ?)';
    await deleteRows(database, { table: 'bulk_items', topics: ['bulk'], where: itemsOfRuns }, account);
    for (const [table, topics] of Object.entries(accountTables)) {
      await deleteRows(database, { table, topics, where: 'account = ?' }, account);
    }
    await database.write(['state'], (writer) => {
      for (const prefix of prefixes) writer.run('DELETE FROM state WHERE key = ?', prefix + account);
    });
    await database.erase();
  }

  /** Deletes everything but accounts, keys, and what listening needs to be ended. @throws StorageError */
  async deleteAll(): Promise<void> {
    const database = await this.open();
    await deleteEvents(database, 'TRUE');
    await this.deleteKept(database);
    for (const [table, topics] of Object.entries(emptiedTables))
      await deleteRows(database, { table, topics });
    await database.write(['state'], (writer) => {
      writer.run(
        `DELETE FROM state WHERE key NOT IN (${savedState.map(() => '?').join(', ')})`,
        ...savedState,
      );
    });
    await database.erase();
  }

  /**
   * Deletes what is too old. While an account is signed in, `LocalStore` and the leading window do that.
   * @param days for which things are kept; 0: only events stay that were not shown
   * @throws StorageError
   */
  async deleteOld(days: number): Promise<void> {
    const database = await this.open();
    const now = this.clock.now();
    const since = days > 0 ? now - days * dayMs : Infinity;
    const purge = (before: number) => this.runTask(database, { kind: 'purge', deleting: { before } });
    await deleteOldKept(database, purge, { since, now });
    const digestsDue = now - digestsMs;
    const [isOld, ...age] =
      days > 0 ? (['accepted_at < ?', since] as const) : (['shown_at IS NOT NULL'] as const);
    const hasOldEvents = database.get(`SELECT 1 FROM events WHERE ${isOld} LIMIT 1`, ...age) !== undefined;
    const hasOldDigests = database.get(oldDigests, digestsDue) !== undefined;
    if (!hasOldEvents && !hasOldDigests) return;
    if (!(await database.write([], (writer) => trustsClock(writer, now))) && days > 0) return;
    if (hasOldEvents) await deleteEvents(database, isOld, ...age);
    await deleteRows(database, { table: 'evicted_keys', topics: [], where: 'accepted_at < ?' }, digestsDue);
    await database.erase();
  }

  private async deleteKept(database: Database, account?: string): Promise<void> {
    await this.runTask(database, { kind: 'purge', deleting: account === undefined ? 'all' : { account } });
  }

  private async runTask(database: Database, task: SearchTask): Promise<void> {
    await (this.run ? this.run(task) : runSearchTask(database, task));
  }
}

const oldDigests = 'SELECT 1 FROM evicted_keys WHERE accepted_at < ? LIMIT 1';
const isUnused = 'NOT EXISTS (SELECT 1 FROM events WHERE events.seq = entry.seq)';

/** Events that arrive meanwhile stay. @param where selects the events, with one parameter at most */
async function deleteEvents(
  database: Database,
  where: string,
  ...parameters: readonly (string | number)[]
): Promise<void> {
  const topics = ['events'] as const;
  const newest = Number(database.get('SELECT max(seq) AS seq FROM events')?.seq ?? 0);
  await database.writeInParts(topics, 0, (writer, after) => {
    const part = 'SELECT seq FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?';
    const last = writer.all(part, after, newest, batch).at(-1)?.seq;
    if (last === undefined) return undefined;
    const chosen = `FROM events WHERE seq > ? AND seq <= ? AND ${where}`;
    const range = [after, Number(last), ...parameters];
    writer.run(
      `UPDATE event_totals SET bytes = bytes - (SELECT coalesce(sum(bytes), 0) ${chosen})`,
      ...range,
    );
    writer.run(`DELETE ${chosen}`, ...range);
    return Number(last);
  });
  await database.writeInParts(topics, '', (writer, after) => {
    const part = 'SELECT key FROM event_keys WHERE key > ? ORDER BY key LIMIT ?';
    const last = writer.all(part, after, batch).at(-1)?.key;
    if (last === undefined) return undefined;
    writer.run(`DELETE FROM event_keys AS entry WHERE key > ? AND key <= ? AND ${isUnused}`, after, last);
    return String(last);
  });
  await database.writeInParts(topics, [0, 0], (writer, after) => {
    const range = '(group_id, seq) > (?, ?)';
    const part = `SELECT group_id, seq FROM event_groups WHERE ${range} ORDER BY group_id, seq LIMIT ?`;
    const last = writer.all(part, ...after, batch).at(-1);
    if (!last) return undefined;
    const to = [Number(last.group_id), Number(last.seq)];
    writer.run(
      `DELETE FROM event_groups AS entry WHERE ${range} AND (group_id, seq) <= (?, ?) AND ${isUnused}`,
      ...after,
      ...to,
    );
    return to;
  });
  // The triggers leave a row with the account's id.
  await database.write([], (writer) => writer.run('DELETE FROM unread_counts WHERE count = 0'));
}
