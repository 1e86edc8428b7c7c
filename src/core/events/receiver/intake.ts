import { hash } from 'node:crypto';
import { isStorageError } from '../../storage/storageError';
import type { Log } from '../../base/log';
import type { Arrival } from '../../domain/arrival';
import type { Delivery } from '../../domain/webhook';
import { nonceIn } from './probe';
import type { ReceiverOptions, Registration } from './receiver';
import { sameSecret } from './secretPaths';

const longestId = 200;

export type IntakeOptions = Pick<ReceiverOptions, 'registration' | 'accept' | 'onProbe' | 'log'>;

/**
 * What becomes of a body that came in by a valid path: the status of the answer.
 *
 * 200 also where there is nothing to do, or LiveChat would go on trying: an event of a kind nobody asked for, a
 * duplicate. 503 where the event could not be kept, so that it does try again.
 */
export function statusOf(bytes: Buffer, path: string, parts: IntakeOptions): number | Promise<number> {
  const parsed = parse(bytes);
  if (!parsed) return 400;
  const { body } = parsed;
  const nonce = nonceIn(body);
  if (nonce !== undefined) return parts.onProbe(nonce) ? 200 : 401;
  const registration = parts.registration(path);
  if (!registration) return 401;
  const isProven = isGenuine(body, registration);
  const delivery = registration.format.decode(body);
  if (!isProven && !isExpected(delivery, registration)) return 401;
  if (!delivery) {
    parts.log.warn('Receiver: a genuine delivery of a kind or shape that is not known was passed over.');
    return 200;
  }
  return keep(arrivalOf(delivery, registration.account, bytes), parts);
}

function parse(bytes: Buffer): { readonly body: unknown } | undefined {
  try {
    return { body: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}

/** Compares with every secret, whichever it is. */
function isGenuine(body: unknown, { format, secrets }: Registration): boolean {
  const given = format.readSecret(body);
  if (given === undefined) return false;
  let isOne = false;
  for (const secret of secrets) if (sameSecret(given, secret)) isOne = true;
  return isOne;
}

/** Whether nobody could prove more, and a webhook for it is registered: it is asked for before it is believed. */
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

/** Stands in for an id that is missing: a retry repeats the same bytes. */
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
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'error';
    const reason = isStorageError(thrown) ? thrown.fault : code;
    log.warn(`Receiver: an event could not be kept (${reason}). LiveChat was asked to send it again.`);
    return 503;
  }
}
