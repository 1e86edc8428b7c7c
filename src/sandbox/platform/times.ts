/**
 * RFC 3339 in UTC with microseconds, as the v3 APIs write times (section 6.5).
 * @param seconds epoch seconds
 * @param nth tells happenings of the same second apart, in their order
 */
export function micros(seconds: number, nth = 0): string {
  const fraction = String((nth * 1000 + 340) % 1_000_000).padStart(6, '0');
  return new Date(seconds * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
}

/** ISO 8601 in UTC with milliseconds, as the HelpDesk API writes times (section 8.1). @param seconds epoch seconds */
export function millis(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
