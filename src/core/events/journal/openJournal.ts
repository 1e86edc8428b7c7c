import { Emitter, type Event } from '../../base/event';
import { eventKeyOf, type Arrival, type EventKey } from '../../domain/arrival';
import { isStorageError, StorageError } from '../../storage/storageError';
import type { Writer } from '../../storage/database';
import type { Journal, JournalEntry, JournalOptions, JournalPage, JournalQuery, MarkRead } from './journal';
import { JournalRows, sinceOf } from './journalRows';
import { addKeys, isDuplicate, rememberEvicted, removeKeys } from './duplicates';
import { Eviction } from './eviction';

/** What accepting one arrival did. */
type Accepted = { readonly kind: 'duplicate' } | { readonly kind: 'kept'; readonly seq: number };

/** Opens the journal in the one window that leads. The caller makes sure that there is only one. */
export function openJournal(options: JournalOptions): Journal {
  return new SqliteJournal(options);
}

/** Entries that one transaction marks. */
const markedTogether = 100;

class SqliteJournal implements Journal {
  private readonly appended: Emitter<JournalEntry>;
  readonly onDidAppend: Event<JournalEntry>;
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private readonly pended = new Emitter<JournalEntry>();
  readonly onDidPend = this.pended.event;
  private readonly rows: JournalRows;
  private readonly eviction: Eviction;
  /** Writes that were asked for and are not committed yet. */
  private readonly writing = new Set<Promise<unknown>>();
  /** Entries of this turn, of which listeners are notified in the next one. */
  private accepted: JournalEntry[] = [];
  private isClosed = false;

  constructor(private readonly options: JournalOptions) {
    this.appended = new Emitter(options.log);
    this.onDidAppend = this.appended.event;
    this.rows = new JournalRows(options.database);
    this.eviction = new Eviction({ ...options, since: () => this.since() }, () =>
      this.changed.fire(undefined),
    );
  }

  async accept(arrival: Arrival, isShown = false): Promise<'kept' | 'duplicate'> {
    const at = this.options.clock.now();
    const shownAt = isShown ? at : null;
    const accepted = await this.write((writer) => accept(writer, arrival, at, shownAt));
    if (accepted.kind === 'duplicate') return 'duplicate';
    // Listeners are notified a turn later, so that the delivery is acknowledged first.
    if (this.accepted.length === 0) setImmediate(() => this.notify());
    const time = new Date(at).toISOString();
    this.accepted.push({ seq: accepted.seq, at: time, arrival, ...(isShown && { shownAt: time }) });
    return 'kept';
  }

  has(arrival: Arrival): boolean {
    return isDuplicate(this.options.database, arrival, this.options.clock.now());
  }

  pending(): readonly JournalEntry[] {
    return this.rows.pending(this.since());
  }

  async complete(event: EventKey, arrival: Arrival | undefined): Promise<void> {
    const isCompleted = await this.write((writer) =>
      complete(writer, event, arrival, this.options.clock.now()),
    );
    if (!isCompleted || !arrival) return;
    setImmediate(() => {
      const entry = this.rows.get(event.eventId, this.since(), event.account);
      if (entry && !this.isClosed) this.appended.fire(entry);
    });
  }

  startOf(arrival: Arrival): Arrival | undefined {
    return this.rows.startOf(arrival);
  }

  async page(query: JournalQuery = {}): Promise<JournalPage> {
    return await Promise.resolve(this.rows.page(query, this.since()));
  }

  async get(eventId: string, account?: string): Promise<JournalEntry | undefined> {
    return await Promise.resolve(this.rows.get(eventId, this.since(), account));
  }

  async unreadCount(account?: string): Promise<number> {
    return await Promise.resolve(this.rows.unreadCount(account, this.since()));
  }

  async unshown(account?: string): Promise<readonly JournalEntry[]> {
    return await Promise.resolve(this.rows.unshown(account, this.since()));
  }

  async markShown(events: readonly EventKey[]): Promise<void> {
    const at = this.options.clock.now();
    const sql = 'UPDATE events SET shown_at = ? WHERE event_id = ? AND account = ? AND shown_at IS NULL';
    // In parts, so that deliveries do not wait for thousands of events that are shown together.
    for (let start = 0; start < events.length; start += markedTogether) {
      const part = events.slice(start, start + markedTogether);
      await this.mark((writer) =>
        part.reduce((sum, { eventId, account }) => sum + writer.run(sql, at, eventId, account).changes, 0),
      );
    }
    // Only then does an entry that was shown have to go; `notify` has looked for all others.
    if (this.since() === Infinity) this.eviction.look();
  }

  async markRead({ eventIds, account }: MarkRead): Promise<void> {
    const at = this.options.clock.now();
    if (eventIds) {
      const sql = `UPDATE events SET read_at = ?1 WHERE read_at IS NULL AND pending = 0 AND event_id = ?2
        AND (?3 IS NULL OR account = ?3)`;
      await this.mark((writer) =>
        eventIds.reduce((sum, id) => sum + writer.run(sql, at, id, account ?? null).changes, 0),
      );
      return;
    }
    const ofAccount = account === undefined ? '' : 'AND account = ?3';
    const oldest = `SELECT seq FROM events INDEXED BY events_unread
      WHERE read_at IS NULL AND pending = 0 ${ofAccount} AND seq <= ?2 LIMIT ${markedTogether}`;
    const parameters = account === undefined ? [] : [account];
    const last = Number(this.options.database.get('SELECT max(seq) AS seq FROM events')?.seq ?? 0);
    // In parts, so that none blocks the event loop for long.
    for (let isDone = false; !isDone;) {
      const changes = await this.write(
        (writer) =>
          writer.run(`UPDATE events SET read_at = ?1 WHERE seq IN (${oldest})`, at, last, ...parameters)
            .changes,
      );
      if (changes > 0) setImmediate(() => this.changed.fire(undefined));
      isDone = changes < markedTogether;
    }
  }

  async dispose(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.writing);
    await this.eviction.stop();
    this.appended.dispose();
    this.pended.dispose();
    this.changed.dispose();
  }

  private notify(): void {
    const entries = this.accepted;
    this.accepted = [];
    if (this.isClosed) return;
    for (const entry of entries) (entry.arrival.reference ? this.pended : this.appended).fire(entry);
    this.eviction.look();
  }

  /** @param work marks entries and returns how many */
  private async mark(work: (writer: Writer) => number): Promise<void> {
    const changes = await this.write(work);
    if (changes > 0) setImmediate(() => this.changed.fire(undefined));
  }

  private async write<T>(work: (writer: Writer) => T): Promise<T> {
    if (this.isClosed) throw new StorageError('broken', 'CLOSED');
    const written = this.options.database.write(['events'], work);
    this.writing.add(written);
    try {
      return await written;
    } catch (thrown) {
      throw isStorageError(thrown) ? thrown : StorageError.of(thrown);
    } finally {
      this.writing.delete(written);
    }
  }

  private since(): number {
    return sinceOf(this.options);
  }
}

function accept(writer: Writer, arrival: Arrival, at: number, shownAt: number | null): Accepted {
  if (isDuplicate(writer, arrival, at)) return { kind: 'duplicate' };
  const text = JSON.stringify(arrival);
  const bytes = Buffer.byteLength(text);
  const { lastId: seq } = writer.run(
    `INSERT INTO events (event_id, account, kind, accepted_at, arrival, bytes, pending, shown_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    arrival.eventId,
    arrival.account,
    arrival.kind,
    at,
    text,
    bytes,
    arrival.reference === undefined ? 0 : 1,
    shownAt,
  );
  addKeys(writer, seq, arrival);
  writer.run('UPDATE event_totals SET bytes = bytes + ?', bytes);
  return { kind: 'kept', seq };
}

/** @returns whether the event was pending until now */
function complete(writer: Writer, event: EventKey, arrival: Arrival | undefined, now: number): boolean {
  const row = writer.get(
    'SELECT seq, bytes, accepted_at, arrival FROM events WHERE event_id = ? AND account = ? AND pending = 1',
    event.eventId,
    event.account,
  );
  if (!row) return false;
  const seq = Number(row.seq);
  const text = arrival && JSON.stringify(arrival);
  const bytes = text === undefined ? 0 : Buffer.byteLength(text);
  removeKeys(writer, row);
  writer.run('UPDATE event_totals SET bytes = bytes + ?', bytes - Number(row.bytes));
  if (!arrival || text === undefined) {
    // Only its id stays known, for retries: another event about the same subject may be real.
    writer.run('DELETE FROM events WHERE seq = ?', seq);
    rememberEvicted(writer, [eventKeyOf(event)], Number(row.accepted_at), now);
    return true;
  }
  writer.run('UPDATE events SET arrival = ?, bytes = ?, pending = 0 WHERE seq = ?', text, bytes, seq);
  addKeys(writer, seq, arrival);
  return true;
}
