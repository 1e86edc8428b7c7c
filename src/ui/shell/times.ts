import { env } from 'vscode';

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** “3 hr. ago” in the editor's language; seconds are “now”. */
export function ago(iso: string, now: number): string {
  const past = Date.parse(iso) - now;
  const format = new Intl.RelativeTimeFormat(env.language, { numeric: 'auto', style: 'narrow' });
  const [unit, ms] = units.find(([, length]) => Math.abs(past) >= length) ?? ['second', Infinity];
  return format.format(ms === Infinity ? 0 : Math.trunc(past / ms), unit);
}

/** Full date and time in the editor's language and this machine's time zone. */
export function fullTime(iso: string): string {
  return new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    Date.parse(iso),
  );
}

export function wholeNumber(count: number): string {
  return new Intl.NumberFormat(env.language).format(count);
}
