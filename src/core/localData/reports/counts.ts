import type { Reader } from '../../storage/database';
import type { MomentKind } from './facts';
import { wasOpen, type ReportQuery, type TicketThen } from './ticketsAt';

export interface AgentCounts {
  /** Login, or LiveChat's id. */
  readonly id: string;
  /** Public messages in tickets. */
  readonly replies: number;
  readonly solved: number;
  /** Chats that started with this agent, or that this agent joined. */
  readonly chats: number;
  /** Tickets that are not finished at the end of the period. */
  readonly assigned: number;
}

/** Unlike time zones, quarters of an hour are the same everywhere: no zone is off by a part of one. */
const slotMs = 15 * 60_000;

const inPeriod = 'account = ? AND kind = ? AND at >= ? AND at <= ?';

function bindPeriod({ account, from, to }: ReportQuery, kind: MomentKind) {
  return [account, kind, from, to] as const;
}

/** How many tickets or chats have such a moment in the period; each counts once, also if two sources report it. */
export function countSubjects(reader: Reader, query: ReportQuery, kind: MomentKind): number {
  const sql = `SELECT count(DISTINCT subject) AS count FROM report_moments WHERE ${inPeriod}`;
  return Number(reader.get(sql, ...bindPeriod(query, kind))?.count ?? 0);
}

/** Started chats by hour of the day in this machine's time zone. */
export function chatHours(reader: Reader, query: ReportQuery): readonly number[] {
  const rows = reader.all(
    `SELECT at / ${slotMs} AS slot, count(DISTINCT subject) AS count FROM report_moments WHERE ${inPeriod} GROUP BY 1`,
    ...bindPeriod(query, 'started'),
  );
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { slot, count } of rows) {
    const hour = new Date(Number(slot) * slotMs).getHours();
    hours[hour] = (hours[hour] ?? 0) + Number(count);
  }
  return hours;
}

type Counted = Exclude<keyof AgentCounts, 'id'>;

/** Whoever did most is first. */
export function countsByAgent(
  reader: Reader,
  query: ReportQuery,
  tickets: readonly TicketThen[],
): readonly AgentCounts[] {
  const agents = new Map<string, Record<Counted, number>>();
  const add = (id: string, what: Counted, count: number): void => {
    const known = agents.get(id) ?? { replies: 0, solved: 0, chats: 0, assigned: 0 };
    known[what] += count;
    agents.set(id, known);
  };
  const sources = [
    ['reply', 'replies', 'count(*)'],
    ['solved', 'solved', 'count(DISTINCT subject)'],
    ['joined', 'chats', 'count(DISTINCT subject)'],
  ] as const;
  for (const [kind, what, count] of sources) {
    const rows = reader.all(
      `SELECT agent, ${count} AS count FROM report_moments WHERE ${inPeriod} AND agent IS NOT NULL GROUP BY agent`,
      ...bindPeriod(query, kind),
    );
    for (const row of rows) add(String(row.agent), what, Number(row.count));
  }
  for (const { assignee } of tickets.filter(wasOpen)) {
    if (assignee !== undefined) add(assignee, 'assigned', 1);
  }
  const done = ({ replies, solved, chats }: AgentCounts): number => replies + solved + chats;
  return [...agents]
    .map(([id, counts]) => ({ id, ...counts }))
    .sort((one, other) => done(other) - done(one) || one.id.localeCompare(other.id));
}
