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
