import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What only this sign-in knows. */
export interface Proof {
  /** Comes back with the answer. */
  readonly state: string;
  readonly verifier: string;
  /** What is shown of `verifier` beforehand: its SHA-256. */
  readonly challenge: string;
}

/** RFC 7636: 32 random bytes each. */
export function newProof(): Proof {
  const verifier = randomBytes(32).toString('base64url');
  return {
    state: randomBytes(32).toString('base64url'),
    verifier,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
}

/** In a time that tells nothing of where they differ. */
export function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
