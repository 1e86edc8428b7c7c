import { hash } from 'node:crypto';
import { eventKeyOf, groupsOf, keysOf, type Arrival } from '../../domain/arrival';
import { trustsClock } from '../../storage/clockTrust';
import type { Reader, Row, Writer } from '../../storage/database';
import type { JournalOptions } from './journal';
import { arrivalIn } from './journalRows';

const defaultMaxBytes = 128 * 1024 * 1024;
/** LiveChat gives up on an event after this (docs/livechat-api.md, webhook retries). */
const retriesMs = 6 * 3_600_000;
const maxDigests = 80_000;
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
    const keys = forget(writer, row);
    if (Number(at) > now - retriesMs) {
      const key = eventKeyOf({ account: String(account), eventId: String(eventId) });
      rememberEvicted(writer, [key, ...keys], Number(at));
    }
    writer.run('DELETE FROM events WHERE seq = ?', seq);
    total -= Number(bytes);
    deleted += 1;
  }
  writer.run('UPDATE event_totals SET bytes = ?', total);
  writer.run('DELETE FROM evicted_keys WHERE accepted_at <= ?', now - retriesMs);
  return deleted;
}

/** Counts all digests, so it runs once and not with each batch. */
function limitDigests(writer: Writer): void {
  writer.run(
    `DELETE FROM evicted_keys WHERE digest IN (SELECT digest FROM evicted_keys ORDER BY accepted_at
      LIMIT max(0, (SELECT count(*) FROM evicted_keys) - ?))`,
    maxDigests,
  );
}

/** Adds what an event is found by. */
export function remember(writer: Writer, seq: number, arrival: Arrival): void {
  for (const key of keysOf(arrival).own) {
    writer.run('INSERT OR REPLACE INTO event_keys (key, seq) VALUES (?, ?)', key, seq);
  }
  for (const group of new Set(groupsOf(arrival))) {
    writer.run('INSERT INTO event_groups (group_id, seq) VALUES (?, ?)', group, seq);
  }
}

/** Removes what an event is found by. @returns its keys */
export function forget(writer: Writer, row: Row): readonly string[] {
  const { seq = null } = row;
  const arrival = arrivalIn(row);
  if (!arrival) return [];
  const keys = keysOf(arrival).own;
  // A later event may have the same key.
  for (const key of keys) writer.run('DELETE FROM event_keys WHERE key = ? AND seq = ?', key, seq);
  for (const group of new Set(groupsOf(arrival))) {
    writer.run('DELETE FROM event_groups WHERE group_id = ? AND seq = ?', group, seq);
  }
  return keys;
}

/** Keeps what recognises an event, without a customer's words. @param at when it was accepted */
export function rememberEvicted(writer: Writer, keys: readonly string[], at: number): void {
  for (const key of keys) {
    writer.run('INSERT OR REPLACE INTO evicted_keys (digest, accepted_at) VALUES (?, ?)', digestOf(key), at);
  }
}

/** @param now in milliseconds since the epoch */
export function isKnown(reader: Reader, arrival: Arrival, now: number): boolean {
  const { eventId, account } = arrival;
  const { same } = keysOf(arrival);
  if (reader.get('SELECT 1 FROM events WHERE event_id = ? AND account = ?', eventId, account)) return true;
  for (const key of same) if (reader.get('SELECT 1 FROM event_keys WHERE key = ?', key)) return true;
  if (!reader.get('SELECT 1 FROM evicted_keys LIMIT 1')) return false;
  const sql = 'SELECT 1 FROM evicted_keys WHERE digest = ? AND accepted_at > ?';
  return [eventKeyOf(arrival), ...same].some(
    (key) => reader.get(sql, digestOf(key), now - retriesMs) !== undefined,
  );
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, 22);
}
