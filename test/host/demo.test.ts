import assert from 'node:assert/strict';
import { Desk } from './support/desk';

describe('the demo account in an editor', () => {
  let desk: Desk;
  beforeEach(() => (desk = new Desk()));
  afterEach(() => desk.end());

  it('opens without a key, is in the Accounts menu and shows tickets and agents', async () => {
    await desk.run('livechat.sandbox.open');
    const [name] = await desk.accounts();
    assert.match(name ?? '', /@/);
    assert.equal(desk.inputs.count, 0);
    await desk.untilKey('livechat.session', 'signed-in');
    await desk.run('livechat.tickets.refresh');
    await desk.run('livechat.agents.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
    await desk.untilKey('livechat.agents.state', 'ready');
    assert.deepEqual(desk.shown.messages, []);
  });

  it('pays no heed to the address in the settings', async () => {
    await desk.settings.set('livechat.apiUrl', 'http://example.com');
    await desk.run('livechat.sandbox.open');
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
  });

  it('is one account however often it is opened, and goes at sign-out', async () => {
    await desk.run('livechat.sandbox.open');
    await desk.run('livechat.sandbox.open');
    assert.equal((await desk.accounts()).length, 1);
    await desk.run('livechat.account.signOut');
    assert.deepEqual(await desk.accounts(), []);
    await desk.untilKey('livechat.session', 'signed-out');
    assert.match(desk.shown.messages.at(-1) ?? '', /Signed out of .* key was deleted/);
  });
});
