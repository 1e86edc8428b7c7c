import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Arrival } from '../domain/arrival';
import { decodeArrival } from '../domain/decodeArrival';
import type { TeamKey } from './teamKey';

/** Where an encrypted event stands. It opens only there, so the broker cannot exchange events. */
export interface SealedPlace {
  readonly subject: string;
  readonly messageId: string;
}

export type OpenedEvent =
  | { readonly kind: 'event'; readonly arrival: Arrival; readonly keyId: string }
  /** It was encrypted with a key that is not among the given ones. */
  | { readonly kind: 'unknown-key'; readonly keyId: string }
  /** It was changed or cut on the way, stands in another place, or is in a format of a newer version. */
  | { readonly kind: 'unreadable' };

/** Version, key id, initialization vector, ciphertext, tag. */
const version = 1;
const keyIdLength = 8;
const ivLength = 12;
const tagLength = 16;
const headLength = 1 + keyIdLength + ivLength;
/** An event is far smaller. Limits what a compressed one may grow to. */
const largestEvent = 64 * 1024 * 1024;
/** Events rarely shrink more. Node allocates 16 kB for each by default, which takes longer than decompressing most. */
const usualRatio = 8;
const smallestChunk = 1024;

/**
 * Smaller events are not compressed: most are smaller, and setting up the decompression takes a member longer than the rest
 * of decrypting one.
 */
const smallestCompressed = 2048;
/** Raw deflate without compression is one block, stored as it is behind five bytes (RFC 1951, 3.2.4). */
const storedBlock = 1;
const storedHeadLength = 5;

function associatedData({ subject, messageId }: SealedPlace): Buffer {
  return Buffer.from(`${subject}\n${messageId}`);
}

const keyObjects = new WeakMap<TeamKey, KeyObject>();

/** Node examines other keys with each use, which takes a third of the time of decrypting an event. */
function keyObjectOf(key: TeamKey): KeyObject {
  const known = keyObjects.get(key) ?? createSecretKey(key.secret);
  keyObjects.set(key, known);
  return known;
}

/** Raw deflate. JSON of long conversations shrinks to a fifth. */
function deflated(text: string): Buffer {
  const bytes = Buffer.from(text);
  return deflateRawSync(bytes, bytes.length < smallestCompressed ? { level: 0 } : {});
}

/** @throws where it is no raw deflate, or far too large */
function inflated(bytes: Buffer): string {
  const isStored = bytes[0] === storedBlock && bytes.readUInt16LE(1) === bytes.length - storedHeadLength;
  if (isStored) return bytes.toString('utf8', storedHeadLength);
  const chunkSize = Math.max(smallestChunk, bytes.length * usualRatio);
  return inflateRawSync(bytes, { chunkSize, maxOutputLength: largestEvent }).toString();
}

/** Compresses and encrypts an event with AES-256-GCM. */
export function seal(key: TeamKey, place: SealedPlace, arrival: Arrival): Uint8Array {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), iv).setAAD(associatedData(place));
  const plain = deflated(JSON.stringify(arrival));
  const head = Buffer.concat([Uint8Array.of(version), Buffer.from(key.id, 'hex'), iv]);
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Id of the key with which a payload was encrypted; `undefined` where it is no event of a team. */
export function keyIdOf(payload: Uint8Array): string | undefined {
  if (payload.length < headLength + tagLength || payload[0] !== version) return undefined;
  return Buffer.from(payload.subarray(1, 1 + keyIdLength)).toString('hex');
}

/** @param keys the current key of the team and former ones */
export function unseal(keys: readonly TeamKey[], place: SealedPlace, payload: Uint8Array): OpenedEvent {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const keyId = keyIdOf(bytes);
  if (keyId === undefined) return { kind: 'unreadable' };
  const key = keys.find(({ id }) => id === keyId);
  if (!key) return { kind: 'unknown-key', keyId };
  const iv = bytes.subarray(1 + keyIdLength, headLength);
  const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), iv, { authTagLength: tagLength })
    .setAAD(associatedData(place))
    .setAuthTag(bytes.subarray(bytes.length - tagLength));
  try {
    const encrypted = bytes.subarray(headLength, bytes.length - tagLength);
    const plain = decipher.update(encrypted);
    // Nothing is left to decrypt: it throws where the tag does not match.
    decipher.final();
    const arrival = decodeArrival(JSON.parse(inflated(plain)));
    return arrival ? { kind: 'event', arrival, keyId } : { kind: 'unreadable' };
  } catch {
    return { kind: 'unreadable' };
  }
}
