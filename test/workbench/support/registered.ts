import { connect } from '../../../src/core/api/connect';
import type { Credential } from '../../../src/core/domain/account';
import type { WebhookApi } from '../../../src/core/domain/connection';
import type { Webhook } from '../../../src/core/domain/webhook';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './credentials';

/** All webhooks of the sandbox's classic account. */
export async function registered(sandbox: Sandbox): Promise<readonly Webhook[]> {
  const { login, apiKey } = ownerOf(sandbox);
  const account = { id: 'classic:test', kind: 'classic', name: login } as const;
  return await withWebhooks(sandbox, { account, secret: apiKey }, (webhooks) => webhooks.list());
}

/** Access to the webhooks of the sandbox's application and HelpDesk. */
export async function withApplication<T>(
  sandbox: Sandbox,
  work: (webhooks: WebhookApi) => Promise<T>,
): Promise<T> {
  const [owner] = sandbox.platform.credentials;
  if (!owner) throw new Error('The sandbox has no owner.');
  const { clientId } = sandbox.platform;
  const account = { id: 'platform:test', kind: 'platform', name: owner.accountId, clientId } as const;
  return await withWebhooks(sandbox, { account, secret: owner.token }, work);
}

async function withWebhooks<T>(
  sandbox: Sandbox,
  credential: Credential,
  work: (webhooks: WebhookApi) => Promise<T>,
): Promise<T> {
  const connection = connect({
    credential,
    apiUrl: sandbox.url,
    helpdeskUrl: sandbox.platform.helpdeskUrl,
    accountsUrl: sandbox.platform.accountsUrl,
    callsPerMinute: 10_000,
    timeoutMs: 5_000,
    onCall: () => undefined,
  });
  try {
    return await work(connection.webhooks);
  } finally {
    connection.dispose();
  }
}
