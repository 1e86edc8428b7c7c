/**
 * Milliseconds that a `Retry-After` header asks to wait, in either of its forms: seconds or an HTTP date.
 * @param header the header's value
 * @param date the response's `Date` header; an HTTP date is compared with the server's clock if it is known
 * @returns at least 0; `undefined` if the header is absent or unreadable
 */
export function parseRetryAfter(header: string | null, date: string | null): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  // An HTTP date begins with a weekday. `Date.parse` alone would accept much more, such as `-5`.
  const at = /^[a-z]{3,},? /i.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const serverNow = Date.parse(date ?? '');
  return Math.max(0, at - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}
