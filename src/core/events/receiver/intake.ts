import { hash } from 'node:crypto';
import { isStorageError } from '../../storage/storageError';
import { errorCode, parseJson } from '../../base/json';
import type { Log } from '../../base/log';
import type { Arrival } from '../../domain/arrival';
import type { Delivery } from '../../domain/webhook';
import { nonceIn } from './probe';
import type { ReceiverOptions, Registration } from './receiver';
import { sameSecret } from './secretPaths';

const longestId = 200;

export type IntakeOptions = Pick<ReceiverOptions, 'registration' | 'accept' | 'onProbe' | 'log'>;

/**
 * Handles a body that was sent to a valid path. Returns the status of the response.
 *
 * 200 also where there is nothing to do, or LiveChat would retry: for an event of another kind or a duplicate. 503 where
 * the event could not be stored, so that LiveChat does retry.
 */
export function statusOf(bytes: Buffer, path: string, parts: IntakeOptions): number | Promise<number> {
  const body = parseJson(bytes.toString('utf8'));
  if (body === undefined) return 400;
  const nonce = nonceIn(body);
  if (nonce !== undefined) return parts.onProbe(nonce) ? 200 : 401;
  const registration = parts.registration(path);
  if (!registration) return 401;
  const isVerified = isGenuine(body, registration);
  const delivery = registration.format.decode(body);
  if (!isVerified && !isExpected(delivery, registration)) return 401;
  if (!delivery) {
    parts.log.warn('Receiver: a genuine delivery of an unknown kind or format was ignored.');
    return 200;
  }
  return keep(arrivalOf(delivery, registration.account, bytes), parts);
}

/** Compares with every secret, so that the time does not tell which it is. */
function isGenuine(body: unknown, { format, secrets }: Registration): boolean {
  const given = format.readSecret(body);
  if (given === undefined) return false;
  let isOne = false;
  for (const secret of secrets) if (sameSecret(given, secret)) isOne = true;
  return isOne;
}

/** Whether it is a kind that cannot be verified, and is registered: it is looked up before it is shown. */
function isExpected(delivery: Delivery | undefined, { unverified = [] }: Registration): boolean {
  return (
    delivery?.isUnverified === true &&
    delivery.reference !== undefined &&
    unverified.includes(delivery.content.kind)
  );
}

function arrivalOf({ eventId, content, reference }: Delivery, account: string, bytes: Buffer): Arrival {
  const id = eventId === undefined || eventId.length > longestId ? digestOf(eventId ?? bytes) : eventId;
  return { eventId: id, account, ...content, ...(reference && { reference }) };
}

/** Replaces a missing id: a retry repeats the same bytes. */
function digestOf(data: string | Buffer): string {
  return `sha256-${hash('sha256', data, 'base64url')}`;
}

async function keep(
  arrival: Arrival,
  { accept, log }: { accept: IntakeOptions['accept']; log: Log },
): Promise<number> {
  try {
    await accept(arrival);
    return 200;
  } catch (thrown) {
    const reason = isStorageError(thrown) ? thrown.fault : (errorCode(thrown) ?? 'error');
    log.warn(`Receiver: an event could not be stored (${reason}). LiveChat was asked to send it again.`);
    return 503;
  }
}
