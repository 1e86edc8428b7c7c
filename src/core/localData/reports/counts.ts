import { offsetsBetween } from '../../base/localDays';
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

const inPeriod = 'account = ? AND kind = ? AND at >= ? AND at <= ?';

function bindPeriod({ account, from, to }: ReportQuery, kind: MomentKind) {
  return [account, kind, from, to] as const;
}

/**
 * How many tickets or chats have such a moment in the period; each counts once, also if two sources report it. Reads the
 * index in its order, so that no subject has to be remembered.
 */
export function countSubjects(reader: Reader, query: ReportQuery, kind: MomentKind): number {
  const subjects = `SELECT DISTINCT subject FROM report_moments INDEXED BY report_moments_subject WHERE ${inPeriod}`;
  return Number(
    reader.get(`SELECT count(*) AS count FROM (${subjects})`, ...bindPeriod(query, kind))?.count ?? 0,
  );
}

/** Started chats by hour of the day in this machine's time zone. */
export function chatHours(reader: Reader, query: ReportQuery): readonly number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  const firsts = `SELECT min(at) AS at FROM report_moments INDEXED BY report_moments_subject
    WHERE ${inPeriod} GROUP BY subject`;
  for (const { from, to, offset } of offsetsBetween(query.from, query.to)) {
    const rows = reader.all(
      `SELECT (at + ?) / 3600000 % 24 AS hour, count(*) AS count FROM (${firsts}) GROUP BY 1`,
      ...[offset, ...bindPeriod({ ...query, from, to }, 'started')],
    );
    for (const { hour, count } of rows) hours[Number(hour)] = (hours[Number(hour)] ?? 0) + Number(count);
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
  const inOrder = `FROM report_moments INDEXED BY report_moments_agent WHERE ${inPeriod} AND agent IS NOT NULL`;
  const sources = [
    ['reply', 'replies', `SELECT agent ${inOrder}`],
    ['solved', 'solved', `SELECT DISTINCT agent, subject ${inOrder}`],
    ['joined', 'chats', `SELECT DISTINCT agent, subject ${inOrder}`],
  ] as const;
  for (const [kind, what, each] of sources) {
    const rows = reader.all(
      `SELECT agent, count(*) AS count FROM (${each}) GROUP BY agent`,
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
