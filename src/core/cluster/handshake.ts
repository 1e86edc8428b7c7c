import { asRecord } from '../base/json';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { JsonLineSocket } from './jsonLineSocket';

const version = 1;
const nonceBytes = 32;

interface Meeting {
  readonly key: Uint8Array;
  /** The port of the one that listens, as each end knows it: nobody can pass a handshake on from another port. */
  readonly port: number;
}

/**
 * Each end proves that it has the key, which never travels. The one that listens proves it first.
 * @returns whether the other end has the key too; `false` also where the socket ended
 */
export async function clientHandshake(lines: JsonLineSocket, meeting: Meeting): Promise<boolean> {
  const mine = randomBytes(nonceBytes).toString('base64');
  lines.send({ desk: version, nonce: mine });
  const { nonce, proof } = asRecord(await lines.next());
  if (!isNonce(nonce) || !isSame(proof, proofOf(meeting, 'listens', mine, nonce))) return false;
  lines.send({ proof: proofOf(meeting, 'calls', mine, nonce) });
  lines.trust();
  return true;
}

/** The same at the end that listens. */
export async function serverHandshake(lines: JsonLineSocket, meeting: Meeting): Promise<boolean> {
  const { desk, nonce } = asRecord(await lines.next());
  if (desk !== version || !isNonce(nonce)) return false;
  const mine = randomBytes(nonceBytes).toString('base64');
  lines.send({ nonce: mine, proof: proofOf(meeting, 'listens', nonce, mine) });
  const { proof } = asRecord(await lines.next());
  if (!isSame(proof, proofOf(meeting, 'calls', nonce, mine))) return false;
  lines.trust();
  return true;
}

/** Who proves is part of it, so that a proof cannot be sent back to the one who made it. */
function proofOf({ key, port }: Meeting, who: 'listens' | 'calls', calling: string, called: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([version, who, port, calling, called]))
    .digest('base64');
}

function isSame(given: unknown, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

function isNonce(value: unknown): value is string {
  return typeof value === 'string' && Buffer.from(value, 'base64').length === nonceBytes;
}
