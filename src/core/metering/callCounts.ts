import type { CallKind } from '../domain/callKind';

/** Calls that are paid for, by what they were about. */
export type KindCounts = Readonly<Partial<Record<CallKind, number>>>;

export interface DayCounts {
  /** `YYYY-MM-DD` in this machine's time zone. */
  readonly day: string;
  readonly kinds: KindCounts;
}

/** `YYYY-MM-DD` of a moment, in this machine's time zone. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** `YYYY-MM` of a moment or of a day. */
export function monthOf(at: number | string): string {
  return (typeof at === 'number' ? dayOf(at) : at).slice(0, 7);
}

export function sumOf(kinds: KindCounts): number {
  return Object.values(kinds).reduce((sum, count) => sum + count, 0);
}

export function merged(one: KindCounts, other: KindCounts): KindCounts {
  const sum: Partial<Record<CallKind, number>> = { ...one };
  for (const [kind, count] of Object.entries(other) as [CallKind, number][]) {
    sum[kind] = (sum[kind] ?? 0) + count;
  }
  return sum;
}

const minuteMs = 60_000;

/** Counts of one account, by day, and when the latest calls were made. */
export class CallCounts {
  private readonly days = new Map<string, KindCounts>();
  private latest: { readonly at: number; readonly calls: number }[] = [];

  add(day: string, at: number, kinds: KindCounts): void {
    this.days.set(day, merged(this.days.get(day) ?? {}, kinds));
    this.latest = [...this.latest.filter((entry) => entry.at > at - minuteMs), { at, calls: sumOf(kinds) }];
  }

  /** Calls in the 60 seconds before now. What is ahead of us was written before the clock was set back. */
  inLastMinute(now: number): number {
    return this.latest
      .filter(({ at }) => at > now - minuteMs && at <= now)
      .reduce((sum, { calls }) => sum + calls, 0);
  }

  /** The days of a month, `YYYY-MM`. */
  daysOf(month: string): readonly DayCounts[] {
    return [...this.days].filter(([day]) => monthOf(day) === month).map(([day, kinds]) => ({ day, kinds }));
  }

  /** Only this month is asked for. */
  keepOnly(month: string): void {
    for (const day of this.days.keys()) if (monthOf(day) !== month) this.days.delete(day);
  }
}
