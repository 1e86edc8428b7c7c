import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, refused } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

interface Found {
  hits: { kind: string; id: string; title: string; excerpt: string; when?: string }[];
  complete: boolean;
}

describe('search in what is kept on this machine', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 60, agents: 4 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    // Other tests kept tickets of servers that may have used the same ids.
    await call('livechat.localData.delete', { confirmed: true });
  });
  afterEach(() => extension.end());

  it('finds what was read, makes no call, and gives tickets without a network', async () => {
    const { tickets } = await call<{ tickets: { id: string }[] }>('livechat.ticket.list', {});
    const id = tickets[0]!.id;
    const read = await call<{ subject?: string }>('livechat.ticket.get', { ticketId: id });
    sandbox.calls.reset();
    const found = await eventually('the ticket', async () => {
      const result = await call<Found>('livechat.search', { query: id.toLowerCase() });
      return result.hits.length > 0 && result;
    });
    assert.deepEqual([found.hits[0]?.kind, found.hits[0]?.id, found.complete], ['ticket', id, true]);
    assert.equal((await call<Found>('livechat.search', { query: 'e', limit: 2 })).hits.length, 2);
    assert.deepEqual(sandbox.calls.byRoute, {});
    await refused(call('livechat.search', {}), 'invalid-input', /query/);
    await refused(call('livechat.search', { query: 'a', page: 2 }), 'invalid-input', /page/);
    sandbox.faults.next({ reset: true, times: Infinity });
    assert.deepEqual(await call('livechat.ticket.get', { ticketId: id }), read);
    await refused(call('livechat.ticket.get', { ticketId: 'never-read' }), 'network', /./);
  }).timeout(60_000);
});
