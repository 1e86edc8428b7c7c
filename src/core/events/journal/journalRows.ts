import { parseJson } from '../../base/json';
import { keysOf, type Arrival } from '../../domain/arrival';
import { decodeArrival } from '../../domain/decodeArrival';
import type { Reader, Row } from '../../storage/database';
import type { Parameter } from '../../storage/parameters';
import type { JournalEntry, JournalPage, JournalQuery, JournalPlace, JournalReader } from './journal';

const defaultLimit = 50;
/** `?1` is `sinceOf`: without an age, entries count until they are shown. */
const isKept = '(e.accepted_at >= ?1 OR (?1 = 9e999 AND e.shown_at IS NULL))';
const columns = 'e.seq, e.accepted_at, e.arrival, e.shown_at, e.read_at';

/** The events of the database, as a journal gives them. Each call is one query. `since`: see `sinceOf`. */
export class JournalRows {
  constructor(private readonly reader: Reader) {}

  page(query: JournalQuery, since: number): JournalPage {
    const { account, kinds, group, before, limit = defaultLimit } = query;
    const where = ['e.pending = 0', isKept];
    const values: Parameter[] = [since];
    const bind = (value: Parameter): string => `?${values.push(value)}`;
    if (account !== undefined) where.push(`e.account = ${bind(account)}`);
    if (kinds !== undefined) where.push(`e.kind IN (${kinds.map(bind).join(', ')})`);
    if (group !== undefined)
      where.push(`e.seq IN (SELECT seq FROM event_groups WHERE group_id = ${bind(group)})`);
    if (before !== undefined && Number.isFinite(before)) where.push(`e.seq < ${bind(before)}`);
    const last = bind(limit + 1);
    const rows = this.reader.all(
      `SELECT ${columns} FROM events e WHERE ${where.join(' AND ')} ORDER BY e.seq DESC LIMIT ${last}`,
      ...values,
    );
    const entries = rows.slice(0, limit).flatMap(entryOf);
    const next = rows.length > limit ? Number(rows[limit - 1]?.seq) : undefined;
    return next === undefined ? { entries } : { entries, next };
  }

  /** @param account preferred where several have an event with this id */
  get(eventId: string, since: number, account = ''): JournalEntry | undefined {
    const sql = `SELECT ${columns} FROM events e WHERE e.event_id = ?2 AND e.pending = 0 AND ${isKept}
      ORDER BY e.account = ?3 DESC LIMIT 1`;
    return entryOf(this.reader.get(sql, since, eventId, account))[0];
  }

  unreadCount(account: string | undefined, since: number): number {
    // Triggers count all of them, also those that are too old and not deleted yet.
    const tooOld = `SELECT count(*) FROM events e WHERE e.account = u.account AND e.read_at IS NULL AND e.pending = 0
      AND NOT ${isKept}`;
    const sql = `SELECT sum(u.count - (${tooOld})) AS count FROM unread_counts u WHERE ?2 IS NULL OR u.account = ?2`;
    return Number(this.reader.get(sql, since, account ?? null)?.count ?? 0);
  }

  /** Oldest first. */
  unshown(account: string | undefined, since: number): readonly JournalEntry[] {
    const sql = `SELECT ${columns} FROM events e WHERE e.shown_at IS NULL AND e.pending = 0
      AND ${isKept} AND (?2 IS NULL OR e.account = ?2) ORDER BY e.seq`;
    return this.reader.all(sql, since, account ?? null).flatMap(entryOf);
  }

  /** Oldest first. */
  pending(since: number): readonly JournalEntry[] {
    const sql = `SELECT ${columns} FROM events e WHERE e.pending = 1 AND ${isKept} ORDER BY e.seq`;
    return this.reader.all(sql, since).flatMap(entryOf);
  }

  /** The start of the chat that an arrival is about. */
  startOf(arrival: Arrival): Arrival | undefined {
    if (arrival.kind === 'ticket_created') return undefined;
    const sql = `SELECT ${columns} FROM events e JOIN event_keys k USING (seq) WHERE k.key = ?`;
    for (const key of keysOf({ ...arrival, kind: 'chat_started' }).same) {
      const [start] = entryOf(this.reader.get(sql, key));
      if (start) return start.arrival;
    }
    return undefined;
  }
}

/** A row of `events` as an entry; nothing for one that cannot be decoded, which then hides no other. */
function entryOf(row: Row | undefined): [] | [JournalEntry] {
  const arrival = row && arrivalIn(row);
  if (!row || !arrival) return [];
  const { shown_at: shown, read_at: read } = row;
  return [
    {
      seq: Number(row.seq),
      at: new Date(Number(row.accepted_at)).toISOString(),
      arrival,
      ...(shown !== null && { shownAt: new Date(Number(shown)).toISOString() }),
      ...(read !== null && { readAt: new Date(Number(read)).toISOString() }),
    },
  ];
}

/** The event in the column `arrival`; `undefined` where it cannot be decoded. */
export function arrivalIn(row: Row): Arrival | undefined {
  return decodeArrival(parseJson(String(row.arrival)));
}

const dayMs = 24 * 3_600_000;
const defaultDays = 30;

/** When the oldest entries that count were accepted, in milliseconds since the epoch; `Infinity` with 0 days. */
export function sinceOf({ clock, days }: JournalPlace): number {
  const kept = days?.() ?? defaultDays;
  return kept > 0 ? clock.now() - kept * dayMs : Infinity;
}

/** Reads the journal in any window. Nothing is kept in memory: each call is one query of the database. */
export function readJournal(place: JournalPlace): JournalReader {
  const rows = new JournalRows(place.database);
  const since = (): number => sinceOf(place);
  return {
    page: async (query = {}) => await Promise.resolve(rows.page(query, since())),
    get: async (eventId, account) => await Promise.resolve(rows.get(eventId, since(), account)),
    unreadCount: async (account) => await Promise.resolve(rows.unreadCount(account, since())),
    unshown: async (account) => await Promise.resolve(rows.unshown(account, since())),
  };
}
