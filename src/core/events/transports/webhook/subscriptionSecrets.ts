import type { SecretPort } from '../../status/listenerTypes';

const key = 'livechat.webhooks.registrations';

/** The secret half of a registration. Both are secrets: who has them can send events of their own. */
export interface SubscriptionSecret {
  readonly id: string;
  readonly path: string;
  readonly token: string;
}

/** What was stored, as far as this window sees it; it may be older than what another window stored. */
export async function readSecrets(port: SecretPort): Promise<readonly SubscriptionSecret[]> {
  const text = await port.get(key);
  if (text === undefined) return [];
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value.flatMap(secretIn) : [];
  } catch {
    return [];
  }
}

export async function storeSecrets(port: SecretPort, secrets: readonly SubscriptionSecret[]): Promise<void> {
  if (secrets.length === 0) await port.delete(key);
  else await port.store(key, JSON.stringify(secrets));
}

function secretIn(value: unknown): readonly SubscriptionSecret[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, path, token } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof path === 'string' && typeof token === 'string'
    ? [{ id, path, token }]
    : [];
}
