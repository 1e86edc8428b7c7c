import type { Reader } from '../../storage/database';
import { localDayOf, monthOf, startsOfDays, startsOfMonths } from '../../base/localDays';
import { wasCreatedIn, wasOpen, type ReportQuery, type TicketThen } from './ticketsAt';

/** Upper bounds of ages of tickets, in days; the last group has none. */
export const ageDays = [1, 3, 7, 30] as const;
/** Upper bounds of times to the first reply, in minutes; the last group has none. */
export const replyMinutes = [15, 60, 240, 1_440] as const;

/** What is drawn, besides the counts of a report. */
export interface Charts {
  /** New tickets by day, or by month (`YYYY-MM`) in a long period, with their status at its end. */
  readonly days: readonly DayCounts[];
  /** Tickets that are not finished at the end of the period, by age: one more than `ageDays`. */
  readonly ages: readonly number[];
  /** New tickets by time to the first reply: one more than `replyMinutes`. */
  readonly firstReplies: readonly number[];
}

export interface DayCounts {
  /** `YYYY-MM-DD` or `YYYY-MM` in this machine's time zone. */
  readonly day: string;
  /** Tickets without a known status are under ''. */
  readonly byStatus: Readonly<Record<string, number>>;
}

/** More days than a chart has room for. */
const mostDays = 400;
const dayMs = 24 * 3_600_000;

export function chartsOf(reader: Reader, query: ReportQuery, tickets: readonly TicketThen[]): Charts {
  const { from, to, account } = query;
  const created = tickets.filter((ticket) => wasCreatedIn(query, ticket));
  // Known from an event only.
  const reported = reader.all(
    `SELECT subject, min(at) AS at FROM report_moments m WHERE source = 'event' AND account = ?1 AND kind = 'created'
      AND at >= ?2 AND at <= ?3
      AND NOT EXISTS (SELECT 1 FROM report_tickets t WHERE t.account = ?1 AND t.ticket_id = m.subject) GROUP BY subject`,
    ...[account, from, to],
  );
  const days = daysOf(query, [
    ...created.map(({ createdAt, status }) => ({ at: createdAt, status: status ?? '' })),
    ...reported.map(({ at }) => ({ at: Number(at), status: '' })),
  ]);
  const ages = ageDays.map((days) => days * dayMs);
  const waits = replyMinutes.map((minutes) => minutes * 60_000);
  const open = tickets.filter((ticket) => wasOpen(ticket) && ticket.createdAt > 0);
  const replies = created.flatMap(({ firstReplyMs }) => (firstReplyMs === undefined ? [] : [firstReplyMs]));
  return {
    days,
    ages: histogram(
      ages,
      open.map(({ createdAt }) => to - createdAt),
    ),
    firstReplies: histogram(waits, replies),
  };
}

/** The starts of the days or months of a period, and the label of each. */
export function spansOf({ from, to }: Pick<ReportQuery, 'from' | 'to'>): {
  readonly starts: readonly number[];
  readonly label: (start: number) => string;
} {
  return to - from <= mostDays * dayMs
    ? { starts: startsOfDays(from, to), label: localDayOf }
    : { starts: startsOfMonths(from, to), label: monthOf };
}

function daysOf(
  query: ReportQuery,
  created: readonly { readonly at: number; readonly status: string }[],
): readonly DayCounts[] {
  const { starts, label } = spansOf(query);
  const counts = starts.map(() => new Map<string, number>());
  for (const { at, status } of created) {
    const day = counts[indexIn(starts, at)];
    day?.set(status, (day.get(status) ?? 0) + 1);
  }
  return starts.map((start, index) => ({
    day: label(start),
    byStatus: Object.fromEntries(counts[index] ?? []),
  }));
}

/** The group of each value, by the upper bounds of all groups but the last. A value at a bound belongs below it. */
function histogram(bounds: readonly number[], values: readonly number[]): readonly number[] {
  const counts = [...bounds, Infinity].map(() => 0);
  for (const value of values) {
    const group = groupOf(bounds, value);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

export function groupOf(bounds: readonly number[], value: number): number {
  const group = bounds.findIndex((bound) => value <= bound);
  return group < 0 ? bounds.length : group;
}

/** The last start that is not after a time; -1 before the first. */
function indexIn(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
