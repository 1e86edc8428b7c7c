import pRetry from 'p-retry';
import { failureOf, type Failure } from '../domain/failure';

const attempts = 3;
/** The other side's certificate is as wrong a second later. Names are those of Node's TLS errors. */
const refusedCertificate = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;
const transientStatuses: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Repeats an attempt after a passing fault: at most 3 attempts, 1 to 2 and then 2 to 4 times
 * `firstWaitMs` apart.
 *
 * Only reads are repeated after a lost connection, a 500, 502, 503 or 504, and once after a timeout: of a
 * writing call nobody knows then whether it was done. After a 429 every call is repeated, a writing one too:
 * it was turned away before anything was done.
 * @param isReading whether the call changes nothing
 * @param firstWaitMs shortest wait before the second attempt
 * @param mayWait whether there is still patience to wait for the server; asked before each repetition
 * @throws what the last attempt threw
 */
export function retry<T>(
  isReading: boolean,
  attempt: () => Promise<T>,
  firstWaitMs: number,
  mayWait: () => boolean,
  signal: AbortSignal,
): Promise<T> {
  let timeouts = 0;
  return pRetry(attempt, {
    retries: attempts - 1,
    minTimeout: firstWaitMs,
    factor: 2,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => {
      const failure = failureOf(error);
      if (!failure || !mayWait()) return false;
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
  if (failure.code === 'network') return !refusedCertificate.test(failure.cause);
  return failure.code === 'timeout';
}
