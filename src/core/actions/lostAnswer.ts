import type { Failure } from '../domain/failure';

/** Codes of the system that say that no connection was made, so nothing can have been sent. */
const neverSent: ReadonlySet<string> = new Set([
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

/**
 * Whether a writing call that failed so may have been done all the same, where it had been sent: no answer
 * came (timeout, reset, cancelled on its way), the answer could not be read, or the server fell over with a
 * status from 500, whatever it says in the body. A clear no (all of 3xx and 4xx but 408, and 501) is not.
 */
export function mayHaveBeenDone(failure: Failure): boolean {
  switch (failure.code) {
    case 'timeout':
    case 'cancelled':
      return true;
    case 'network':
      return !neverSent.has(failure.cause);
    case 'server':
      if (failure.status < 300) return failure.problem !== 'status';
      return failure.status === 408 || (failure.status >= 500 && failure.status !== 501);
    default:
      return false;
  }
}
