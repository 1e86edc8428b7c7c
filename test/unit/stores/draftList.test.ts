import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../src/core/base/log';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { DraftList } from '../../../src/core/stores/drafts/draftList';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import { DraftRows } from '../../../src/core/stores/drafts/draftRows';
import type { Database } from '../../../src/core/storage/database';
import { StorageError } from '../../../src/core/storage/storageError';
import { testDatabase } from '../storage/support/testDatabase';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { FakeClock } from '../support/fakeClock';
import { unhandledDuring } from '../support/unhandledRejections';
import { ada, ben } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { Machine } from './support/machine';

describe('DraftList', () => {
  let folder: string;
  let database: Database;
  let clock: FakeClock;
  let accounts: AccountStore;
  let session: SessionStore;
  let drafts: DraftStore;
  let pageStorage: DraftList;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'shelf-'));
    clock = new FakeClock();
    accounts = new Machine().window();
    session = new SessionStore(accounts, () => Promise.resolve(fakeConnection()));
    database = await testDatabase(folder);
    drafts = new DraftStore(new DraftRows(() => Promise.resolve(database)), clock);
    pageStorage = new DraftList(drafts, session, clock, silentLog);
    await accounts.add(ada);
  });
  afterEach(async () => {
    pageStorage.dispose();
    await drafts.flush();
    drafts.dispose();
    session.dispose();
    accounts.dispose();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const type = (account: string, text: string): void =>
    void drafts.keep({ account, subject: 'ticket.new' }, text, { message: text });
  const titles = (): string[] => pageStorage.items.map(({ title }) => title);

  it('reads nothing before the view is shown', () => {
    type(ada.account.id, 'First');
    clock.advance(10_000);
    assert.deepEqual(titles(), []);
  });

  it('lists only drafts of the active account', async () => {
    type(ada.account.id, 'Of Ada');
    type(ben.account.id, 'Of Ben');
    await pageStorage.refresh();
    assert.deepEqual(titles(), ['Of Ada']);
    await accounts.add(ben);
    await pageStorage.refresh();
    assert.deepEqual(titles(), ['Of Ben']);
    await accounts.remove(ben.account);
    await accounts.remove(ada.account);
    await pageStorage.refresh();
    assert.deepEqual(titles(), []);
  });

  it('lists what is in memory only if the database cannot be used', async () => {
    const broken = new DraftStore(
      new DraftRows(() => Promise.reject(new StorageError('no-sqlite', 'TEST'))),
      clock,
    );
    const list = new DraftList(broken, session, clock, silentLog);
    await list.refresh();
    assert.deepEqual(list.items, []);
    await broken.keep({ account: ada.account.id, subject: 'ticket.new' }, 'Typed', { message: 'x' });
    await list.refresh();
    assert.deepEqual(
      list.items.map(({ title, unsaved }) => [title, unsaved]),
      [['Typed', 'no-sqlite']],
    );
    list.dispose();
    broken.dispose();
  });

  it('logs it if the drafts cannot be read for another reason', async () => {
    const broken = new DraftStore(new DraftRows(() => Promise.reject(new TypeError('a bug'))), clock);
    const lines: string[] = [];
    const list = new DraftList(broken, session, clock, { error: (line) => lines.push(line) });
    await assert.rejects(list.refresh(), TypeError);
    const unhandled = await unhandledDuring(async () => {
      await accounts.add(ben);
      await broken.keep({ account: ben.account.id, subject: 'ticket.new' }, 'Typed', { message: 'x' });
      clock.advance(1_000);
    });
    assert.deepEqual(unhandled, []);
    const failed = 'Desk for LiveChat: work in the background failed (TypeError).';
    assert.deepEqual(lines, [failed, failed]);
    list.dispose();
    broken.dispose();
  });

  it('updates once for several edits', async () => {
    await pageStorage.refresh();
    let changes = 0;
    const changed = new Promise<void>((resolve) => {
      pageStorage.onDidChange(() => {
        changes += 1;
        resolve();
      });
    });
    for (const text of ['H', 'He', 'Hello']) type(ada.account.id, text);
    clock.advance(1000);
    await changed;
    assert.deepEqual(titles(), ['Hello']);
    assert.equal(changes, 1);
  });
});
