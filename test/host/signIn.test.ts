import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { Desk } from './support/desk';
import { eventually } from './support/eventually';

describe('sign-in in an editor', () => {
  let desk: Desk;
  let sandbox: Sandbox;
  let owner: Sandbox['credentials'][number];

  beforeEach(async () => {
    desk = new Desk();
    sandbox = await desk.sandbox();
    owner = sandbox.credentials[0]!;
  });
  afterEach(() => desk.end());

  it('asks for kind, address and key, checks them by one call and stores the account', async () => {
    await desk.signIn(owner.login, owner.apiKey);
    assert.deepEqual(await desk.accounts(), [owner.login]);
    await desk.untilKey('livechat.session', 'signed-in');
    assert.equal(sandbox.calls.recent[0]?.path, `/agents/${encodeURIComponent(owner.login)}`);
    assert.deepEqual(desk.shown.messages, []);
  });

  it('hides the key and never proposes one', async () => {
    const { done } = await desk.signInAs(owner.login);
    const box = await desk.inputs.box(3);
    assert.equal(box.password, true);
    assert.equal(box.value, '');
    await desk.inputs.escape();
    await done;
  });

  it('keeps what was typed where the key is wrong, says so and stores nothing', async () => {
    const { done } = await desk.signInAs(owner.login);
    const box = await desk.inputs.type(3, 'wrong-key-1');
    const problem = await desk.inputs.problem(box);
    assert.match(problem, /refused/);
    assert.equal(box.value, 'wrong-key-1');
    assert.equal(box.enabled, true);
    assert.deepEqual(await desk.accounts(), []);
    box.value = owner.apiKey;
    await desk.inputs.type(3, owner.apiKey);
    await done;
    assert.deepEqual(await desk.accounts(), [owner.login]);
  });

  it('refuses what is no e-mail address without a call', async () => {
    const done = desk.run('livechat.account.signIn');
    await desk.inputs.pick('Classic');
    const box = await desk.inputs.type(2, 'not an address');
    assert.match(await desk.inputs.problem(box), /e-mail/);
    await desk.inputs.escape();
    await done;
    assert.equal(sandbox.calls.count, 0);
  });

  it('leads back from the key to the address, and keeps both', async () => {
    const { done } = await desk.signInAs('tipo@example.com');
    const box = await desk.inputs.type(3, owner.apiKey);
    await desk.inputs.problem(box);
    await desk.inputs.back();
    assert.equal((await desk.inputs.box(2)).value, 'tipo@example.com');
    await desk.inputs.type(2, owner.login);
    assert.equal((await desk.inputs.box(3)).value, owner.apiKey);
    await desk.inputs.type(3, owner.apiKey);
    await done;
    assert.deepEqual(await desk.accounts(), [owner.login]);
  });

  it('signs in to a platform account, and keeps what was typed where the token is wrong', async () => {
    sandbox = await desk.platformSandbox();
    const { accountId, token, login } = sandbox.platform.credentials[0]!;
    const { done } = await desk.signInTo('Platform', accountId);
    const box = await desk.inputs.type(3, 'dal:wrong');
    assert.match(await desk.inputs.problem(box), /refused this account ID or token/);
    assert.deepEqual([box.value, box.password], ['dal:wrong', true]);
    assert.deepEqual(await desk.accounts(), []);
    await desk.inputs.back();
    assert.equal((await desk.inputs.box(2)).value, accountId);
    await desk.inputs.type(2, accountId);
    assert.equal((await desk.inputs.box(3)).value, 'dal:wrong');
    await desk.inputs.type(3, token);
    await done;
    assert.deepEqual(await desk.accounts(), [`${login} (Platform account)`]);
    await desk.untilKey('livechat.session', 'signed-in');
  });

  it('refuses an address in place of the account id without a call', async () => {
    const { done, box } = await desk.begin('Platform', owner.login);
    assert.match(await desk.inputs.problem(box), /not your e-mail address/);
    await desk.inputs.escape();
    await done;
    assert.equal(sandbox.calls.count, 0);
  });

  it('keeps what was typed for one kind during a look at the other', async () => {
    const { done } = await desk.signInAs(owner.login);
    await desk.inputs.back();
    await desk.inputs.box(2);
    await desk.inputs.back();
    await desk.inputs.pick('Platform');
    assert.equal((await desk.inputs.box(2)).value, '');
    await desk.inputs.back();
    await desk.inputs.pick('Classic');
    assert.equal((await desk.inputs.box(2)).value, owner.login);
    await desk.inputs.escape();
    await done;
  });

  it('stores nothing where the person ends it while the key is being checked', async () => {
    sandbox.faults.next({ hang: true });
    const { done } = await desk.signInAs(owner.login);
    const box = await desk.inputs.type(3, owner.apiKey);
    await eventually('the check', () => sandbox.calls.count === 1 && box.busy);
    await desk.inputs.escape();
    await done;
    assert.deepEqual(await desk.accounts(), []);
    assert.deepEqual(desk.shown.messages, []);
  });

  it('tells a server that cannot answer from a wrong key', async () => {
    sandbox.faults.next({ html: true });
    const { done } = await desk.signInAs(owner.login);
    const box = await desk.inputs.type(3, owner.apiKey);
    const problem = await desk.inputs.problem(box);
    assert.match(problem, /did not come from the LiveChat API/);
    await desk.inputs.escape();
    await done;
  });
});
