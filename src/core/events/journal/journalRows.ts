import { parseJson } from '../../base/json';
import { keysOf, type Arrival } from '../../domain/arrival';
import { decodeArrival } from '../../domain/decodeArrival';
import type { Reader, Row } from '../../storage/database';
import type { Parameter } from '../../storage/parameters';
import type { JournalEntry, JournalPage, JournalQuery, JournalPlace, JournalReader } from './journal';

const defaultLimit = 50;
const columns = 'e.seq, e.accepted_at, e.arrival, e.shown_at, e.read_at';

/** The events of the database, as a journal gives them. Each call is one query. */
export class JournalRows {
  constructor(private readonly reader: Reader) {}

  /** @param since entries accepted earlier, in milliseconds since the epoch, are left out */
  page(query: JournalQuery, since: number): JournalPage {
    const { account, kinds, group, before, limit = defaultLimit } = query;
    const where = ['e.pending = 0', 'e.accepted_at >= ?'];
    const values: Parameter[] = [since];
    if (account !== undefined) add('e.account = ?', account);
    if (kinds !== undefined) add(`e.kind IN (${kinds.map(() => '?').join(', ')})`, ...kinds);
    if (group !== undefined) add('e.seq IN (SELECT seq FROM event_groups WHERE group_id = ?)', group);
    if (before !== undefined && Number.isFinite(before)) add('e.seq < ?', before);
    const rows = this.reader.all(
      `SELECT ${columns} FROM events e WHERE ${where.join(' AND ')} ORDER BY e.seq DESC LIMIT ?`,
      ...values,
      limit + 1,
    );
    const entries = rows.slice(0, limit).flatMap(entryOf);
    const next = rows.length > limit ? Number(rows[limit - 1]?.seq) : undefined;
    return next === undefined ? { entries } : { entries, next };

    function add(condition: string, ...parameters: readonly Parameter[]): void {
      where.push(condition);
      values.push(...parameters);
    }
  }

  /** @param account preferred where several have an event with this id */
  get(eventId: string, since: number, account = ''): JournalEntry | undefined {
    const sql = `SELECT ${columns} FROM events e WHERE e.event_id = ? AND e.pending = 0 AND e.accepted_at >= ?
      ORDER BY e.account = ? DESC LIMIT 1`;
    return entryOf(this.reader.get(sql, eventId, since, account))[0];
  }

  unreadCount(account: string | undefined, since: number): number {
    // Triggers count all of them, also those that are too old and not deleted yet.
    const tooOld = `SELECT count(*) FROM events e WHERE e.account = u.account AND e.read_at IS NULL AND e.pending = 0
      AND e.accepted_at < ?1`;
    const sql = `SELECT sum(u.count - (${tooOld})) AS count FROM unread_counts u WHERE ?2 IS NULL OR u.account = ?2`;
    return Number(this.reader.get(sql, since, account ?? null)?.count ?? 0);
  }

  /** Oldest first. */
  unshown(account: string | undefined, since: number): readonly JournalEntry[] {
    const sql = `SELECT ${columns} FROM events e WHERE e.shown_at IS NULL AND e.pending = 0
      AND e.accepted_at >= ?1 AND (?2 IS NULL OR e.account = ?2) ORDER BY e.seq`;
    return this.reader.all(sql, since, account ?? null).flatMap(entryOf);
  }

  /** Oldest first. */
  pending(since: number): readonly JournalEntry[] {
    const sql = `SELECT ${columns} FROM events e WHERE e.pending = 1 AND e.accepted_at >= ? ORDER BY e.seq`;
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
export const defaultMaxAgeMs = 30 * dayMs;

/** Reads the journal in any window. Nothing is kept in memory: each call is one query of the database. */
export function readJournal({ database, clock, maxAgeMs = defaultMaxAgeMs }: JournalPlace): JournalReader {
  const rows = new JournalRows(database);
  const since = (): number => clock.now() - maxAgeMs;
  return {
    page: async (query = {}) => await Promise.resolve(rows.page(query, since())),
    get: async (eventId, account) => await Promise.resolve(rows.get(eventId, since(), account)),
    unreadCount: async (account) => await Promise.resolve(rows.unreadCount(account, since())),
    unshown: async (account) => await Promise.resolve(rows.unshown(account, since())),
  };
}
