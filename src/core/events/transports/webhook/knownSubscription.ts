import { asRecord, parseJson } from '../../../base/json';
import { arrivalKinds, type ArrivalKind } from '../../../domain/arrival';
import { fail } from '../../../domain/failure';
import type { Webhook } from '../../../domain/webhook';
import { pathOf } from './webhookAddresses';
import type { SecretPort } from './webhookPorts';

/** A webhook of this installation of which everything is known. */
export interface KnownSubscription {
  readonly id: string;
  readonly event: ArrivalKind;
  readonly path: string;
  readonly token: string;
  /** Known once this process created it or saw it listed. */
  readonly url?: string;
  /** As `Webhook.license`; known when `url` is. */
  readonly license?: string;
}

/** What `WebhookSubscriptions.register` is to achieve. */
export interface Wanted {
  readonly account: string;
  readonly url: string;
  readonly path: string;
  readonly events: readonly ArrivalKind[];
  /** Whether it is still wanted; asked after each call. What was created in vain is removed again. */
  readonly isCurrent: () => boolean;
}

export function isFor(
  known: KnownSubscription,
  { path, url }: Pick<Wanted, 'path' | 'url'>,
  event: ArrivalKind,
): boolean {
  return known.event === event && known.path === path && (known.url === undefined || known.url === url);
}

/** @param known gives the token of a webhook that is listed without its secret */
export function knownOf(
  { id, event, url, secret, license }: Webhook,
  known: readonly KnownSubscription[],
): KnownSubscription | undefined {
  const kind = arrivalKinds.find((one) => one === event);
  const path = pathOf(url);
  const token = secret ?? known.find((one) => one.id === id)?.token;
  return kind && path !== undefined && token !== undefined
    ? { id, event: kind, path, token, url, ...(license !== undefined && { license }) }
    : undefined;
}

const key = 'livechat.webhooks.registrations';

/** The secret part of a webhook: anyone who has path and token can send events. */
export interface SubscriptionSecret {
  readonly id: string;
  readonly path: string;
  readonly token: string;
}

/**
 * What was stored, as far as this window sees it: it may be older than what another window stored.
 * @throws FailureError if the keyring is locked
 */
export async function readSecrets(port: SecretPort): Promise<readonly SubscriptionSecret[]> {
  const text = await Promise.resolve(port.get(key)).catch(failWithoutSecrets);
  const value = parseJson(text ?? '');
  return Array.isArray(value) ? value.flatMap(secretIn) : [];
}

/** @throws FailureError if the keyring is locked */
export async function storeSecrets(port: SecretPort, secrets: readonly SubscriptionSecret[]): Promise<void> {
  const text = JSON.stringify(secrets.map(({ id, path, token }) => ({ id, path, token })));
  const stored = secrets.length === 0 ? port.delete(key) : port.store(key, text);
  await Promise.resolve(stored).catch(failWithoutSecrets);
}

function failWithoutSecrets(): never {
  return fail({ code: 'server', problem: 'secrets', status: 0, reasons: [] });
}

function secretIn(value: unknown): readonly SubscriptionSecret[] {
  const { id, path, token } = asRecord(value);
  return typeof id === 'string' && typeof path === 'string' && typeof token === 'string'
    ? [{ id, path, token }]
    : [];
}
