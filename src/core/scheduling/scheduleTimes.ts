import { isDay, localDayOf, startOfDay } from '../base/localDays';

const minuteMs = 60_000;
/** Nothing is scheduled further ahead. */
const mostDays = 366;
const eveningHour = 18;
const morningHour = 9;
/** The evening is offered until shortly before. */
const latestForEveningMs = 30 * minuteMs;

export type PresetId = 'tenMinutes' | 'hour' | 'evening' | 'tomorrow';

export interface Preset {
  readonly id: PresetId;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The times that are offered, in order. Hours are those of this machine's time zone, also on days of 23 or 25 hours. */
export function presetsAt(now: number): readonly Preset[] {
  const evening = localTime(localDayOf(now), eveningHour);
  const tomorrow = localTime(localDayOf(startOfDay(localDayOf(now), 1).getTime()), morningHour);
  return [
    { id: 'hour', at: now + 60 * minuteMs },
    ...(now <= evening - latestForEveningMs ? [{ id: 'evening', at: evening } as const] : []),
    { id: 'tomorrow', at: tomorrow },
  ];
}

/** The same for a reminder that was shown. */
export function snoozesAt(now: number): readonly Preset[] {
  return [{ id: 'tenMinutes', at: now + 10 * minuteMs }, ...presetsAt(now)];
}

/**
 * `form`: not a time. `past`: it is over. `far`: more than a year ahead. `skipped`: the clock is put forward over this
 * time of that day.
 */
export type TimeProblem = 'form' | 'past' | 'far' | 'skipped';

/**
 * Reads `HH:MM`, the next such time, or `YYYY-MM-DD HH:MM`, in this machine's time zone. Where the clock is put back, a time
 * that occurs twice is its first.
 */
export function readTime(
  text: string,
  now: number,
): { readonly at: number } | { readonly problem: TimeProblem } {
  const { day, hours, minutes } =
    /^(?:(?<day>\S+)[ T]+)?(?<hours>\d{1,2}):(?<minutes>\d\d)$/.exec(text.trim())?.groups ?? {};
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (hours === undefined || hour > 23 || minute > 59) return { problem: 'form' };
  if (day !== undefined && !isDay(day)) return { problem: 'form' };
  const today = localDayOf(now);
  const at = localTime(day ?? today, hour, minute);
  const isOver = at <= now;
  if (day === undefined && isOver) {
    const tomorrow = localDayOf(startOfDay(today, 1).getTime());
    return checked(localTime(tomorrow, hour, minute), hour, minute);
  }
  if (isOver) return { problem: 'past' };
  if (at > startOfDay(today, mostDays).getTime()) return { problem: 'far' };
  return checked(at, hour, minute);
}

/** `YYYY-MM-DD HH:MM` in this machine's time zone, as `readTime` reads it. */
export function writtenTime(at: number): string {
  const date = new Date(at);
  return `${localDayOf(at)} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function checked(
  at: number,
  hour: number,
  minute: number,
): { readonly at: number } | { readonly problem: TimeProblem } {
  const date = new Date(at);
  // A time that the clock skips becomes another one.
  return date.getHours() === hour && date.getMinutes() === minute ? { at } : { problem: 'skipped' };
}

function localTime(day: string, hour: number, minute = 0): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, hour, minute).getTime();
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
