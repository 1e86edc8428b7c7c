import { asRecord, parseJson } from '../../base/json';
import type { TicketStatus } from '../../domain/ticket';
import type { Reader } from '../../storage/database';
import { chartsOf, type Charts } from './charts';
import { chatHours, countsByAgent, countSubjects, type AgentCounts } from './counts';
import { ticketsAt, wasCreatedIn, type ReportQuery, type TicketThen } from './ticketsAt';

/** What is counted of a period, from what is kept on this machine alone. */
export interface Report {
  readonly coverage: Coverage;
  readonly tickets: {
    readonly created: number;
    /** With a public message of an agent. */
    readonly answered: number;
    readonly solved: number;
    /** With the status `open` at the end of the period. */
    readonly open: number;
    /** At the end of the period. */
    readonly byStatus: Readonly<Record<string, number>>;
  };
  /** Of tickets that were created in the period; absent if none of them has a reply. */
  readonly firstReplyMs?: Quantiles;
  readonly chats: {
    readonly started: number;
    readonly ended: number;
    /** Started chats by hour of the day in this machine's time zone: 24 counts. */
    readonly byHour: readonly number[];
  };
  /** Whoever did most is first. */
  readonly byAgent: readonly AgentCounts[];
  readonly charts: Charts;
}

export interface Quantiles {
  readonly median: number;
  readonly p90: number;
}

/** How much of the account is known. */
export interface Coverage {
  /** Nothing that belongs to the period is missing, as far as can be known. */
  readonly isComplete: boolean;
  readonly knownTickets: number;
  /** How many LiveChat has, by its last answers; absent if no list was fetched. */
  readonly allTickets?: number;
  /** Tickets of the period of which the messages, or the newest ones, are not known. */
  readonly withoutConversation: number;
  /** Chats were received during the whole period, and gaps were filled. */
  readonly hasAllChats: boolean;
}

/** Blocks the thread for as long as it takes to read the tickets. @throws StorageError */
export function reportOf(reader: Reader, query: ReportQuery): Report {
  const tickets = ticketsAt(reader, query);
  const subjects = (kind: Parameters<typeof countSubjects>[2]): number => countSubjects(reader, query, kind);
  const replies = tickets.flatMap((ticket) =>
    wasCreatedIn(query, ticket) && ticket.firstReplyMs !== undefined ? [ticket.firstReplyMs] : [],
  );
  const byStatus = countBy(tickets.map(({ status }) => status ?? ''));
  const { '': _unknown, ...known } = byStatus;
  const firstReplyMs = quantilesOf(replies);
  return {
    coverage: coverageOf(reader, query, tickets),
    tickets: {
      created: subjects('created'),
      answered: subjects('reply'),
      solved: subjects('solved'),
      open: known.open ?? 0,
      byStatus: known,
    },
    ...(firstReplyMs && { firstReplyMs }),
    chats: {
      started: subjects('started'),
      ended: subjects('ended'),
      byHour: chatHours(reader, query),
    },
    byAgent: countsByAgent(reader, query, tickets),
    charts: chartsOf(reader, query, tickets),
  };
}

/** Of all; `p90` is interpolated between the two nearest values. `undefined` without values. */
export function quantilesOf(values: readonly number[]): Quantiles | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return sorted.length === 0 ? undefined : { median: at(0.5), p90: at(0.9) };
}

function countBy(keys: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** The listener notes at least this often that it is live. */
const liveNoteMs = 10 * 60_000;

function coverageOf(
  reader: Reader,
  { account, from, to, now }: ReportQuery,
  tickets: readonly TicketThen[],
): Coverage {
  const known = reader.get('SELECT count(*) AS count FROM report_tickets WHERE account = ?', account);
  const allTickets = listedTickets(reader, account);
  const withoutConversation = tickets.filter(
    ({ hasConversation, changedAt, createdAt }) =>
      !hasConversation && (changedAt >= from || createdAt >= from),
  ).length;
  const earliest = reader.get('SELECT min(accepted_at) AS at FROM events WHERE account = ?', account)?.at;
  const listening = asRecord(
    parseJson(String(reader.get("SELECT value FROM state WHERE key = 'listener'")?.value)),
  );
  const { account: listensTo, liveAt, missedSince } = listening;
  const hasAllChats =
    typeof earliest === 'number' &&
    earliest <= from &&
    listensTo === account &&
    missedSince === undefined &&
    typeof liveAt === 'number' &&
    liveAt >= Math.min(to, now) - liveNoteMs;
  const knownTickets = Number(known?.count ?? 0);
  const hasAllTickets = allTickets !== undefined && knownTickets >= allTickets;
  return {
    isComplete: hasAllTickets && withoutConversation === 0 && hasAllChats,
    ...{ knownTickets, withoutConversation, hasAllChats },
    ...(allTickets !== undefined && { allTickets }),
  };
}

/** The totals of the lists of tickets that were fetched last; `undefined` without the list of all or of each status. */
function listedTickets(reader: Reader, account: string): number | undefined {
  const rows = reader.all(
    "SELECT name, fetched_at, value FROM kept_lists WHERE account = ? AND name LIKE 'page/%'",
    account,
  );
  const totals = new Map<string, number>();
  for (const { name, value } of rows) {
    const { total } = asRecord(parseJson(String(value)));
    if (typeof total === 'number') totals.set(String(name).slice('page/'.length), total);
  }
  const all = totals.get('all');
  const worked: readonly TicketStatus[] = ['open', 'pending', 'solved'];
  totals.delete('all');
  const sum = [...totals.values()].reduce((count, total) => count + total, 0);
  if (worked.every((status) => totals.has(status))) return Math.max(sum, all ?? 0);
  return all;
}
