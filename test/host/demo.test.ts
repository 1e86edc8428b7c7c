import assert from 'node:assert/strict';
import { call, refused } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';

describe('the demo account', () => {
  let extension: ExtensionFixture;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  it('opens without a key, is in the Accounts menu and shows tickets and agents', async () => {
    await extension.run('livechat.sandbox.open');
    const [name] = await extension.accounts();
    assert.match(name ?? '', /@/);
    assert.equal(extension.inputs.count, 0);
    await extension.untilKey('livechat.session', 'signed-in');
    await extension.run('livechat.tickets.refresh');
    await extension.run('livechat.agents.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    await extension.untilKey('livechat.agents.state', 'ready');
    assert.deepEqual(extension.shown.messages, []);
  });

  it('ignores the address settings', async () => {
    await extension.settings.set('livechat.apiUrl', 'http://example.com');
    await extension.run('livechat.sandbox.open');
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
  });

  it('with chats is of the platform kind, which can answer chats', async () => {
    await extension.run('livechat.sandbox.openPlatform');
    await extension.untilKey('livechat.session', 'signed-in');
    assert.equal(extension.inputs.count, 0);
    // Its customers write while this machine listens.
    assert.deepEqual(await call('livechat.chat.list', {}), { chats: [] });
  });

  it('is the same account each time, and is removed on sign-out', async () => {
    await extension.run('livechat.sandbox.open');
    await extension.run('livechat.sandbox.open');
    assert.equal((await extension.accounts()).length, 1);
    await extension.run('livechat.account.signOut');
    assert.deepEqual(await extension.accounts(), []);
    await extension.untilKey('livechat.session', 'signed-out');
    assert.match(extension.shown.messages.at(-1) ?? '', /Signed out of .* key was deleted/);
  });

  it('can be of both kinds at once for code, and the platform one listens without a question', async () => {
    assert.equal(await call('livechat.sandbox.open', { kind: 'classic' }), undefined);
    await call('livechat.sandbox.open', { kind: 'platform' });
    assert.equal((await extension.accounts()).length, 2);
    const { tickets } = await call<{ tickets: { id: string }[] }>('livechat.ticket.list', {});
    assert.match(tickets[0]?.id ?? '', /^[0-9a-f-]{36}$/, 'HelpDesk has long ids');
    const { state, events } = await call<{ state: string; events: string[] }>('livechat.webhooks.start', {});
    assert.deepEqual([state, events], ['live', ['chat_started', 'chat_ended', 'ticket_created']]);
    await call('livechat.webhooks.stop', {});
    await call('livechat.sandbox.open', {});
    assert.equal((await extension.accounts()).length, 2);
    const classic = await call<{ tickets: { id: string }[] }>('livechat.ticket.list', {});
    assert.match(classic.tickets[0]?.id ?? '', /^[0-9A-Z]{5}$/);
    assert.deepEqual(extension.inputs.count, 0);
  });

  it('of an unknown kind is rejected', async () => {
    await refused(call('livechat.sandbox.open', { kind: 'other' }), 'invalid-input', /kind/);
    await refused(call('livechat.sandbox.open', { account: 'platform' }), 'invalid-input', /account/);
    assert.deepEqual(await extension.accounts(), []);
  });
});
