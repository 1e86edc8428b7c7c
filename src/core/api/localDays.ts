/** The first moment of a day (`YYYY-MM-DD`) in this machine's time zone. */
export function startOfDay(day: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  // By calendar rather than by adding milliseconds, because of daylight saving time.
  return new Date(year, month - 1, date + daysLater);
}

/** The days in UTC (`YYYY-MM-DD`) in which a local day begins and ends. */
export function utcDaysOf(day: string): { readonly first: string; readonly last: string } {
  const end = new Date(startOfDay(day, 1).getTime() - 1);
  return { first: startOfDay(day).toISOString().slice(0, 10), last: end.toISOString().slice(0, 10) };
}
