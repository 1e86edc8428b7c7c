import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { asRecord } from '../base/json';
import type { JsonLineSocket } from './jsonLineSocket';

const version = 1;
const nonceBytes = 32;

interface HandshakeOptions {
  readonly key: Uint8Array;
  /** The server's port as each side knows it, so that a handshake cannot be forwarded from another port. */
  readonly port: number;
}

/**
 * Mutual challenge and response: each side proves that it has the key without sending it, the server first.
 * @returns whether the server has the key; also `false` if the socket closed
 */
export async function clientHandshake(lines: JsonLineSocket, options: HandshakeOptions): Promise<boolean> {
  const ownNonce = randomBytes(nonceBytes).toString('base64');
  lines.send({ version, nonce: ownNonce });
  const { nonce, proof } = asRecord(await lines.next());
  if (!isNonce(nonce) || !isSame(proof, proofOf(options, 'server', ownNonce, nonce))) return false;
  lines.send({ proof: proofOf(options, 'client', ownNonce, nonce) });
  lines.allowLongLines();
  return true;
}

/** The server's side of {@link clientHandshake}. */
export async function serverHandshake(lines: JsonLineSocket, options: HandshakeOptions): Promise<boolean> {
  const { version: clientVersion, nonce } = asRecord(await lines.next());
  if (clientVersion !== version || !isNonce(nonce)) return false;
  const ownNonce = randomBytes(nonceBytes).toString('base64');
  lines.send({ nonce: ownNonce, proof: proofOf(options, 'server', nonce, ownNonce) });
  const { proof } = asRecord(await lines.next());
  if (!isSame(proof, proofOf(options, 'client', nonce, ownNonce))) return false;
  lines.allowLongLines();
  return true;
}

/** The proof depends on the side, so that it cannot be sent back to its sender. */
function proofOf(
  { key, port }: HandshakeOptions,
  side: 'server' | 'client',
  clientNonce: string,
  serverNonce: string,
): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([version, side, port, clientNonce, serverNonce]))
    .digest('base64');
}

function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function isNonce(value: unknown): value is string {
  return typeof value === 'string' && Buffer.from(value, 'base64').length === nonceBytes;
}
