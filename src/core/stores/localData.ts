import type { Clock } from '../base/clock';
import type { Database, Writer } from '../storage/database';

/** Events are kept for this long, see `src/core/events/journal`. */
const eventsMs = 30 * 24 * 3_600_000;
/** Digests of deleted events, for as long as LiveChat may repeat a delivery. */
const digestsMs = 6 * 3_600_000;

/** What the database holds, in rows. */
export interface LocalDataCounts {
  readonly events: number;
  readonly drafts: number;
  /** Entries of the audit log. */
  readonly audit: number;
}

/** Single values that belong to the machine and not to what the user did, so they stay. */
const savedState = ['activeAccount', 'listener', 'devtunnel'];

/** Deletes what the database holds. Accounts and keys are not part of it: they end with sign-out. */
export class LocalData {
  /** @param open opens the database on first use */
  constructor(
    private readonly open: () => Promise<Database>,
    private readonly clock: Clock,
  ) {}

  /** Of one account, or of all. @throws StorageError */
  async counts(account?: string): Promise<LocalDataCounts> {
    const database = await this.open();
    const count = (table: string): number => {
      const sql = `SELECT count(*) AS count FROM ${table}`;
      const row =
        account === undefined ? database.get(sql) : database.get(`${sql} WHERE account = ?`, account);
      return Number(row?.count ?? 0);
    };
    return { events: count('events'), drafts: count('drafts'), audit: count('audit') };
  }

  /**
   * Deletes the events and drafts of an account, and what was learned of it. The audit log stays.
   * @param prefixes of the names of single values that end with an account's id
   * @throws StorageError
   */
  async deleteAccount(account: string, prefixes: readonly string[]): Promise<void> {
    const database = await this.open();
    await database.write(['events', 'drafts', 'state'], (writer) => {
      deleteEvents(writer, 'account = ?', account);
      writer.run('DELETE FROM drafts WHERE account = ?', account);
      for (const prefix of prefixes) writer.run('DELETE FROM state WHERE key = ?', prefix + account);
    });
    await database.erase();
  }

  /** Deletes everything but accounts, keys, and what listening needs to be ended. @throws StorageError */
  async deleteAll(): Promise<void> {
    const database = await this.open();
    await database.write(['events', 'drafts', 'audit', 'calls', 'state'], (writer) => {
      deleteEvents(writer, 'TRUE');
      for (const table of ['evicted_keys', 'drafts', 'audit', 'calls', 'reported_levels']) {
        writer.run(`DELETE FROM ${table}`);
      }
      writer.run(
        `DELETE FROM state WHERE key NOT IN (${savedState.map(() => '?').join(', ')})`,
        ...savedState,
      );
    });
    await database.erase();
  }

  /** Deletes events that are too old. While an account is signed in, the leading window does that. @throws StorageError */
  async deleteOldEvents(): Promise<void> {
    const database = await this.open();
    const now = this.clock.now();
    const isDue =
      database.get('SELECT 1 FROM events WHERE accepted_at < ? LIMIT 1', now - eventsMs) ??
      database.get('SELECT 1 FROM evicted_keys WHERE accepted_at < ? LIMIT 1', now - digestsMs);
    if (!isDue) return;
    await database.write(['events'], (writer) => {
      deleteEvents(writer, 'accepted_at < ?', now - eventsMs);
      writer.run('DELETE FROM evicted_keys WHERE accepted_at < ?', now - digestsMs);
    });
    await database.erase();
  }
}

/** @param where selects the events, with one parameter at most */
function deleteEvents(writer: Writer, where: string, ...parameters: readonly (string | number)[]): void {
  const chosen = `(SELECT seq FROM events WHERE ${where})`;
  writer.run(`DELETE FROM event_keys WHERE seq IN ${chosen}`, ...parameters);
  writer.run(`DELETE FROM event_groups WHERE seq IN ${chosen}`, ...parameters);
  writer.run(`DELETE FROM events WHERE ${where}`, ...parameters);
  writer.run('UPDATE event_totals SET bytes = (SELECT coalesce(sum(bytes), 0) FROM events)');
}
