import assert from 'node:assert/strict';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { Relay, RelayOptions, WebhookPort } from '../../../src/core/relay/relay';
import { RelayBench, reached } from './support/relayBench';

describe('switching accounts while listening', () => {
  let before: RelayBench;
  let after: RelayBench;
  let active: RelayBench;
  beforeEach(async () => {
    before = await RelayBench.open();
    after = await RelayBench.open();
    active = before;
  });
  afterEach(async () => {
    await before.close();
    await after.close();
  });

  const portOf = (connection: () => LiveChatConnection): WebhookPort => ({
    list: (options) => connection().webhooks.list(options),
    create: (draft, options) => connection().webhooks.create(draft, options),
    remove: (id, options) => connection().webhooks.remove(id, options),
    deliveries: () => Promise.resolve(connection().webhooks.deliveries),
  });

  const listen = (parts: Partial<RelayOptions>): Promise<Relay> =>
    before.live({ webhooks: portOf(() => active.connection), ...parts });

  const switchOver = async (relay: Relay): Promise<void> => {
    active = after;
    before.account = 'classic:other';
    relay.refresh('account');
    await reached(relay, ({ state }) => state === 'live');
  };

  it('leaves nothing at the one before, and registers at the other', async () => {
    const asked: string[] = [];
    const relay = await listen({
      atAccount: (account, work) => {
        asked.push(account);
        return work(portOf(() => before.connection));
      },
    });
    await before.onlyAddress();
    await switchOver(relay);
    assert.deepEqual(asked, ['classic:owner']);
    assert.deepEqual(await before.registered(), []);
    await after.onlyAddress();
  });

  it('goes on where the one before has left this machine or cannot be reached', async () => {
    const relay = await listen({ atAccount: () => Promise.reject(new Error('The keyring is locked.')) });
    await switchOver(relay);
    await after.onlyAddress();
    await before.onlyAddress();
  });
});
