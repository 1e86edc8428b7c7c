import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

describe('signing in', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;
  let owner: Sandbox['credentials'][number];

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox();
    owner = sandbox.credentials[0]!;
  });
  afterEach(() => extension.end());

  it('asks for kind, address and key, verifies them with one call, and stores the account', async () => {
    await extension.signIn(owner.login, owner.apiKey);
    assert.deepEqual(await extension.accounts(), [owner.login]);
    await extension.untilKey('livechat.session', 'signed-in');
    assert.equal(sandbox.calls.recent[0]?.path, `/agents/${encodeURIComponent(owner.login)}`);
    assert.deepEqual(extension.shown.messages, []);
  });

  it('masks the key and never suggests one', async () => {
    const { done } = await extension.signInAs(owner.login);
    const box = await extension.inputs.box(3);
    assert.equal(box.password, true);
    assert.equal(box.value, '');
    await extension.inputs.escape();
    await done;
  });

  it('keeps the input when the key is wrong, shows an error and stores nothing', async () => {
    const { done } = await extension.signInAs(owner.login);
    const box = await extension.inputs.type(3, 'wrong-key-1');
    const problem = await extension.inputs.problem(box);
    assert.match(problem, /refused/);
    assert.equal(box.value, 'wrong-key-1');
    assert.equal(box.enabled, true);
    assert.deepEqual(await extension.accounts(), []);
    box.value = owner.apiKey;
    await extension.inputs.type(3, owner.apiKey);
    await done;
    assert.deepEqual(await extension.accounts(), [owner.login]);
  });

  it('rejects an invalid e-mail address without a call', async () => {
    const done = extension.run('livechat.account.signIn');
    await extension.inputs.pick('Classic');
    const box = await extension.inputs.type(2, 'not an address');
    assert.match(await extension.inputs.problem(box), /e-mail/);
    await extension.inputs.escape();
    await done;
    assert.equal(sandbox.calls.count, 0);
  });

  it('says that the key is valid if no agent has the address, and where to find the right one', async () => {
    const { done } = await extension.signInAs('nobody@example.com');
    sandbox.faults.next({ status: 404 });
    const box = await extension.inputs.type(3, owner.apiKey);
    const problem = await extension.inputs.problem(box);
    assert.match(problem, /key is valid, but no agent .* has this e-mail address.*Team > Agents/);
    assert.doesNotMatch(problem, /Refresh/);
    assert.deepEqual(await extension.accounts(), []);
    await extension.inputs.back();
    await extension.inputs.type(2, owner.login);
    await extension.inputs.type(3, owner.apiKey);
    await done;
    assert.deepEqual(await extension.accounts(), [owner.login]);
  });

  it('goes back from the key to the address, and keeps both', async () => {
    const { done } = await extension.signInAs('tipo@example.com');
    const box = await extension.inputs.type(3, owner.apiKey);
    await extension.inputs.problem(box);
    await extension.inputs.back();
    assert.equal((await extension.inputs.box(2)).value, 'tipo@example.com');
    await extension.inputs.type(2, owner.login);
    assert.equal((await extension.inputs.box(3)).value, owner.apiKey);
    await extension.inputs.type(3, owner.apiKey);
    await done;
    assert.deepEqual(await extension.accounts(), [owner.login]);
  });

  it('signs in to a platform account, and keeps the input when the token is wrong', async () => {
    sandbox = await extension.platformSandbox();
    const { accountId, token, login } = sandbox.platform.credentials[0]!;
    const { done } = await extension.signInTo('Platform', accountId);
    const box = await extension.inputs.type(3, 'dal:wrong');
    assert.match(await extension.inputs.problem(box), /refused this account ID or token/);
    assert.deepEqual([box.value, box.password], ['dal:wrong', true]);
    assert.deepEqual(await extension.accounts(), []);
    await extension.inputs.back();
    assert.equal((await extension.inputs.box(2)).value, accountId);
    await extension.inputs.type(2, accountId);
    assert.equal((await extension.inputs.box(3)).value, 'dal:wrong');
    await extension.inputs.type(3, token);
    await done;
    assert.deepEqual(await extension.accounts(), [`${login} (Platform account)`]);
    await extension.untilKey('livechat.session', 'signed-in');
  });

  it('rejects an e-mail address as account id without a call', async () => {
    const { done, box } = await extension.begin('Platform', owner.login);
    assert.match(await extension.inputs.problem(box), /not your e-mail address/);
    await extension.inputs.escape();
    await done;
    assert.equal(sandbox.calls.count, 0);
  });

  it('keeps the input of each kind when switching between them', async () => {
    const { done } = await extension.signInAs(owner.login);
    await extension.inputs.back();
    await extension.inputs.box(2);
    await extension.inputs.back();
    await extension.inputs.pick('Platform');
    assert.equal((await extension.inputs.box(2)).value, '');
    await extension.inputs.back();
    await extension.inputs.pick('Classic');
    assert.equal((await extension.inputs.box(2)).value, owner.login);
    await extension.inputs.escape();
    await done;
  });

  it('stores nothing when cancelled during the check', async () => {
    sandbox.faults.next({ hang: true });
    const { done } = await extension.signInAs(owner.login);
    const box = await extension.inputs.type(3, owner.apiKey);
    await eventually('the check', () => sandbox.calls.count === 1 && box.busy);
    await extension.inputs.escape();
    await done;
    assert.deepEqual(await extension.accounts(), []);
    assert.deepEqual(extension.shown.messages, []);
  });

  it('distinguishes a server error from a wrong key', async () => {
    sandbox.faults.next({ html: true });
    const { done } = await extension.signInAs(owner.login);
    const box = await extension.inputs.type(3, owner.apiKey);
    const problem = await extension.inputs.problem(box);
    assert.match(problem, /not from the LiveChat API/);
    await extension.inputs.escape();
    await done;
  });
});
