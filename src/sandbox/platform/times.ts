/**
 * RFC 3339 in UTC with microseconds, the time format of the v3 APIs.
 * @param seconds epoch seconds
 * @param nth orders events within the same second
 */
export function micros(seconds: number, nth = 0): string {
  const fraction = String((nth * 1000 + 340) % 1_000_000).padStart(6, '0');
  return new Date(seconds * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
}

/** ISO 8601 in UTC with milliseconds, the time format of the HelpDesk API. @param seconds epoch seconds */
export function millis(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
