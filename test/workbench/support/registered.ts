import { connect } from '../../../src/core/api/connect';
import type { Webhook } from '../../../src/core/domain/webhook';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './owner';

/** The webhooks that the sandbox's account has, whoever made them. */
export async function registered(sandbox: Sandbox): Promise<readonly Webhook[]> {
  const { login, apiKey } = ownerOf(sandbox);
  const connection = connect({
    credential: { account: { id: 'classic:test', kind: 'classic', name: login }, secret: apiKey },
    apiUrl: sandbox.url,
    callsPerMinute: 10_000,
    timeoutMs: 5_000,
    onCall: () => undefined,
  });
  try {
    return await connection.webhooks.list();
  } finally {
    connection.dispose();
  }
}
