import { parseJson } from '../base/json';
import type { Ticket } from '../domain/ticket';
import type { Reader, Writer } from '../storage/database';
import type { KeptItem } from './keptItem';
import { personOf } from './people/personOf';

/** `kept_items.doc` increases by this much for each second of `changed_at`. */
const docsPerSecond = 1_024;
/** An unchanged row of a list is noted as fetched again only after this time, so that most lists cause no write. */
const noteAfterMs = 24 * 3_600_000;

export interface KeptTicket {
  readonly ticket: Ticket;
  readonly fetchedAt: number;
  /** No list has shown a newer version since. */
  readonly isNewest: boolean;
}

/**
 * Stores a version of an item, unless a newer one is stored. LiveChat's time decides; of two versions with the same time,
 * the one that was requested later.
 * @param askedAt when the request was sent
 * @returns whether something changed
 */
export function keepItem(writer: Writer, account: string, item: KeptItem, askedAt: number): boolean {
  const { kind, id, changedAt, details } = item;
  const person = personOf(item);
  const known = writer.get(
    `SELECT doc, changed_at, fetched_at, summary, person FROM kept_items WHERE account = ? AND kind = ? AND item_id = ?`,
    ...[account, kind, id],
  );
  if (!known) {
    const doc = freeDoc(writer, changedAt);
    writer.run(
      `INSERT INTO kept_items (doc, account, kind, item_id, parent_id, status, changed_at, fetched_at, summary, person)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[doc, account, kind, id, item.parentId ?? null, item.status ?? null],
      ...[changedAt, askedAt, JSON.stringify(item.summary), person],
    );
    if (details) keepDetails(writer, doc, item, askedAt);
    return true;
  }
  const knownAt = Number(known.changed_at);
  const fetchedAt = Number(known.fetched_at);
  const isNewer = changedAt > knownAt;
  // A row of a list says more exactly what a list shows than the same version of the details.
  const isSame = changedAt === knownAt && askedAt >= fetchedAt && !(details && kind === 'ticket');
  let doc = Number(known.doc);
  let hasChanged = false;
  if (isNewer || (isSame && known.summary !== JSON.stringify(item.summary))) {
    const target = isNewer ? freeDoc(writer, changedAt) : doc;
    writer.run(
      `UPDATE kept_items SET doc = ?, parent_id = coalesce(?, parent_id), status = ?, changed_at = ?, fetched_at = ?,
        summary = ?, is_indexed = 0 WHERE doc = ?`,
      ...[target, item.parentId ?? null, item.status ?? null, changedAt],
      ...[Math.max(askedAt, fetchedAt), JSON.stringify(item.summary), doc],
    );
    doc = target;
    hasChanged = true;
  } else if (changedAt === knownAt && askedAt - fetchedAt > noteAfterMs) {
    writer.run('UPDATE kept_items SET fetched_at = ? WHERE doc = ?', askedAt, doc);
  }
  // An address that was known once stays the person's.
  if (changedAt >= knownAt && person !== '' && person !== known.person) {
    writer.run('UPDATE kept_items SET person = ? WHERE doc = ?', person, doc);
    hasChanged = true;
  }
  return (details !== undefined && keepDetails(writer, doc, item, askedAt)) || hasChanged;
}

/** Whether `keepItem` would change nothing. */
export function isKept(reader: Reader, account: string, item: KeptItem, askedAt: number): boolean {
  if (item.details) return false;
  const known = reader.get(
    'SELECT changed_at, fetched_at, summary FROM kept_items WHERE account = ? AND kind = ? AND item_id = ?',
    ...[account, item.kind, item.id],
  );
  if (!known) return false;
  if (Number(known.changed_at) > item.changedAt) return true;
  const isRecent = askedAt - Number(known.fetched_at) < noteAfterMs;
  return isRecent && known.changed_at === item.changedAt && known.summary === JSON.stringify(item.summary);
}

/** @returns whether something changed */
function keepDetails(
  writer: Writer,
  doc: number,
  { details, changedAt }: KeptItem,
  askedAt: number,
): boolean {
  const known = writer.get('SELECT changed_at, fetched_at, value FROM kept_details WHERE doc = ?', doc);
  const value = JSON.stringify(details);
  if (known) {
    const [knownAt, fetchedAt] = [Number(known.changed_at), Number(known.fetched_at)];
    if (changedAt < knownAt || (changedAt === knownAt && askedAt < fetchedAt)) return false;
    writer.run(
      'UPDATE kept_details SET changed_at = ?, fetched_at = ?, value = ? WHERE doc = ?',
      ...[changedAt, Math.max(askedAt, fetchedAt), value, doc],
    );
    if (known.value === value) return false;
  } else {
    writer.run('INSERT INTO kept_details VALUES (?, ?, ?, ?)', doc, changedAt, askedAt, value);
  }
  writer.run(
    'UPDATE kept_items SET is_indexed = 0, fetched_at = max(fetched_at, ?) WHERE doc = ?',
    askedAt,
    doc,
  );
  return true;
}

/** A free number in the order of the times. With very many changes in one second it is a later one. */
function freeDoc(writer: Writer, changedAt: number): number {
  for (let base = Math.floor(changedAt / 1_000) * docsPerSecond; ; base += docsPerSecond) {
    const end = base + docsPerSecond;
    const last = writer.get(
      'SELECT max(doc) AS doc FROM kept_items WHERE doc >= ? AND doc < ?',
      base,
      end,
    )?.doc;
    const next = typeof last === 'number' ? last + 1 : base;
    if (next < end) return next;
  }
}

/** @param since tickets that were fetched earlier are too old @throws StorageError */
export function ticketIn(reader: Reader, account: string, id: string, since: number): KeptTicket | undefined {
  const row = reader.get(
    `SELECT d.value, d.fetched_at, d.changed_at >= i.changed_at AS is_newest
      FROM kept_items i JOIN kept_details d USING (doc)
      WHERE i.account = ? AND i.kind = 'ticket' AND i.item_id = ? AND d.fetched_at >= ?`,
    ...[account, id, since],
  );
  if (!row) return undefined;
  return {
    ticket: parseJson(String(row.value)) as Ticket,
    fetchedAt: Number(row.fetched_at),
    isNewest: row.is_newest === 1,
  };
}
