import assert from 'node:assert/strict';
import type { Database } from '../../../src/core/storage/database';
import { AccountRows } from '../../../src/core/stores/accounts/accountRows';
import { withAccount, withoutAccount, withSecretNote } from '../../../src/core/stores/accounts/accountList';
import { StorageBench } from '../storage/support/storageBench';
import { ada, ben } from './support/accounts';
import { turn } from './support/turn';

describe('AccountRows', () => {
  let bench: StorageBench;
  let database: Database;
  let rows: AccountRows;

  beforeEach(async () => {
    bench = new StorageBench();
    database = await bench.database();
    rows = new AccountRows(() => Promise.resolve(database));
  });
  afterEach(() => bench.dispose());

  const add = (text: string): Promise<unknown> =>
    database.write(['accounts'], (writer) =>
      writer.run('INSERT INTO accounts (id, position, value) VALUES (?, ?, ?)', text, -1, text),
    );

  it('is empty in a new file', async () => {
    assert.deepEqual(await rows.read(), { accounts: [], secrets: new Map() });
  });

  it('returns accounts in the order of their sign-in, with the active one, in every window', async () => {
    const account = { ...ada.account, clientId: 'app-1', transportKind: 'webhooks', login: 'Ada' } as const;
    await rows.update((list) => withAccount(withSecretNote(list, account.id, 5), account, 7));
    const after = await rows.update((list) => withAccount(list, ben.account, 8));
    const other = await bench.database();
    const there = await new AccountRows(() => Promise.resolve(other)).read();
    assert.deepEqual(there, after);
    assert.deepEqual(there.accounts, [account, ben.account]);
    assert.equal(there.activeId, ben.account.id);
    assert.deepEqual(there.secrets.get(account.id), { version: 1, at: 7 });
  });

  it('makes the first account active if the active one is removed', async () => {
    for (const { account } of [ada, ben]) await rows.update((list) => withAccount(list, account, 1));
    const after = await rows.update((list) => withoutAccount(list, ben.account.id));
    assert.deepEqual([after.accounts, after.activeId], [[ada.account], ada.account.id]);
    assert.deepEqual(await rows.update((list) => withoutAccount(list, ada.account.id)), {
      accounts: [],
      secrets: new Map(),
    });
  });

  for (const malformed of [
    'null',
    '7',
    '"text"',
    '{}',
    '[]',
    '{',
    '{"id":1}',
    '{"id":"a","kind":"other","name":"a"}',
  ]) {
    it(`skips the malformed row ${malformed}, and keeps it and all others`, async () => {
      await add(malformed);
      await rows.update((list) => withAccount(list, ada.account, 1));
      assert.deepEqual((await rows.read()).accounts, [ada.account]);
      assert.equal(database.get('SELECT count(*) AS count FROM accounts')?.count, 2);
    });
  }

  it('ignores unknown fields of a row', async () => {
    await add(JSON.stringify({ ...ada.account, secret: 'x', demo: 'yes' }));
    assert.deepEqual((await rows.read()).accounts, [ada.account]);
  });

  it('reports changes of every window', async () => {
    const other = new AccountRows(() => bench.database());
    await rows.read();
    await other.read();
    const seen: string[] = [];
    const changed = new Promise<void>((resolve) => other.onDidChange(() => resolve()));
    rows.onDidChange(() => seen.push('own'));
    await rows.update((list) => withAccount(list, ada.account, 1));
    await turn();
    assert.deepEqual(seen, ['own']);
    await changed;
    await database.write(['drafts'], () => undefined);
    await turn();
    assert.equal(seen.length, 1, 'and not that something else was changed');
  });

  it('rejects with the fault if the database cannot be opened', async () => {
    const closed = new AccountRows(() => Promise.reject(new Error('anything')));
    await assert.rejects(closed.read(), { name: 'StorageError', fault: 'broken' });
    await assert.rejects(
      closed.update((list) => list),
      { name: 'StorageError', fault: 'broken' },
    );
  });
});
