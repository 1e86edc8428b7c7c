import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StorageError, type StorageFault } from '../../../src/core/storage/storageError';
import type { Database } from '../../../src/core/storage/database';
import type { DraftId } from '../../../src/core/stores/drafts/draft';
import { DraftRows } from '../../../src/core/stores/drafts/draftRows';
import type { DraftStorage } from '../../../src/core/stores/drafts/draftStorage';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import { FakeClock } from '../support/fakeClock';
import { testDatabase } from '../storage/support/testDatabase';

const id: DraftId = { account: 'classic:ada@example.com', subject: 'reply/7QK2P' };

describe('a draft that was sent and cannot be deleted', () => {
  let folder: string;
  let database: Database;
  let fault: StorageFault | undefined;
  let store: DraftStore;
  /** The machine after the extension host ended: only what is stored remains. */
  const reborn = (): DraftStore =>
    new DraftStore(new DraftRows(() => Promise.resolve(database)), new FakeClock());

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sent-drafts-'));
    database = await testDatabase(folder);
    fault = undefined;
    const rows = new DraftRows(() => Promise.resolve(database));
    const storage: DraftStorage = {
      onDidChange: rows.onDidChange,
      read: (which) => rows.read(which),
      list: () => rows.list(),
      write: async (...written) => {
        if (fault) throw new StorageError(fault, 'TEST');
        return await rows.write(...written);
      },
    };
    store = new DraftStore(storage, new FakeClock());
    await store.keep(id, 'Title', { message: 'sent' }, { at: 1_000 });
    fault = 'full';
    assert.equal(await store.keep(id, 'Title', {}, { at: 1_001, seen: 1_000 }), 'full');
  });
  afterEach(async () => {
    await store.flush();
    store.dispose();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('is not offered again', async () => {
    assert.deepEqual([await store.get(id), await store.list()], [undefined, []]);
  });

  it('is deleted with the next attempt', async () => {
    assert.equal(await store.flush(), 'full');
    fault = undefined;
    assert.equal(await store.flush(id), undefined);
    assert.equal(await reborn().get(id), undefined);
  });

  it('is replaced by what is typed next', async () => {
    await store.keep(id, 'Title', { message: 'next' }, { at: 2_000, seen: 0 });
    fault = undefined;
    assert.equal(await store.flush(), undefined);
    for (const each of [store, reborn()]) assert.deepEqual((await each.get(id))?.values, { message: 'next' });
  });
});
