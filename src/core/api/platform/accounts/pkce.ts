import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Random values of one sign-in. */
export interface PkceValues {
  /** Returned with the redirect. */
  readonly state: string;
  readonly verifier: string;
  /** The SHA-256 of `verifier`, sent with the authorization request. */
  readonly challenge: string;
}

/** RFC 7636, with 32 random bytes each. */
export function createPkceValues(): PkceValues {
  const verifier = randomBytes(32).toString('base64url');
  return {
    state: randomBytes(32).toString('base64url'),
    verifier,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
}

/** Compares in constant time. */
export function equalsInConstantTime(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
