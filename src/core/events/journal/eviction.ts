import { eventKeyOf } from '../../domain/arrival';
import { trustsClock } from '../../storage/clockTrust';
import type { Writer } from '../../storage/database';
import { deleteExpiredDigests, limitDigests, removeKeys, rememberEvicted } from './duplicates';
import type { JournalOptions } from './journal';

const defaultMaxBytes = 128 * 1024 * 1024;
const lookEveryMs = 3_600_000;
/** How much is deleted in one transaction, so that new events in the same one do not wait long. */
const batch = 32;

export interface EvictionOptions extends JournalOptions {
  /** Entries accepted earlier are due, in milliseconds since the epoch. */
  readonly since: () => number;
}

/**
 * Deletes entries that are too old, and the oldest ones where the journal is larger than it may be. Digests of their
 * ids and keys stay for as long as LiveChat may repeat them.
 */
export class Eviction {
  private lookedAt = 0;
  private running: Promise<void> | undefined;
  private isOver = false;

  constructor(
    private readonly options: EvictionOptions,
    private readonly onEvict: () => void,
  ) {
    this.look();
  }

  /** Called after each entry: deletes where there is too much, and once an hour what is too old. */
  look(): void {
    if (this.isOver || this.running) return;
    const isDue = Math.abs(this.options.clock.now() - this.lookedAt) >= lookEveryMs;
    if (isDue || this.excess() > 0) this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  private excess(): number {
    const { database, maxBytes = defaultMaxBytes } = this.options;
    return Number(database.get('SELECT bytes FROM event_totals')?.bytes ?? 0) - maxBytes;
  }

  /** Never rejects: what could not be deleted now is deleted later. */
  private async run(): Promise<void> {
    const { database, log, clock, since, maxBytes = defaultMaxBytes } = this.options;
    this.lookedAt = clock.now();
    try {
      // A sixteenth part goes at once, so that a full journal does not delete with each new entry.
      const target = this.excess() > 0 ? maxBytes - maxBytes / 16 : maxBytes;
      let isTrusted: boolean | undefined;
      let hasDeleted = false;
      for (let isDone = false; !isDone && !this.isOver;) {
        const now = clock.now();
        const { isClockRight, deleted } = await database.write(['events'], (writer) => {
          const isClockRight = isTrusted ?? trustsClock(writer, now);
          const dueBefore = isClockRight ? since() : -Infinity;
          return { isClockRight, deleted: evictBatch(writer, { dueBefore, target, now }) };
        });
        isTrusted = isClockRight;
        hasDeleted ||= deleted > 0;
        isDone = deleted < batch;
      }
      await database.write([], limitDigests);
      if (hasDeleted) this.onEvict();
    } catch (thrown) {
      log.warn(
        `Journal: old events could not be deleted (${thrown instanceof Error ? thrown.message : 'error'}).`,
      );
    }
    this.running = undefined;
  }
}

interface Limits {
  readonly dueBefore: number;
  /** Bytes that may stay. */
  readonly target: number;
  readonly now: number;
}

/** @returns how many entries were deleted, at most `batch` */
function evictBatch(writer: Writer, { dueBefore, target, now }: Limits): number {
  let total = Number(writer.get('SELECT bytes FROM event_totals')?.bytes ?? 0);
  const rows = writer.all(
    'SELECT seq, event_id, account, accepted_at, arrival, bytes FROM events ORDER BY seq LIMIT ?',
    batch,
  );
  let deleted = 0;
  for (const row of rows) {
    const { seq = null, event_id: eventId, account, accepted_at: at, bytes } = row;
    if (!(Number(at) < dueBefore || total > target)) break;
    const keys = removeKeys(writer, row);
    const key = eventKeyOf({ account: String(account), eventId: String(eventId) });
    rememberEvicted(writer, [key, ...keys], Number(at), now);
    writer.run('DELETE FROM events WHERE seq = ?', seq);
    total -= Number(bytes);
    deleted += 1;
  }
  writer.run('UPDATE event_totals SET bytes = ?', total);
  deleteExpiredDigests(writer, now);
  return deleted;
}
