import { env, l10n } from 'vscode';
import { localDayOf } from '../../core/base/localDays';
import { elapsedSpan, waitSpan, type TimeSpan } from '../../core/base/timeSpans';

type LengthUnit = 'day' | 'hour' | 'minute' | 'second';

/** Created once, because creating a format takes longer than the rest of a tree row. */
function formatsOf(language: string) {
  const lengthIn = (unit: LengthUnit, unitDisplay: 'narrow' | 'long' = 'narrow') =>
    once(() => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }));
  return {
    ago: once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' })),
    full: once(() => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })),
    whole: once(() => new Intl.NumberFormat(language)),
    dollars: once(() => new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' })),
    nearDay: once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto' })),
    farDay: once(() => new Intl.DateTimeFormat(language, { dateStyle: 'full' })),
    time: once(() => new Intl.DateTimeFormat(language, { timeStyle: 'short' })),
    lengths: {
      day: lengthIn('day'),
      hour: lengthIn('hour'),
      minute: lengthIn('minute'),
      second: lengthIn('second'),
    },
    longLengths: {
      day: lengthIn('day', 'long'),
      hour: lengthIn('hour', 'long'),
      minute: lengthIn('minute', 'long'),
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const made = new Map<string, ReturnType<typeof formatsOf>>();

/** Formats for the editor's language and this machine's time zone, which may change while the editor runs. */
function formats(): ReturnType<typeof formatsOf> {
  const key = `${env.language} ${new Date().getTimezoneOffset()}`;
  let known = made.get(key);
  if (!known) made.set(key, (known = formatsOf(env.language)));
  return known;
}

/**
 * “3 hr. ago” in the editor's language; seconds are “now”. So is a time in the future: the server's clock is ahead of
 * this machine's.
 */
export function ago(iso: string, now: number): string {
  const { value, unit } = elapsedSpan(iso, now);
  return formats().ago().format(value, unit);
}

/**
 * The age of what is kept, for “as it was read …”, where “now” would claim that it is current.
 * @param readAt in epoch milliseconds
 */
export function readAgo(readAt: number, now: number): string {
  const iso = new Date(readAt).toISOString();
  return elapsedSpan(iso, now).unit === 'second' ? l10n.t('less than a minute ago') : ago(iso, now);
}

/** “In 3 hours”, rounded up to whole seconds, minutes or hours. */
export function inTime(ms: number): string {
  const { value, unit } = waitSpan(ms);
  return formats().nearDay().format(value, unit);
}

/** Full date and time in the editor's language and this machine's time zone. */
export function fullTime(iso: string): string {
  return formats().full().format(Date.parse(iso));
}

export function wholeNumber(count: number): string {
  return formats().whole().format(count);
}

export function dollars(amount: number): string {
  return formats().dollars().format(amount);
}

/** “Today”, “Yesterday”, or the date written out. */
export function dayLabel(day: string, now: number): string {
  const { nearDay, farDay } = formats();
  for (const back of [0, 1]) {
    const date = new Date(now);
    date.setDate(date.getDate() - back);
    if (localDayOf(date.getTime()) === day) return capital(nearDay().format(-back, 'day'));
  }
  return capital(farDay().format(new Date(`${day}T12:00:00`)));
}

export function timeOfDay(iso: string): string {
  return formats().time().format(Date.parse(iso));
}

/**
 * “2m 5s”: the two largest units.
 * @param to milliseconds since the epoch
 */
export function duration(from: string, to: number): string {
  const seconds = Math.max(0, Math.round((to - Date.parse(from)) / 1000));
  const parts: readonly (readonly [number, LengthUnit])[] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const { lengths } = formats();
  const first = parts.findIndex(([value]) => value > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([value]) => value > 0);
  return shown.map(([value, unit]) => lengths[unit]().format(value)).join(' ');
}

/** “3h”. */
export function shortLength({ value, unit }: TimeSpan<'day' | 'hour' | 'minute'>): string {
  return formats().lengths[unit]().format(value);
}

/** “3 hours”. */
export function longLength({ value, unit }: TimeSpan<'day' | 'hour' | 'minute'>): string {
  return formats().longLengths[unit]().format(value);
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(env.language) + text.slice(1);
}
