import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startTestSandbox } from '../unit/support/testSandbox';
import { eventually } from './support/eventually';
import { QuickInputs } from './support/quickInputs';
import { Replaced } from './support/replaced';
import { SecondWindow } from './support/secondWindow';
import { ChangedSettings } from './support/settings';
import { Shown } from './support/shown';

const wrongKey = 'wrong-key-0123456789';

describe('a key', () => {
  let replaced: Replaced;
  let settings: ChangedSettings;
  let inputs: QuickInputs;
  let shown: Shown;
  let sandbox: Sandbox;
  let owner: Sandbox['credentials'][number];
  let window: SecondWindow;

  beforeEach(async () => {
    replaced = new Replaced();
    settings = new ChangedSettings();
    inputs = new QuickInputs(replaced);
    shown = new Shown(replaced, false);
    sandbox = await startTestSandbox({ tickets: 25, agents: 3 });
    owner = sandbox.credentials[0]!;
    await settings.set('livechat.apiUrl', sandbox.url);
    window = new SecondWindow();
    window.open();
  });
  afterEach(async () => {
    await inputs.escape();
    await window.close();
    replaced.restore();
    await settings.restore();
    await sandbox.dispose();
  });

  async function untilSecret(): Promise<{ readonly done: Promise<unknown> }> {
    const done = window.run('livechat.account.signIn');
    await inputs.pick('Classic');
    await inputs.type(2, owner.login);
    await inputs.box(3);
    return { done };
  }

  async function signIn(): Promise<void> {
    const { done } = await untilSecret();
    await inputs.type(3, owner.apiKey);
    await done;
  }

  function assertUnseen(texts: readonly string[]): void {
    const secrets = [owner.apiKey, wrongKey].flatMap((key) => [
      key,
      Buffer.from(`${owner.login}:${key}`).toString('base64'),
      encodeURIComponent(key),
    ]);
    for (const text of texts) for (const secret of secrets) assert.ok(!text.includes(secret), text);
  }

  it('is stored in the secret storage only, one per account, and deleted on sign-out', async () => {
    await signIn();
    // Beside the keys are the names of the accounts, for a damaged database.
    const { 'livechat.accounts': names, ...keys } = Object.fromEntries(window.secrets);
    assert.deepEqual(Object.values(keys), [owner.apiKey]);
    assertUnseen([JSON.stringify([...window.state]), names ?? '']);
    const [session] = (await window.provider?.getSessions(undefined, {})) ?? [];
    assert.equal(session?.account.label, owner.login);
    await window.run('livechat.account.signOut');
    assert.equal(window.secrets.size, 0);
    assert.deepEqual(await window.provider?.getSessions(undefined, {}), []);
  });

  it('is deleted when the account is removed in the Accounts menu', async () => {
    await signIn();
    const [session] = (await window.provider?.getSessions(undefined, {})) ?? [];
    await window.provider?.removeSession(session?.id ?? '');
    assert.equal(window.secrets.size, 0);
    assert.equal(shown.key('livechat.session'), 'signed-out');
  });

  it('that is wrong is not stored', async () => {
    const { done } = await untilSecret();
    await inputs.problem(await inputs.type(3, wrongKey));
    assert.equal(window.secrets.size, 0);
    assert.equal(window.state.size, 0);
    await inputs.escape();
    await done;
  });

  it('appears in no log line and no message, even if the server repeats it', async () => {
    const echo = { error: `${wrongKey} and ${owner.apiKey} are in Basic ${wrongKey}` };
    sandbox.faults.next({ status: 403, body: echo });
    const { done } = await untilSecret();
    const box = await inputs.type(3, wrongKey);
    const problems = [await inputs.problem(box)];
    assert.match(problems[0]!, /not allowed/);
    assertUnseen(problems.map((text) => text.replaceAll(owner.apiKey, '')));
    await inputs.type(3, owner.apiKey);
    await done;
    for (const fault of [{ status: 403, body: echo }, { html: owner.apiKey }, { status: 418, body: echo }]) {
      sandbox.faults.next(fault);
      await window.run('livechat.tickets.refresh');
      sandbox.faults.next(fault);
      await window.run('livechat.agents.refresh');
    }
    await eventually('a line in the log', () => window.log.length > 0);
    assert.ok(window.log.some((line) => line.includes('/agents/*')));
    assertUnseen(window.log);
    assertUnseen(shown.messages);
  });

  it('that is refused later keeps the tickets in the view, below rows to sign in and to try again', async () => {
    await signIn();
    await window.run('livechat.tickets.refresh');
    const tree = window.trees.get('livechat.tickets')!;
    const before = (await tree.getChildren()) ?? [];
    assert.ok(before.length > 0);
    sandbox.faults.revokeKey(owner.login);
    await window.run('livechat.tickets.refresh');
    assert.equal(shown.key('livechat.session'), 'rejected');
    const after = (await tree.getChildren()) ?? [];
    assert.equal(after.length, before.length + 2);
    const [signInRow, tryRow] = [await tree.getTreeItem(after[0]), await tree.getTreeItem(after[1])];
    assert.deepEqual(signInRow.command?.arguments, ['livechat.account.signInAgain']);
    assert.deepEqual(tryRow.command?.arguments, ['livechat.tickets.refresh']);
  });
});
