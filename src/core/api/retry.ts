import pRetry from 'p-retry';
import { type Failure, failureOf } from '../domain/failure';

const maxAttempts = 3;
/** Shortest wait before the second attempt, in milliseconds. */
export const firstRetryMs = 500;
/** An invalid certificate stays invalid. These are Node's TLS error codes. */
const certificateError = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;
const transientStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Retries after transient failures: at most 3 attempts, 1 to 2 and then 2 to 4 times `firstWaitMs` apart.
 *
 * A lost connection and 500, 502, 503 and 504 are retried for reads only, a timeout once: a write may have been
 * executed. After 429 writes are retried too, because they were rejected before any effect.
 * @param isReading whether the call has no side effects
 * @param firstWaitMs shortest wait before the second attempt
 * @param mayRetry asked before each retry, such as whether the server's requested pause is short enough
 * @throws what the last attempt threw
 */
export function retry<T>(
  isReading: boolean,
  attempt: () => Promise<T>,
  firstWaitMs: number,
  mayRetry: (failure: Failure) => boolean,
  signal: AbortSignal,
): Promise<T> {
  let timeouts = 0;
  return pRetry(attempt, {
    retries: maxAttempts - 1,
    minTimeout: firstWaitMs,
    factor: 2,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => {
      const failure = failureOf(error);
      if (!failure || !mayRetry(failure)) return false;
      if (failure.code === 'rate-limited' && failure.by === 'budget') return false;
      if (failure.code === 'timeout') timeouts += 1;
      return failure.code === 'rate-limited' || (isReading && timeouts < 2 && isTransient(failure));
    },
  });
}

function isTransient(failure: Failure): boolean {
  if (failure.code === 'server') {
    return failure.problem === 'status' && transientStatuses.has(failure.status);
  }
  if (failure.code === 'network') return !certificateError.test(failure.cause);
  return failure.code === 'timeout';
}

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
