import { hash } from 'node:crypto';

/** A short digest that recognizes a value without revealing it: 22 characters (132 bits) of SHA-256 as base64url. */
export function digestOf(value: string | Buffer): string {
  return hash('sha256', value, 'base64url').slice(0, 22);
}
