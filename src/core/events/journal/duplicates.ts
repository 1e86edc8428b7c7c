import { digestOf } from '../../base/digest';
import { eventKeyOf, groupsOf, keysOf, type Arrival } from '../../domain/arrival';
import type { Database, Reader, Row, Writer } from '../../storage/database';
import { deleteRows } from '../../storage/deleteRows';
import { arrivalIn } from './journalRows';

/** LiveChat gives up on an event after this (docs/livechat-api.md#webhook-retries). */
const retriesMs = 6 * 3_600_000;
const maxDigests = 80_000;
/** That one step deletes. */
const digestsAtOnce = 16;
const expiredDigests = { table: 'evicted_keys', topics: [], where: 'accepted_at <= ?' } as const;

/** No rows where nothing is known, as for most events. `IN` would build a table of the keys, which takes longer than the rest. */
const storedSql = `SELECT 1 AS isStored FROM events WHERE event_id = ?1 AND account = ?2
  UNION ALL SELECT 1 FROM event_keys WHERE key = ?3
  UNION ALL SELECT 1 FROM event_keys WHERE key = ?4
  UNION ALL SELECT 0 WHERE EXISTS (SELECT 1 FROM evicted_keys)`;
const evictedSql = 'SELECT 1 FROM evicted_keys WHERE digest IN (?, ?, ?) AND accepted_at > ?';

/**
 * Whether the same event is stored, or was evicted while LiveChat may still retry it: by account and id, or because it
 * reports the same change. @param now in milliseconds since the epoch
 */
export function isDuplicate(reader: Reader, arrival: Arrival, now: number): boolean {
  const { eventId, account } = arrival;
  const [one, other = one] = keysOf(arrival).same;
  const rows = reader.all(storedSql, eventId, account, one, other);
  if (rows.length === 0) return false;
  if (rows.some(({ isStored }) => isStored === 1)) return true;
  const digest = digestOf(one);
  const otherDigest = other === one ? digest : digestOf(other);
  const since = now - retriesMs;
  return reader.get(evictedSql, digestOf(eventKeyOf(arrival)), digest, otherDigest, since) !== undefined;
}

/** Adds the keys and groups by which an event is found. */
export function addKeys(writer: Writer, seq: number, arrival: Arrival): void {
  for (const key of keysOf(arrival).own) {
    writer.run('INSERT OR REPLACE INTO event_keys (key, seq) VALUES (?, ?)', key, seq);
  }
  for (const group of new Set(groupsOf(arrival))) {
    writer.run('INSERT INTO event_groups (group_id, seq) VALUES (?, ?)', group, seq);
  }
}

/** Removes the keys and groups by which an event is found. @returns its keys */
export function removeKeys(writer: Writer, row: Row): readonly string[] {
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

/** A team's stream keeps events this long by default, and all of it is read again where it was created anew. */
const inStreamMs = 14 * 24 * 3_600_000;

/**
 * How much longer than the keys of other events those of this one stay known after it was deleted, in milliseconds. A
 * machine that publishes reads its own events in the stream as well.
 */
export function keptLonger(reader: Reader, row: Row): number {
  const isInStream =
    String(row.arrival).includes('"viaTeam":true') || reader.get('SELECT 1 FROM publishing') !== undefined;
  return isInStream ? inStreamMs : 0;
}

/** Stores digests of the keys of a deleted event, without customer data. @param at when it was accepted */
export function rememberEvicted(writer: Writer, keys: readonly string[], at: number, now: number): void {
  if (at <= now - retriesMs) return;
  for (const key of keys) {
    writer.run('INSERT OR REPLACE INTO evicted_keys (digest, accepted_at) VALUES (?, ?)', digestOf(key), at);
  }
}

/** Deletes digests that are no longer needed, in small transactions, if there are any. @throws StorageError */
export async function deleteDigests(database: Database, now: number): Promise<void> {
  const expired = 'SELECT 1 FROM evicted_keys WHERE accepted_at <= ? LIMIT 1';
  if (database.get(expired, now - retriesMs)) await deleteRows(database, expiredDigests, now - retriesMs);
  const { count } = database.get('SELECT count(*) AS count FROM evicted_keys') ?? {};
  const tooMany = Number(count) - maxDigests;
  if (tooMany <= 0) return;
  const oldest = 'SELECT digest FROM evicted_keys ORDER BY accepted_at LIMIT ?';
  await database.writeInParts([], tooMany, (writer, left) => {
    writer.run(`DELETE FROM evicted_keys WHERE digest IN (${oldest})`, Math.min(left, digestsAtOnce));
    return left > digestsAtOnce ? left - digestsAtOnce : undefined;
  });
}
