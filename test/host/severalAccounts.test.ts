import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { ExtensionFixture } from './support/extensionFixture';

describe('several accounts', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox();
  });
  afterEach(() => extension.end());

  it('are listed together, and the selected one becomes active', async () => {
    const [owner, administrator] = sandbox.credentials;
    await extension.signIn(owner!.login, owner!.apiKey);
    await extension.signIn(administrator!.login, administrator!.apiKey);
    await extension.untilKey('livechat.accounts.several', true);
    assert.deepEqual((await extension.accounts()).sort(), [owner!.login, administrator!.login].sort());

    sandbox.faults.revokeKey(administrator!.login);
    extension.inputs.picks.push(owner!.login);
    await extension.run('livechat.account.switch');
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    assert.equal(extension.shown.key('livechat.session'), 'signed-in');

    extension.inputs.picks.push(administrator!.login);
    await extension.run('livechat.account.switch');
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.session', 'rejected');
  });

  it('are signed out one at a time', async () => {
    const [owner, administrator] = sandbox.credentials;
    await extension.signIn(owner!.login, owner!.apiKey);
    await extension.signIn(administrator!.login, administrator!.apiKey);
    extension.inputs.picks.push(administrator!.login);
    await extension.run('livechat.account.signOut');
    assert.deepEqual(await extension.accounts(), [owner!.login]);
    await extension.untilKey('livechat.accounts.several', false);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
  });

  it('ask only for the key after it was refused, and work again with a new one', async () => {
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    await extension.untilKey('livechat.session', 'signed-in');
    sandbox.faults.revokeKey(owner.login);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.session', 'rejected');
    assert.deepEqual(await extension.accounts(), [owner.login]);

    sandbox.faults.restoreKey(owner.login);
    const inputs = extension.inputs.count;
    const done = extension.run('livechat.account.signInAgain');
    const box = await extension.inputs.box(3);
    assert.equal(extension.inputs.count, inputs + 1);
    assert.equal(box.value, '');
    assert.ok(String(box.prompt).includes(owner.login));
    await extension.inputs.type(3, owner.apiKey);
    await done;
    await extension.untilKey('livechat.session', 'signed-in');
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    assert.deepEqual(await extension.accounts(), [owner.login]);
  });
});
