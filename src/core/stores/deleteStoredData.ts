import type { Clock } from '../base/clock';
import { deleteOldKept } from '../localData/deleteKept';
import { runSearchTask, type RunSearchTask, type SearchTask } from '../localData/searchTasks';
import { trustsClock } from '../storage/clockTrust';
import type { Database } from '../storage/database';
import { deleteRows } from '../storage/deleteRows';
import { deleteAsked, resumeDeletions, type DeletionParts } from './deletion/askedDeletion';
import { deleteEvents, newestEvent } from './deletion/deleteEvents';

const dayMs = 24 * 3_600_000;
/** Digests of deleted events, for as long as LiveChat may repeat a delivery. */
const digestsMs = 6 * 3_600_000;

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

/** Deletes what the database holds. Accounts and keys are not part of it: they end with sign-out. */
export class StoredData {
  /**
   * @param open opens the database on first use
   * @param run runs what would block this thread
   * @param owner see `DeletionParts`
   */
  constructor(
    private readonly open: () => Promise<Database>,
    private readonly clock: Clock,
    private readonly run?: RunSearchTask,
    private readonly owner?: number,
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
    await deleteAsked(this.parts(await this.open()), { account, prefixes });
  }

  /** Deletes everything but accounts, keys, and what listening needs to be ended. @throws StorageError */
  async deleteAll(): Promise<void> {
    await deleteAsked(this.parts(await this.open()), { prefixes: [] });
  }

  /**
   * Deletes what is too old, and completes deletions that were interrupted. While an account is signed in, `LocalStore`
   * and the leading window do that.
   * @param days for which things are kept; 0: only events stay that were not shown
   * @throws StorageError
   */
  async deleteOld(days: number): Promise<void> {
    const database = await this.open();
    await resumeDeletions(this.parts(database));
    const now = this.clock.now();
    const since = days > 0 ? now - days * dayMs : Infinity;
    const purge = (before?: number) =>
      this.runTask(database, { kind: 'purge', ...(before !== undefined && { deleting: { before } }) });
    await deleteOldKept(database, purge, { since, now });
    const digestsDue = now - digestsMs;
    const [isOld, ...age] =
      days > 0 ? (['accepted_at < ?', since] as const) : (['shown_at IS NOT NULL'] as const);
    const hasOldEvents = database.get(`SELECT 1 FROM events WHERE ${isOld} LIMIT 1`, ...age) !== undefined;
    const hasOldDigests = database.get(oldDigests, digestsDue) !== undefined;
    if (!hasOldEvents && !hasOldDigests) return;
    if (!(await database.write([], (writer) => trustsClock(writer, now))) && days > 0) return;
    if (hasOldEvents) await deleteEvents(database, newestEvent(database), isOld, ...age);
    await deleteRows(database, { table: 'evicted_keys', topics: [], where: 'accepted_at < ?' }, digestsDue);
    await database.erase();
  }

  private parts(database: Database): DeletionParts {
    const { owner } = this;
    return { database, purge: (deleting) => this.runTask(database, { kind: 'purge', deleting }), owner };
  }

  private async runTask(database: Database, task: SearchTask): Promise<void> {
    await (this.run ? this.run(task) : runSearchTask(database, task));
  }
}

const oldDigests = 'SELECT 1 FROM evicted_keys WHERE accepted_at < ? LIMIT 1';
