import { env } from 'vscode';

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

interface Formats {
  readonly ago: Intl.RelativeTimeFormat;
  readonly full: Intl.DateTimeFormat;
  readonly whole: Intl.NumberFormat;
}

/** Made once: making one takes the system longer than all else about a row of a tree. */
const made = new Map<string, Formats>();

/** Those of the editor's language and this machine's time zone, which may change while the editor runs. */
function formats(): Formats {
  const key = `${env.language} ${new Date().getTimezoneOffset()}`;
  const known = made.get(key);
  if (known) return known;
  const fresh = {
    ago: new Intl.RelativeTimeFormat(env.language, { numeric: 'auto', style: 'narrow' }),
    full: new Intl.DateTimeFormat(env.language, { dateStyle: 'medium', timeStyle: 'short' }),
    whole: new Intl.NumberFormat(env.language),
  };
  made.set(key, fresh);
  return fresh;
}

/** “3 hr. ago” in the editor's language; seconds are “now”. */
export function ago(iso: string, now: number): string {
  const past = Date.parse(iso) - now;
  const [unit, ms] = units.find(([, length]) => Math.abs(past) >= length) ?? ['second', Infinity];
  return formats().ago.format(ms === Infinity ? 0 : Math.trunc(past / ms), unit);
}

/** Full date and time in the editor's language and this machine's time zone. */
export function fullTime(iso: string): string {
  return formats().full.format(Date.parse(iso));
}

export function wholeNumber(count: number): string {
  return formats().whole.format(count);
}
