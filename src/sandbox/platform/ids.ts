import { createHash } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A UUID derived from its arguments, so that only classic ids have to be stored. */
export function uuidOf(...parts: readonly (string | number)[]): string {
  const hex = digest(parts).toString('hex');
  // Version and variant of a random UUID, in case a client validates them.
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Ten upper-case letters and digits derived from the arguments, the format of chat and thread ids. */
export function codeOf(...parts: readonly (string | number)[]): string {
  return [...digest(parts).subarray(0, 10)].map((byte) => LETTERS.charAt(byte % 36)).join('');
}

function digest(parts: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
