/** A rounded length of time; negative in the past. */
export interface TimeSpan<Unit extends string = TimeUnit> {
  readonly value: number;
  readonly unit: Unit;
}
type TimeUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

const units: readonly (readonly [TimeUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * The time since an event in its largest unit, or 0 seconds for less than a minute. So is a time in the future: the
 * server's clock is ahead of this machine's.
 * @param now in epoch milliseconds
 */
export function elapsedSpan(iso: string, now: number): TimeSpan {
  const past = Math.min(0, Date.parse(iso) - now);
  const [unit, ms] = units.find(([, length]) => -past >= length) ?? (['second', Infinity] as const);
  return { value: ms === Infinity ? 0 : Math.trunc(past / ms), unit };
}

/** A wait as people say it: seconds up to 100 of them, minutes up to 90 of them, else hours. */
export function waitSpan(ms: number): TimeSpan {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 100) return { value: seconds, unit: 'second' };
  if (seconds < 5_400) return { value: Math.ceil(seconds / 60), unit: 'minute' };
  return { value: Math.round(seconds / 3_600), unit: 'hour' };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The time that someone has waited, rounded down: minutes below two hours, hours below two days, else days. */
export function waitedSpan(ms: number): TimeSpan<'day' | 'hour' | 'minute'> {
  if (ms >= 2 * dayMs) return { value: Math.floor(ms / dayMs), unit: 'day' };
  if (ms >= 2 * hourMs) return { value: Math.floor(ms / hourMs), unit: 'hour' };
  return { value: Math.max(0, Math.floor(ms / minuteMs)), unit: 'minute' };
}
