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

/**
 * RFC 3339 in UTC with microseconds, the time format of the v3 APIs.
 * @param seconds epoch seconds
 * @param nth orders events within the same second
 */
export function micros(seconds: number, nth = 0): string {
  const fraction = String((nth * 1000 + 340) % 1_000_000).padStart(6, '0');
  return new Date(seconds * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
}

/** The same for a time in epoch microseconds. */
export function microsOf(time: number): string {
  const whole = new Date(Math.floor(time / 1000)).toISOString();
  return whole.replace('Z', `${String(time % 1000).padStart(3, '0')}Z`);
}

/** ISO 8601 in UTC with milliseconds, the time format of the HelpDesk API. @param seconds epoch seconds */
export function millis(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
