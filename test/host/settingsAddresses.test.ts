import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { Desk } from './support/desk';

describe('addresses in the settings of an editor', () => {
  let desk: Desk;
  let sandbox: Sandbox;

  beforeEach(async () => {
    desk = new Desk();
    sandbox = await desk.sandbox();
  });
  afterEach(() => desk.end());

  for (const address of [
    'http://example.com',
    'ftp://127.0.0.1',
    'https://me:pass@example.com',
    'no address',
  ]) {
    it(`that are unfit, like ${address}, get no key, and the person is told`, async () => {
      const owner = sandbox.credentials[0]!;
      await desk.settings.set('livechat.apiUrl', address);
      const { done } = await desk.signInAs(owner.login);
      const box = await desk.inputs.type(3, owner.apiKey);
      const problem = await desk.inputs.problem(box);
      assert.match(problem, /livechat\.apiUrl.*refused/);
      await desk.inputs.escape();
      await done;
      assert.equal(sandbox.calls.count, 0);
      assert.deepEqual(await desk.accounts(), []);
    });
  }

  it('take effect on an account that is signed in, at once and both ways', async () => {
    const owner = sandbox.credentials[0]!;
    await desk.signIn(owner.login, owner.apiKey);
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
    await desk.settings.set('livechat.apiUrl', 'http://example.com');
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'failed-settings');
    assert.equal(desk.shown.key('livechat.session'), 'signed-in');
    await desk.settings.set('livechat.apiUrl', sandbox.url);
    await desk.run('livechat.tickets.refresh');
    await desk.untilKey('livechat.tickets.state', 'ready');
  });
});
