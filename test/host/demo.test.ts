import assert from 'node:assert/strict';
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

  it('is the same account each time, and is removed on sign-out', async () => {
    await extension.run('livechat.sandbox.open');
    await extension.run('livechat.sandbox.open');
    assert.equal((await extension.accounts()).length, 1);
    await extension.run('livechat.account.signOut');
    assert.deepEqual(await extension.accounts(), []);
    await extension.untilKey('livechat.session', 'signed-out');
    assert.match(extension.shown.messages.at(-1) ?? '', /Signed out of .* key was deleted/);
  });
});
