import type { Disposable } from '../../base/disposable';
import { eventKeyOf } from '../../domain/arrival';
import { trustsClock } from '../../storage/clockTrust';
import type { Database, Reader, Row, Writer } from '../../storage/database';
import { deleteDigests, keptLonger, removeKeys, rememberEvicted } from './duplicates';
import type { JournalOptions } from './journal';

const defaultMaxBytes = 128 * 1024 * 1024;
const lookEveryMs = 3_600_000;
/** How much is deleted in one transaction, so that new events in the same one do not wait long. */
const batch = 32;
/** Without a new event for this long, a journal that is almost full makes room, so that the next events do not wait. */
const quietMs = 1_000;
/** How long an event that waits to be published stays where none is to be kept: as long as a stream keeps it by default. */
const unpublishedMs = 14 * 24 * 3_600_000;
/** Of the permitted size. A part of it goes at once, so that a full journal does not delete with each new entry. */
const part = 1 / 16;

export interface EvictionOptions extends JournalOptions {
  /** Entries accepted earlier are due, in milliseconds since the epoch. */
  readonly since: () => number;
}

/**
 * Deletes entries that are too old, and the oldest ones where the journal is larger than it may be. Digests of their
 * ids and keys stay for as long as LiveChat may repeat them. An event that waits to be published to a team stays until it is
 * too old, however large the journal is.
 */
export class Eviction {
  private lookedAt = 0;
  private running: Promise<void> | undefined;
  /** Entries came, or were shown, while it ran. */
  private isDueAgain = false;
  private quiet: Disposable | undefined;
  private isOver = false;

  constructor(
    private readonly options: EvictionOptions,
    private readonly onEvict: () => void,
  ) {
    this.look();
  }

  /**
   * Called after new entries: deletes where there is too much, and once an hour what is too old. Where there is almost
   * too much, it deletes once no more entries come.
   */
  look(): void {
    if (this.running) this.isDueAgain = true;
    if (this.isOver || this.running) return;
    this.isDueAgain = false;
    const { clock, maxBytes = defaultMaxBytes } = this.options;
    const isAgeDue = Math.abs(clock.now() - this.lookedAt) >= lookEveryMs;
    const bytes = this.bytes();
    if (bytes > maxBytes) this.run(maxBytes * (1 - part), isAgeDue);
    // Without an age, entries are due as soon as they are shown.
    else if (isAgeDue || this.options.since() === Infinity) this.run(maxBytes, isAgeDue);
    else if (bytes > maxBytes * (1 - part)) {
      this.quiet?.dispose();
      this.quiet = clock.after(quietMs, () => this.run(maxBytes * (1 - 2 * part)));
    }
  }

  async stop(): Promise<void> {
    this.isOver = true;
    this.quiet?.dispose();
    await this.running;
  }

  private bytes(): number {
    return totalOf(this.options.database);
  }

  /** @param target bytes that may stay @param isComplete see `Limits` */
  private run(target: number, isComplete = false): void {
    if (this.isOver || this.running) return;
    this.running = this.evict(target, isComplete).finally(() => {
      this.running = undefined;
      if (this.isDueAgain) this.look();
    });
  }

  /** Never rejects: what could not be deleted now is deleted later. */
  private async evict(target: number, isComplete: boolean): Promise<void> {
    const { database, log, clock, since } = this.options;
    const limits = (isClockRight: boolean): Limits => {
      const now = clock.now();
      return {
        dueBefore: isClockRight || since() === Infinity ? since() : -Infinity,
        waitsSince: isClockRight ? waitsSinceOf(since(), now) : -Infinity,
        ...{ target, now, isComplete },
      };
    };
    if (isComplete) this.lookedAt = clock.now();
    try {
      if (!isComplete && !hasDue(database, limits(true))) return;
      const isClockRight = await database.write([], (writer) => {
        deleteUnreadCounts(writer);
        return trustsClock(writer, clock.now());
      });
      let hasDeleted = false;
      let unpublished = 0;
      for (let isDone = false; !isDone && hasDue(database, limits(isClockRight));) {
        const evicted = await database.write(['events'], (writer) =>
          evictBatch(writer, limits(isClockRight)),
        );
        hasDeleted ||= evicted.deleted > 0;
        unpublished += evicted.unpublished;
        isDone = evicted.deleted < batch || this.isOver;
      }
      if (unpublished > 0) {
        log.warn(`Team: ${unpublished} events could not be published for too long, and are deleted.`);
      }
      await deleteDigests(database, clock.now());
      if (hasDeleted) this.onEvict();
    } catch (thrown) {
      log.warn(
        `Journal: old events could not be deleted (${thrown instanceof Error ? thrown.message : 'error'}).`,
      );
    }
  }
}

/** Deletes entries that were shown, where none is to be kept. @throws StorageError */
export async function evictShown(database: Database, now: number): Promise<void> {
  const age = { dueBefore: Infinity, waitsSince: waitsSinceOf(Infinity, now) };
  const limits = { ...age, target: Infinity, now, isComplete: true };
  for (let isDone = !hasDue(database, limits); !isDone;) {
    isDone = (await database.write(['events'], (writer) => evictBatch(writer, limits))).deleted < batch;
  }
  await deleteDigests(database, now);
}

/** @param since before which entries are too old; `Infinity`: none is to be kept */
function waitsSinceOf(since: number, now: number): number {
  return since === Infinity ? now - unpublishedMs : since;
}

interface Limits {
  /** In milliseconds since the epoch; `Infinity`: all entries that were shown. */
  readonly dueBefore: number;
  /** Entries accepted earlier do not wait to be published any more. */
  readonly waitsSince: number;
  /** Bytes that may stay. */
  readonly target: number;
  readonly now: number;
  /**
   * Looks at all entries, once an hour. Otherwise at those before the first one that waits to be published: while a team
   * cannot be reached, all after it may wait, and there may be many.
   */
  readonly isComplete: boolean;
}

const oldestWaiting = `SELECT u.seq FROM unpublished_events u JOIN events e USING (seq) WHERE e.accepted_at >= ?
  ORDER BY u.seq LIMIT 1`;
const isWaiting = 'EXISTS (SELECT 1 FROM unpublished_events u WHERE u.seq = events.seq)';

/** Entries that may be deleted, from the oldest one on up to the first that is not due. */
function dueRows(
  reader: Reader,
  { dueBefore, waitsSince, target, isComplete }: Limits,
  limit: number,
): readonly Row[] {
  const due = dueBefore === Infinity ? 'AND shown_at IS NOT NULL AND pending = 0' : '';
  const first = reader.get(oldestWaiting, waitsSince)?.seq ?? Number.MAX_SAFE_INTEGER;
  const [chosen, before] = isComplete
    ? ([`(accepted_at < ? OR NOT ${isWaiting})`, waitsSince] as const)
    : (['seq < ?', first] as const);
  const rows = reader.all(
    `SELECT seq, event_id, account, accepted_at, arrival, bytes FROM events
      WHERE ${chosen} ${due} ORDER BY seq LIMIT ?`,
    before,
    limit,
  );
  let total = totalOf(reader);
  const end = rows.findIndex(({ accepted_at: at, bytes }) => {
    const isDue = Number(at) < dueBefore || total > target;
    total -= Number(bytes);
    return !isDue;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function hasDue(reader: Reader, limits: Limits): boolean {
  return dueRows(reader, limits, 1).length > 0;
}

function totalOf(reader: Reader): number {
  return Number(reader.get('SELECT bytes FROM event_totals')?.bytes ?? 0);
}

/** @returns how many entries were deleted, at most `batch`, and how many of them were not published */
function evictBatch(
  writer: Writer,
  limits: Limits,
): { readonly deleted: number; readonly unpublished: number } {
  let total = totalOf(writer);
  const rows = dueRows(writer, limits, batch);
  let unpublished = 0;
  for (const row of rows) {
    const { seq = null, event_id: eventId, account, accepted_at: at, bytes } = row;
    const keys = removeKeys(writer, row);
    const key = eventKeyOf({ account: String(account), eventId: String(eventId) });
    rememberEvicted(writer, [key, ...keys], Number(at) + keptLonger(writer, row), limits.now);
    unpublished += writer.run('DELETE FROM unpublished_events WHERE seq = ?', seq).changes;
    writer.run('DELETE FROM events WHERE seq = ?', seq);
    total -= Number(bytes);
  }
  writer.run('UPDATE event_totals SET bytes = ?', total);
  deleteUnreadCounts(writer);
  return { deleted: rows.length, unpublished };
}

/** A row names an account, which may have been signed out since. */
function deleteUnreadCounts(writer: Writer): void {
  writer.run('DELETE FROM unread_counts WHERE count = 0');
}
