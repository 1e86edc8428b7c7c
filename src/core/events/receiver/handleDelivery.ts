import { digestOf } from '../../base/digest';
import { asRecord, errorCode, parseJson } from '../../base/json';
import { isStorageError } from '../../storage/storageError';
import type { Log } from '../../base/log';
import type { Arrival } from '../../domain/arrival';
import type { Delivery } from '../../domain/webhook';
import type { ReceiverOptions, Registration } from './receiver';
import { equalSecrets } from './secretPaths';

const maxIdLength = 200;

export type DeliveryOptions = Pick<ReceiverOptions, 'registration' | 'accept' | 'onProbe' | 'log'>;

/**
 * Authenticates and stores a delivery to a valid path, or reports a probe. Returns the HTTP status of the response:
 * 200 also for duplicates and ignored events, because LiveChat retries otherwise; 503 if storing failed, so that it
 * does.
 */
export function handleDelivery(
  bytes: Buffer,
  path: string,
  options: DeliveryOptions,
): number | Promise<number> {
  const body = parseJson(bytes.toString('utf8'));
  if (body === undefined) return 400;
  const nonce = readNonce(body);
  if (nonce !== undefined) return options.onProbe(nonce) ? 200 : 401;
  const registration = options.registration(path);
  if (!registration) return 401;
  const isVerified = hasSecret(body, registration) && !isOfOtherLicense(body, registration);
  const delivery = registration.format.decode(body);
  if (!isVerified && !isRegisteredUnverified(delivery, registration)) return 401;
  if (!delivery) {
    options.log.warn('Receiver: a genuine delivery of an unknown kind or format was ignored.');
    return 200;
  }
  return store(arrivalOf(delivery, registration.account, bytes), options);
}

/** Compares with all secrets, so that the time does not depend on which one matches. */
function hasSecret(body: unknown, { format, secrets }: Registration): boolean {
  const given = format.readSecret(body);
  if (given === undefined) return false;
  let matches = false;
  for (const secret of secrets) if (equalSecrets(given, secret)) matches = true;
  return matches;
}

function isOfOtherLicense(body: unknown, { format, licenses }: Registration): boolean {
  const given = format.readLicense?.(body);
  return licenses !== undefined && given !== undefined && !licenses.has(given);
}

/**
 * Whether a delivery without a secret belongs to a registered webhook of that kind. The event is looked up through the
 * API before it is used.
 */
function isRegisteredUnverified(delivery: Delivery | undefined, { unverified = [] }: Registration): boolean {
  return (
    delivery?.isUnverified === true &&
    delivery.reference !== undefined &&
    unverified.includes(delivery.content.kind)
  );
}

function arrivalOf({ eventId, content, reference }: Delivery, account: string, bytes: Buffer): Arrival {
  // Retries repeat the same bytes.
  const isUsable = eventId !== undefined && eventId.length <= maxIdLength;
  return {
    eventId: isUsable ? eventId : `sha256-${digestOf(eventId ?? bytes)}`,
    account,
    ...content,
    ...(reference && { reference }),
  };
}

async function store(
  arrival: Arrival,
  { accept, log }: { accept: DeliveryOptions['accept']; log: Log },
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

const probeField = 'livechat_desk_probe';

/** The JSON body of a probe, posted to the public URL to check that it leads to this receiver. */
export function probeBody(nonce: string): string {
  return JSON.stringify({ [probeField]: nonce });
}

/** The nonce of a probe; `undefined` for any other body. */
export function readNonce(body: unknown): string | undefined {
  const { [probeField]: nonce, ...rest } = asRecord(body);
  if (Object.keys(rest).length > 0) return undefined;
  return typeof nonce === 'string' ? nonce : undefined;
}
