import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { silentLog } from '../../../src/core/base/log';
import type { Database } from '../../../src/core/storage/database';
import { AccountRows } from '../../../src/core/stores/accounts/accountRows';
import { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { namesKey } from '../../../src/core/stores/accounts/accountVault';
import { StorageBench } from '../storage/support/storageBench';
import { ada, ben } from './support/accounts';
import { Machine } from './support/machine';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ids = (store: AccountStore): readonly string[] => store.accounts.map(({ id }) => id);

describe('the names of accounts beside their keys', () => {
  let machine: Machine;
  let store: AccountStore;

  beforeEach(async () => {
    machine = new Machine();
    store = machine.window();
    await store.add(ada);
    await store.add(ben);
    await store.activate(ada.account);
  });
  afterEach(() => store.dispose());

  /** What a damaged database leaves, if no account could be read. */
  const lose = (): void => {
    machine.list = { accounts: [], secrets: new Map(), isSalvaged: true };
  };
  const next = async (): Promise<AccountStore> => {
    const window = machine.window();
    await window.load();
    await settled();
    return window;
  };

  it('bring the accounts back that a damaged database has lost, with the active one', async () => {
    await store.setClientId(ben.account, 'app-1');
    lose();
    const window = await next();
    assert.deepEqual(window.accounts, [ada.account, { ...ben.account, clientId: 'app-1' }]);
    assert.deepEqual([window.active, await window.secretOf(ada.account)], [ada.account, ada.secret]);
    assert.equal(machine.list.isSalvaged, undefined);
    machine.clock.advance(11 * 60_000);
    const later = await next();
    assert.deepEqual(ids(later), ids(window));
    assert.equal(machine.secretKeys.length, 2, 'no key counts as left over');
    for (const one of [window, later]) one.dispose();
  });

  it('add what is missing to accounts that could be copied', async () => {
    const copied = { ...machine.list, accounts: [ben.account], activeId: ben.account.id };
    machine.list = { ...copied, isSalvaged: true };
    const window = await next();
    assert.deepEqual([ids(window), window.active], [[ben.account.id, ada.account.id], ben.account]);
    window.dispose();
  });

  it('bring no account back that was signed out, or has no key any more', async () => {
    await store.remove(ben.account);
    machine.secrets.delete(`livechat.secret.${ada.account.id}`);
    lose();
    const window = await next();
    assert.deepEqual(ids(window), []);
    window.dispose();
  });

  it('bring nothing back while the database is whole', async () => {
    machine.list = { accounts: [], secrets: new Map() };
    const window = await next();
    assert.deepEqual(ids(window), []);
    window.dispose();
  });

  it('are looked for again at the next start while the secret storage is locked', async () => {
    lose();
    machine.unreadable = () => true;
    const locked = await next();
    assert.deepEqual([ids(locked), machine.list.isSalvaged], [[], true]);
    machine.unreadable = () => false;
    const window = await next();
    assert.deepEqual(ids(window), [ada.account.id, ben.account.id]);
    for (const one of [locked, window]) one.dispose();
  });

  it('are stored for accounts of an earlier version, and go with the last account', async () => {
    machine.secrets.delete(namesKey);
    const window = await next();
    assert.match(machine.secrets.get(namesKey) ?? '', /ada@example\.com.*ben@example\.com/);
    assert.ok(![ada, ben].some(({ secret }) => machine.secrets.get(namesKey)?.includes(secret)));
    await window.remove(ada.account);
    assert.doesNotMatch(machine.secrets.get(namesKey) ?? '', /ada@example\.com/);
    await window.remove(ben.account);
    assert.equal(machine.secrets.size, 0);
    window.dispose();
  });
});

describe('accounts in a database file that cannot be read at all', () => {
  it('survive, because their names are beside their keys', async () => {
    const bench = new StorageBench();
    const { vault, clock } = new Machine();
    const window = async (): Promise<{ readonly store: AccountStore; readonly database: Database }> => {
      const database = await bench.database();
      const storage = new AccountRows(() => Promise.resolve(database));
      return { store: new AccountStore({ vault, storage, clock, log: silentLog }), database };
    };
    try {
      const { store: before, database } = await window();
      await before.add(ada);
      before.dispose();
      await database.close();
      writeFileSync(bench.file, 'This is a text and no database. '.repeat(500));
      const { store: after } = await window();
      await after.load();
      assert.deepEqual([after.active, await after.secretOf(ada.account)], [ada.account, ada.secret]);
      after.dispose();
    } finally {
      await bench.dispose();
    }
  });
});
