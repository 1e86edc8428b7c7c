import type { Failure } from '../domain/failure';

/** Error codes of connections that were never established, so nothing was sent. */
const notSentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Statuses of servers and networks that did not execute the call. */
const refusedStatuses: ReadonlySet<number> = new Set([501, 511]);

/**
 * Whether a writing call that failed may have been executed: there was no response (timeout, reset, cancelled in
 * flight), it could not be read, or its status is 408 or 5xx except 501 and 511. Other statuses mean that it was not
 * executed.
 */
export function mayHaveExecuted(failure: Failure): boolean {
  switch (failure.code) {
    case 'timeout':
    case 'cancelled':
      return true;
    case 'network':
      return !notSentCodes.has(failure.cause);
    case 'server':
      if (failure.problem === 'secrets') return false;
      if (failure.status < 300) return failure.problem !== 'status';
      return failure.status === 408 || (failure.status >= 500 && !refusedStatuses.has(failure.status));
    default:
      return false;
  }
}
