import assert from 'node:assert/strict';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { ada, ben } from './support/accounts';
import { Machine } from './support/machine';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('AccountStore', () => {
  let machine: Machine;
  let store: AccountStore;

  beforeEach(() => {
    machine = new Machine();
    store = machine.window();
  });
  afterEach(() => store.dispose());

  const ids = (of = store): string[] => of.accounts.map(({ id }) => id);

  it('is empty at first', async () => {
    await store.load();
    assert.deepEqual(store.accounts, []);
    assert.equal(store.active, undefined);
  });

  it('stores one secret per account, and makes the newest account active', async () => {
    await store.add(ada);
    await store.add(ben);
    assert.deepEqual(store.accounts, [ada.account, ben.account]);
    assert.deepEqual(store.active, ben.account);
    assert.equal(await store.secretOf(ada.account), ada.secret);
    assert.equal(await store.secretOf(ben.account), ben.secret);
    assert.equal(machine.secretKeys.length, 2);
  });

  it('updates the secret of an account that is added twice, regardless of letter case', async () => {
    await store.add(ada);
    await store.add({ account: { ...ada.account }, secret: 'another-key' });
    assert.deepEqual(ids(), ['classic:ada@example.com']);
    assert.equal(await store.secretOf(ada.account), 'another-key');
    assert.equal(machine.secretKeys.length, 1);
  });

  it('stores secrets only in the vault', async () => {
    await store.add(ada);
    await store.add(ben);
    await store.activate(ada.account);
    const state = JSON.stringify([machine.list, ...machine.list.secrets]);
    assert.ok(state.includes(ada.account.name));
    for (const { secret } of [ada, ben]) assert.ok(!state.includes(secret));
  });

  it('deletes the secret of a removed account, and makes the next one active', async () => {
    await store.add(ada);
    await store.add(ben);
    await store.remove(ben.account);
    assert.deepEqual(store.active, ada.account);
    assert.equal(await store.secretOf(ben.account), undefined);
    await store.remove(ada.account);
    assert.equal(store.active, undefined);
    assert.equal(machine.secrets.size, 0);
  });

  it('keeps the active account when another is removed', async () => {
    await store.add(ada);
    await store.add(ben);
    await store.remove(ada.account);
    assert.deepEqual(store.active, ben.account);
  });

  it('stores no account if the vault rejects its secret', async () => {
    await store.add(ada);
    machine.locked = true;
    await assert.rejects(store.add(ben), /locked/);
    assert.deepEqual(ids(), [ada.account.id]);
    assert.deepEqual(store.active, ada.account);
  });

  it('keeps the old secret if the vault rejects the new one', async () => {
    await store.add(ada);
    machine.locked = true;
    await assert.rejects(store.add({ ...ada, secret: 'another-key' }), /locked/);
    assert.deepEqual(ids(), [ada.account.id]);
    assert.equal(await store.secretOf(ada.account), ada.secret);
  });

  it('reports a change of this window after it is complete', async () => {
    const seen: string[][] = [];
    store.onDidChange(() => seen.push(ids()));
    await store.add(ada);
    assert.deepEqual(seen.at(-1), [ada.account.id]);
    await store.remove(ada.account);
    assert.deepEqual(seen.at(-1), []);
  });

  it('reports changes of another window: sign-in, another key, switching and sign-out', async () => {
    const other = machine.window();
    await store.load();
    let changes = 0;
    store.onDidChange(() => (changes += 1));
    const steps = [
      () => other.add(ada),
      () => other.add(ben),
      () => other.add({ ...ben, secret: 'another-key' }),
      () => other.activate(ada.account),
      () => other.remove(ada.account),
    ];
    for (const step of steps) {
      const before = changes;
      await step();
      await settled();
      assert.ok(changes > before, step.toString());
    }
    assert.deepEqual(store.active, ben.account);
    other.dispose();
  });

  it('follows another window in an editor without secret change events', async () => {
    const elsewhere = new Machine();
    elsewhere.secrets.set('livechat.secret.classic:ada@example.com', ada.secret);
    const other = machine.window(elsewhere.vault);
    await other.load();
    await store.add(ada);
    await settled();
    assert.deepEqual(other.active, ada.account);
    await store.add(ben);
    await settled();
    assert.deepEqual(ids(other), [ada.account.id], 'a key that this window cannot read is no account here');
    assert.deepEqual(other.active, ada.account, 'and its own account stays the active one');
    await store.remove(ada.account);
    await settled();
    assert.deepEqual(ids(other), []);
    await elsewhere.vault.store('livechat.secret.classic:ben@example.com', ben.secret);
    await settled();
    assert.deepEqual(ids(other), [ben.account.id], 'until the key is there');
    other.dispose();
  });

  it('sets, changes and removes an application without access to the secret', async () => {
    await store.add(ada);
    await store.add(ben);
    const seen: unknown[] = [];
    store.onDidChange((change) => seen.push(change));
    machine.locked = true;
    await store.setClientId(ada.account, 'app-1');
    assert.deepEqual(store.accounts, [{ ...ada.account, clientId: 'app-1' }, ben.account]);
    assert.deepEqual(store.active, ben.account, 'the active one stays');
    assert.deepEqual(seen, [{ kind: 'amended', account: { ...ada.account, clientId: 'app-1' } }]);
    await store.setClientId(ada.account, 'app-1');
    assert.equal(seen.length, 1, 'the same once more is no change');
    await store.setClientId(ada.account, undefined);
    assert.deepEqual(store.accounts, [ada.account, ben.account]);
    assert.equal(await store.secretOf(ada.account), ada.secret);
  });

  it('keeps transport and application after another sign-in', async () => {
    await store.add(ada);
    await store.setTransportKind(ada.account, 'webhooks', 'app-1');
    const chosen = { ...ada.account, transportKind: 'webhooks', clientId: 'app-1' };
    assert.deepEqual(store.accounts, [chosen]);
    await store.add({ ...ada, secret: 'another-key' });
    assert.deepEqual(store.active, chosen);
    await store.remove(ada.account);
    await store.add(ada);
    assert.deepEqual(store.active, ada.account, 'it goes when somebody signs out');
  });

  it('keeps the application after signing in again', async () => {
    await store.add(ada);
    await store.setClientId(ada.account, 'app-1');
    await store.add({ ...ada, secret: 'another-key' });
    assert.deepEqual(store.active, { ...ada.account, clientId: 'app-1' });
  });

  it('keeps the webhooks’ application if another one is set for a different purpose', async () => {
    await store.add(ada);
    await store.setTransportKind(ada.account, 'webhooks', 'app-1');
    await store.setClientId(ada.account, 'app-2');
    const chosen = { ...ada.account, transportKind: 'webhooks', clientId: 'app-1' };
    assert.deepEqual(store.accounts, [chosen], 'what is registered for it could not be found by another');
    await store.setTransportKind(ada.account, 'socket', 'app-1');
    await store.setClientId(ada.account, 'app-2');
    assert.equal(store.accounts[0]?.clientId, 'app-2');
  });

  it('sets no application on a removed account', async () => {
    await store.add(ada);
    await store.remove(ada.account);
    await store.setClientId(ada.account, 'app-1');
    assert.deepEqual(store.accounts, []);
  });

  it('updates the application in every window', async () => {
    const other = machine.window();
    await other.load();
    await store.add(ada);
    await settled();
    await store.setClientId(ada.account, 'app-1');
    await settled();
    assert.deepEqual(other.accounts, [{ ...ada.account, clientId: 'app-1' }]);
    other.dispose();
  });

  it('fires no event for secrets of other extensions or after its disposal', async () => {
    let changes = 0;
    store.onDidChange(() => (changes += 1));
    await machine.vault.store('somebody.else', 'x');
    store.dispose();
    await machine.vault.store('livechat.secret.classic:x', 'x');
    assert.equal(changes, 0);
  });

  it('fires no event when the active account is activated again', async () => {
    await store.add(ada);
    let changes = 0;
    store.onDidChange(() => (changes += 1));
    await store.activate(ada.account);
    assert.equal(changes, 0);
  });

  it('reloads on demand, and fires only if accounts differ', async () => {
    await store.add(ada);
    await settled();
    let changes = 0;
    store.onDidChange(() => (changes += 1));
    await store.reload();
    assert.equal(changes, 0);
    machine.secrets.set('livechat.secret.classic:ben@example.com', ben.secret);
    machine.list = { ...machine.list, accounts: [ada.account, ben.account], activeId: ben.account.id };
    await store.reload();
    await store.reload();
    assert.equal(changes, 1);
    assert.deepEqual(store.active, ben.account);
  });

  it('loads once, and is loaded from then on even if empty', async () => {
    let reads = 0;
    const read = machine.storage.read.bind(machine.storage);
    const counting = (): ReturnType<typeof read> => {
      reads += 1;
      return read();
    };
    Object.assign(machine.storage, { read: counting });
    const seen: boolean[] = [];
    store.onDidChange(() => seen.push(store.isLoaded));
    assert.equal(store.isLoaded, false);
    await Promise.all([store.load(), store.activate(ada.account), store.load()]);
    assert.deepEqual([reads, store.isLoaded, seen[0]], [1, true, true]);
  });

  it('has the same accounts and active account in the next window', async () => {
    await store.add(ada);
    await store.add(ben);
    await store.activate(ada.account);
    const next = machine.window();
    await next.load();
    assert.deepEqual([ids(next), next.active], [[ada.account.id, ben.account.id], ada.account]);
    next.dispose();
  });
});
