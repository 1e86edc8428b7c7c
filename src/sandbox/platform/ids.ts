import { createHash } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The same words always give the same UUID, so that nothing has to be stored beside the classic ids. */
export function uuidOf(...words: readonly (string | number)[]): string {
  const hex = digest(words).toString('hex');
  // Version and variant as in a random UUID: a client may check them.
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** The same words always give the same ten upper-case letters and digits, as chats and threads have (6.5). */
export function codeOf(...words: readonly (string | number)[]): string {
  return [...digest(words).subarray(0, 10)].map((byte) => LETTERS.charAt(byte % 36)).join('');
}

/** A token's part behind the data centre. Made up from the seed, so it opens nothing but this sandbox. */
export function secretOf(...words: readonly (string | number)[]): string {
  return digest(words).toString('base64url').slice(0, 32);
}

function digest(words: readonly (string | number)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(words)).digest();
}
