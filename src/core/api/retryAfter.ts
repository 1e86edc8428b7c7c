/**
 * Milliseconds from now that a `Retry-After` header asks for, in either of its forms: seconds or an HTTP date.
 * @param header the header's value
 * @param date the answer's own `Date` header: a date is measured against the server's clock where it is known
 * @returns at least 0; `undefined` where the header is absent or unreadable
 */
export function retryAfterMs(header: string | null, date: string | null): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  // An HTTP date begins with the day's name; `Date.parse` takes much more for a date, `-5` for one.
  const at = /^[a-z]{3,},? /i.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const serverNow = Date.parse(date ?? '');
  return Math.max(0, at - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}
