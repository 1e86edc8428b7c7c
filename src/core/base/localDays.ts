/**
 * Whether a text is an existing day as `YYYY-MM-DD`, from 1900 to 2199. `Date.parse` would accept 31 February and return a
 * day in March.
 */
export function isDay(text: string): boolean {
  if (!/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The first moment of a day (`YYYY-MM-DD`) in this machine's time zone. */
export function startOfDay(day: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  // By calendar rather than by adding milliseconds, because of daylight saving time.
  return new Date(year, month - 1, date + daysLater);
}

/** The last millisecond of a day in this machine's time zone. */
export function endOfDay(day: string): Date {
  return new Date(startOfDay(day, 1).getTime() - 1);
}

/** The days in UTC (`YYYY-MM-DD`) in which a local day begins and ends. */
export function utcDaysOf(day: string): { readonly first: string; readonly last: string } {
  const utcDayOf = (time: Date): string => time.toISOString().slice(0, 10);
  return { first: utcDayOf(startOfDay(day)), last: utcDayOf(endOfDay(day)) };
}

/** The day of a time (`YYYY-MM-DD`) in this machine's time zone. */
export function localDayOf(at: number): string {
  return `${monthOf(at)}-${twoDigits(new Date(at).getDate())}`;
}

/** The month of a time (`YYYY-MM`) in this machine's time zone. */
export function monthOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear()).padStart(4, '0')}-${twoDigits(date.getMonth() + 1)}`;
}

/** The first moments of the local days from that of `from` to that of `to`. A day may have 23 or 25 hours. */
export function startsOfDays(from: number, to: number): readonly number[] {
  const first = localDayOf(from);
  return startsUntil(to, (index) => startOfDay(first, index));
}

/** The first moments of the local months from that of `from` to that of `to`. */
export function startsOfMonths(from: number, to: number): readonly number[] {
  const first = new Date(from);
  return startsUntil(to, (index) => new Date(first.getFullYear(), first.getMonth() + index, 1));
}

/** A part of a period in which the clock of this machine's time zone is not changed; both ends belong to it. */
export interface ConstantOffset {
  readonly from: number;
  readonly to: number;
  /** What the local time is ahead of UTC, in milliseconds. */
  readonly offset: number;
}

/** The parts of a period between changes of the clock, in order. */
export function offsetsBetween(from: number, to: number): readonly ConstantOffset[] {
  const parts: ConstantOffset[] = [];
  for (let start = from; start <= to;) {
    const offset = offsetAt(start);
    let [same, other] = [start, start];
    while (other <= to && offsetAt(other) === offset) [same, other] = [other, other + stepMs];
    // The change is between the two, or after the period.
    while (other - same > 1 && other <= to) {
      const middle = Math.floor((same + other) / 2);
      if (offsetAt(middle) === offset) same = middle;
      else other = middle;
    }
    parts.push({ from: start, to: Math.min(other - 1, to), offset });
    start = other;
  }
  return parts;
}

/** The clock is never changed twice in so short a time. */
const stepMs = 24 * 3_600_000;

function offsetAt(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000;
}

function startsUntil(to: number, startAt: (index: number) => Date): readonly number[] {
  const starts: number[] = [];
  for (let start = startAt(0).getTime(); start <= to; start = startAt(starts.length).getTime())
    starts.push(start);
  return starts;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
