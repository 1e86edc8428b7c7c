import { commands } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { ExtensionFixture } from './support/extensionFixture';

describe('address settings', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox();
  });
  afterEach(() => extension.end());

  for (const address of [
    'http://example.com',
    'ftp://127.0.0.1',
    'https://me:pass@example.com',
    'no address',
  ]) {
    it(`reject ${address} with an error, and send it no key`, async () => {
      const owner = sandbox.credentials[0]!;
      await extension.settings.set('livechat.apiUrl', address);
      const { done } = await extension.signInAs(owner.login);
      const box = await extension.inputs.type(3, owner.apiKey);
      const problem = await extension.inputs.problem(box);
      assert.match(problem, /livechat\.apiUrl.*not allowed/);
      await extension.inputs.escape();
      await done;
      assert.equal(sandbox.calls.count, 0);
      assert.deepEqual(await extension.accounts(), []);
    });
  }

  it('take effect at once on the signed-in account', async () => {
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    await extension.settings.set('livechat.apiUrl', 'http://example.com');
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'failed-settings');
    assert.equal(extension.shown.key('livechat.session'), 'signed-in');
    await extension.settings.set('livechat.apiUrl', sandbox.url);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
  });

  it('send the stored key to no other server, until the user enters it again', async () => {
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    const other = await extension.sandbox();
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'failed-address');
    await assert.rejects(
      async () => await commands.executeCommand('livechat.ticket.get', { ticketId: 'A' }),
      /livechat\.apiUrl.*entered for another address/,
    );
    assert.equal(other.calls.count, 0);
    await extension.signIn(owner.login, other.credentials[0]!.apiKey);
    await extension.run('livechat.tickets.refresh');
    await extension.untilKey('livechat.tickets.state', 'ready');
    assert.notEqual(other.calls.count, 0);
  });
});
