import assert from 'node:assert/strict';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { webhooksOf } from '../support/connectionPorts';
import { ListenerBench, reached, type ListenerParts } from '../support/listenerBench';

describe('switching accounts while listening', () => {
  let before: ListenerBench;
  let after: ListenerBench;
  let active: ListenerBench;
  beforeEach(async () => {
    before = await ListenerBench.open();
    after = await ListenerBench.open();
    active = before;
  });
  afterEach(async () => {
    await before.close();
    await after.close();
  });

  const listen = (parts: ListenerParts): Promise<Listener> =>
    before.live({ webhooks: webhooksOf(() => active.connection), ...parts });

  const switchOver = async (listener: Listener): Promise<void> => {
    active = after;
    before.account = 'classic:other';
    listener.refresh('account');
    await reached(listener, ({ state }) => state === 'live');
  };

  it('unregisters from the previous account, and registers with the new one', async () => {
    const asked: string[] = [];
    const listener = await listen({
      withAccount: (account, work) => {
        asked.push(account);
        return work(webhooksOf(() => before.connection));
      },
    });
    await before.onlyAddress();
    await switchOver(listener);
    assert.deepEqual(asked, ['classic:owner']);
    assert.deepEqual(await before.registered(), []);
    await after.onlyAddress();
  });

  it('continues if the previous account was removed or cannot be reached', async () => {
    const listener = await listen({ withAccount: () => Promise.reject(new Error('The keyring is locked.')) });
    await switchOver(listener);
    await after.onlyAddress();
    await before.onlyAddress();
  });
});
