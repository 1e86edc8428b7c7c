/** A rounded length of time; negative in the past. */
export interface TimeSpan {
  readonly value: number;
  readonly unit: 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';
}

const units: readonly (readonly [TimeSpan['unit'], number])[] = [
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
