import assert from 'node:assert/strict';
import { mayHaveExecuted } from '../../../src/core/actions/lostResponse';
import { failureOf } from '../../../src/core/domain/failure';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { ada, ben } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { Machine } from './support/machine';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('AccountStore with a storage fault', () => {
  let machine: Machine;
  let store: AccountStore;

  beforeEach(() => {
    machine = new Machine();
    store = machine.window();
  });
  afterEach(() => store.dispose());

  const ids = (of = store): string[] => of.accounts.map(({ id }) => id);

  for (const fault of ['no-sqlite', 'broken', 'newer'] as const) {
    it(`keeps accounts in the window’s memory if the list cannot be read (${fault})`, async () => {
      machine.fault = { of: 'read', fault };
      const problems: unknown[] = [];
      store.onDidFail((problem) => problems.push(problem));
      await store.load();
      assert.deepEqual(problems, [{ during: 'read', fault }]);
      await store.add(ada);
      assert.deepEqual([store.active, await store.secretOf(ada.account)], [ada.account, ada.secret]);
      assert.deepEqual(problems.at(-1), { during: 'write', fault });
      assert.equal(machine.secrets.size, 0, 'no secret is left that no list names');
      await store.remove(ada.account);
      assert.deepEqual([store.active, await store.secretOf(ada.account)], [undefined, undefined]);
    });
  }

  it('stores accounts later if the first attempt fails', async () => {
    await store.load();
    machine.fault = { of: 'write', fault: 'full' };
    await store.add(ada);
    await store.setClientId(ada.account, 'app-1');
    machine.fault = undefined;
    await store.reload();
    assert.deepEqual(machine.list.accounts, [{ ...ada.account, clientId: 'app-1' }]);
    assert.equal(machine.secrets.get('livechat.secret.classic:ada@example.com'), ada.secret);
    assert.deepEqual(store.active, { ...ada.account, clientId: 'app-1' });
  });

  it('keeps an account if its secret cannot be deleted, and can remove it later', async () => {
    await store.add(ada);
    machine.locked = true;
    await assert.rejects(store.remove(ada.account), /locked/);
    assert.deepEqual(ids(), [ada.account.id]);
    machine.locked = false;
    await store.remove(ada.account);
    assert.deepEqual([ids(), machine.secrets.size], [[], 0]);
  });

  it('deletes a secret that an earlier window failed to delete', async () => {
    await store.add(ada);
    await store.add(ben);
    machine.secrets.set(`livechat.grant.${ben.account.id}`, 'tokens');
    machine.list = { ...machine.list, accounts: [ada.account] };
    const soon = machine.window();
    await soon.load();
    await settled();
    assert.equal(machine.secretKeys.length, 3, 'a sign-in in another window may be between two steps');
    machine.clock.advance(11 * 60_000);
    const next = machine.window();
    await next.load();
    await settled();
    assert.deepEqual(machine.secretKeys, [`livechat.secret.${ada.account.id}`]);
    assert.deepEqual([...machine.list.secrets.keys()], [ada.account.id]);
    for (const window of [soon, next]) window.dispose();
  });

  it('raises no unhandled rejection with a locked keyring', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const other = machine.window();
      await other.load();
      machine.unreadable = () => true;
      await store.add(ada);
      machine.locked = true;
      machine.list = { ...machine.list, accounts: [] };
      machine.clock.advance(11 * 60_000);
      await machine.window().load();
      await settled();
      await settled();
      assert.deepEqual([ids(other), unhandled], [[], []]);
      other.dispose();
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});

describe('SessionStore with a locked keyring', () => {
  it('fails with the reason, stays signed in, and works once the key can be read', async () => {
    const machine = new Machine();
    const accounts = machine.window();
    await accounts.add(ada);
    const secrets: string[] = [];
    const session = new SessionStore(accounts, ({ secret }) => {
      secrets.push(secret);
      return Promise.resolve(fakeConnection());
    });
    const work = (): Promise<string> => session.run(() => Promise.resolve('done'));
    machine.unreadable = () => true;
    await assert.rejects(work(), (thrown) => {
      const failure = failureOf(thrown);
      return failure?.code === 'server' && failure.problem === 'secrets' && !mayHaveExecuted(failure);
    });
    assert.deepEqual([session.current.kind, secrets], ['signed-in', []]);
    machine.unreadable = () => false;
    assert.deepEqual([await work(), secrets], ['done', [ada.secret]]);
    session.dispose();
    accounts.dispose();
  });
});
