import { localDayOf, monthOf } from '../base/localDays';
import { callKinds, type CallKind } from '../domain/callCost';
import type { Reader, Writer } from '../storage/database';

/** Billed calls by kind. */
export type KindCounts = Readonly<Partial<Record<CallKind, number>>>;

export interface CallsOfDay {
  /** `YYYY-MM-DD` in this machine's time zone. */
  readonly day: string;
  readonly kinds: KindCounts;
}

/** Billed calls of an account, of all windows of this machine. */
export interface CallTotals {
  /** In the last 60 seconds. Calls of other windows are included some seconds later. */
  readonly minute: number;
  readonly today: number;
  readonly month: number;
  /** Days of this month with calls, newest first. */
  readonly days: readonly CallsOfDay[];
}

/** Calls of one kind on one day: a row of the table `calls`. `account` is a digest. */
interface CallCount {
  readonly account: string;
  readonly day: string;
  readonly kind: CallKind;
  readonly count: number;
}

/** Calls at one moment: a row of the table `recent_calls`. */
interface RecentCalls {
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly count: number;
}

export interface CallBatch {
  readonly counts: readonly CallCount[];
  readonly recent: readonly RecentCalls[];
}

export const emptyBatch: CallBatch = { counts: [], recent: [] };

const minuteMs = 60_000;
const kinds: readonly CallKind[] = [...callKinds, 'other'];

export function sumOf(counts: KindCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function merged(one: KindCounts, other: KindCounts): KindCounts {
  const sum: Partial<Record<CallKind, number>> = { ...one };
  for (const [kind, count] of Object.entries(other) as [CallKind, number][]) {
    sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

/** @param batches calls of one account */
export function totalsOf(batches: readonly CallBatch[], now: number): CallTotals {
  const today = localDayOf(now);
  const days = new Map<string, KindCounts>();
  for (const { day, kind, count } of batches.flatMap(({ counts }) => counts)) {
    if (day.startsWith(monthOf(now))) days.set(day, merged(days.get(day) ?? {}, { [kind]: count }));
  }
  const newestFirst = [...days].sort(([one], [other]) => other.localeCompare(one));
  return {
    minute: batches
      .flatMap(({ recent }) => recent)
      // Later ones were counted before the clock was set back.
      .filter(({ at }) => at > now - minuteMs && at <= now)
      .reduce((sum, { count }) => sum + count, 0),
    today: sumOf(days.get(today) ?? {}),
    month: newestFirst.reduce((sum, [, counts]) => sum + sumOf(counts), 0),
    days: newestFirst.map(([day, counts]) => ({ day, kinds: counts })),
  };
}

/** Calls of one account in one month, `YYYY-MM`, that all windows have written. @throws StorageError */
export function readCalls(reader: Reader, account: string, month: string): CallBatch {
  const counts = reader.all(
    'SELECT day, kind, count FROM calls WHERE account = ? AND day BETWEEN ? AND ?',
    account,
    `${month}-01`,
    `${month}-31`,
  );
  const recent = reader.all('SELECT at, count FROM recent_calls WHERE account = ?', account);
  return {
    counts: counts.map(({ day, kind, count }) => ({
      account,
      day: String(day),
      // A later version may know more kinds.
      kind: kinds.find((known) => known === kind) ?? 'other',
      count: Number(count),
    })),
    recent: recent.map(({ at, count }) => ({ account, at: Number(at), count: Number(count) })),
  };
}

/** Adds calls, and deletes those of months before the previous one. @param now milliseconds since the epoch */
export function writeCalls(writer: Writer, { counts, recent }: CallBatch, now: number): void {
  for (const { account, day, kind, count } of counts) {
    writer.run(
      `INSERT INTO calls (account, day, kind, count) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      ...[account, day, kind, count],
    );
  }
  for (const { account, at, count } of recent) {
    writer.run(
      `INSERT INTO recent_calls (account, at, count) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      ...[account, at, count],
    );
  }
  writer.run('DELETE FROM recent_calls WHERE at <= ? OR at > ?', now - minuteMs, now);
  const date = new Date(now);
  const previousMonth = localDayOf(new Date(date.getFullYear(), date.getMonth() - 1, 1).getTime());
  writer.run('DELETE FROM calls WHERE day < ?', previousMonth);
}

/** Calls that are not in the database yet. */
export class UnwrittenCalls {
  private readonly counts = new Map<string, CallCount>();
  private recent: readonly RecentCalls[] = [];

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  add(account: string, kind: CallKind, at: number): void {
    this.change({ account, day: localDayOf(at), kind, count: 1 });
    this.recent = [...this.recent.filter((calls) => calls.at > at - minuteMs), { account, at, count: 1 }];
  }

  /** Everything where `account` is absent. */
  batch(account?: string): CallBatch {
    const isWanted = (row: { readonly account: string }): boolean =>
      account === undefined || row.account === account;
    return { counts: [...this.counts.values()].filter(isWanted), recent: this.recent.filter(isWanted) };
  }

  /** @param batch what was written */
  remove({ counts, recent }: CallBatch): void {
    for (const row of counts) this.change({ ...row, count: -row.count });
    this.recent = this.recent.filter((calls) => !recent.includes(calls));
  }

  private change(row: CallCount): void {
    const key = `${row.account} ${row.day} ${row.kind}`;
    const count = (this.counts.get(key)?.count ?? 0) + row.count;
    if (count === 0) this.counts.delete(key);
    else this.counts.set(key, { ...row, count });
  }
}
