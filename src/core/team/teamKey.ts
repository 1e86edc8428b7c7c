import { createHash, randomBytes } from 'node:crypto';

/** The key with which the events of a team are encrypted. */
export interface TeamKey {
  /** Recognizes the key without revealing it: 16 hexadecimal digits. Stands in each encrypted event. */
  readonly id: string;
  /** 32 bytes, for AES-256-GCM. */
  readonly secret: Uint8Array;
}

const prefix = 'livechat-team-';
const secretLength = 32;
/** Bytes at the end of the text that reveal a mistyped or shortened one. */
const checkLength = 4;

function digest(purpose: string, secret: Uint8Array): Buffer {
  return createHash('sha256').update(purpose).update(secret).digest();
}

function keyOf(secret: Uint8Array): TeamKey {
  return { id: digest('id', secret).toString('hex', 0, 8), secret };
}

/** A new random key as text, see `parseTeamKey`. */
export function createTeamKey(): string {
  const secret = randomBytes(secretLength);
  const check = digest('check', secret).subarray(0, checkLength);
  return prefix + Buffer.concat([secret, check]).toString('base64url');
}

/**
 * @param text `livechat-team-` and base64url of 32 random bytes and a check sum; white space around it is ignored
 * @returns `undefined` where it is malformed
 */
export function parseTeamKey(text: string): TeamKey | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith(prefix)) return undefined;
  const encoded = trimmed.slice(prefix.length);
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.length !== secretLength + checkLength || bytes.toString('base64url') !== encoded)
    return undefined;
  const secret = Uint8Array.from(bytes.subarray(0, secretLength));
  const check = digest('check', secret).subarray(0, checkLength);
  return check.equals(bytes.subarray(secretLength)) ? keyOf(secret) : undefined;
}
