import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { Desk } from './support/desk';

describe('accounts in an editor', () => {
  let desk: Desk;
  let sandbox: Sandbox;

  beforeEach(async () => {
    desk = new Desk();
    sandbox = await desk.sandbox();
  });
  afterEach(() => desk.end());

  it('stand side by side, and the picked one is worked with', async () => {
    const [owner, administrator] = sandbox.credentials;
    await desk.signIn(owner!.login, owner!.apiKey);
    await desk.signIn(administrator!.login, administrator!.apiKey);
    await desk.untilKey('livechat.accounts.several', true);
    assert.deepEqual((await desk.accounts()).sort(), [owner!.login, administrator!.login].sort());

    sandbox.faults.revokeKey(administrator!.login);
    desk.inputs.picks.push(owner!.login);
    await desk.run('livechat.account.switch');
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
    assert.equal(desk.shown.key('livechat.session'), 'signed-in');

    desk.inputs.picks.push(administrator!.login);
    await desk.run('livechat.account.switch');
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.session', 'rejected');
  });

  it('are signed out one by one', async () => {
    const [owner, administrator] = sandbox.credentials;
    await desk.signIn(owner!.login, owner!.apiKey);
    await desk.signIn(administrator!.login, administrator!.apiKey);
    desk.inputs.picks.push(administrator!.login);
    await desk.run('livechat.account.signOut');
    assert.deepEqual(await desk.accounts(), [owner!.login]);
    await desk.untilKey('livechat.accounts.several', false);
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
  });

  it('ask for the key alone when it was refused in use, and work again with it', async () => {
    const owner = sandbox.credentials[0]!;
    await desk.signIn(owner.login, owner.apiKey);
    await desk.untilKey('livechat.session', 'signed-in');
    sandbox.faults.revokeKey(owner.login);
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.session', 'rejected');
    assert.deepEqual(await desk.accounts(), [owner.login]);

    sandbox.faults.restoreKey(owner.login);
    const inputs = desk.inputs.count;
    const done = desk.run('livechat.account.signInAgain');
    const box = await desk.inputs.box(3);
    assert.equal(desk.inputs.count, inputs + 1);
    assert.equal(box.value, '');
    assert.ok(String(box.prompt).includes(owner.login));
    await desk.inputs.type(3, owner.apiKey);
    await done;
    await desk.untilKey('livechat.session', 'signed-in');
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
    assert.deepEqual(await desk.accounts(), [owner.login]);
  });
});
