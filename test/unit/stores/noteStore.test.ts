import assert from 'node:assert/strict';
import type { Database } from '../../../src/core/storage/database';
import { StorageError } from '../../../src/core/storage/storageError';
import { NoteStore, type NoteId } from '../../../src/core/stores/noteStore';
import { StorageBench } from '../storage/support/storageBench';

const id: NoteId = { account: 'classic:ada', mail: 'Kim@Example.com' };

describe('notes about people', () => {
  let bench: StorageBench;
  let database: Database;
  let store: NoteStore;
  beforeEach(async () => {
    bench = new StorageBench();
    database = await bench.database();
    store = new NoteStore(() => Promise.resolve(database));
  });
  afterEach(() => bench.dispose());

  const rows = (): readonly unknown[] =>
    database.all('SELECT account, person, text, saved_at FROM person_notes').map((row) => ({ ...row }));

  it('are read again in another window, by the address in any case', async () => {
    assert.equal(await store.read(id), undefined);
    assert.equal(await store.keep(id, 'Prefers e-mail.', 5), undefined);
    const other = await bench.database();
    const window = new NoteStore(() => Promise.resolve(other));
    const note = await window.read({ ...id, mail: ' KIM@example.com ' });
    assert.deepEqual(note, { text: 'Prefers e-mail.', savedAt: 5 });
    assert.equal(await window.read({ ...id, account: 'classic:bo' }), undefined);
  });

  it('are deleted with their last letter', async () => {
    await store.keep(id, 'x', 1);
    await store.keep(id, '', 2);
    assert.deepEqual([rows(), await store.read(id)], [[], undefined]);
  });

  it('are written as they were typed last, and not once for each key press', async () => {
    let writes = 0;
    const counted: Database = {
      ...{ all: database.all.bind(database), get: database.get.bind(database) },
      ...{ erase: database.erase.bind(database), close: database.close.bind(database) },
      onDidChange: database.onDidChange,
      writeInParts: database.writeInParts.bind(database),
      write: (topics, work) => {
        writes += 1;
        assert.deepEqual(topics, ['notes']);
        return database.write(topics, work);
      },
    };
    const typing = new NoteStore(() => Promise.resolve(counted));
    const texts = Array.from({ length: 50 }, (_, length) => 'a'.repeat(length + 1));
    const done = await Promise.all(texts.map((text, at) => typing.keep(id, text, at)));
    assert.deepEqual(
      done.filter((fault) => fault !== undefined),
      [],
    );
    assert.deepEqual(rows(), [
      { account: id.account, person: 'kim@example.com', text: 'a'.repeat(50), saved_at: 49 },
    ]);
    assert.ok(writes < 5, String(writes));
  });

  it('of another window that are newer stay', async () => {
    await store.keep(id, 'newer', 10);
    await store.keep(id, 'older', 5);
    assert.deepEqual(await store.read(id), { text: 'newer', savedAt: 10 });
  });

  it('that could not be stored are not lost, and the reason is returned', async () => {
    const full = new NoteStore(() => Promise.reject(new StorageError('full', 'ENOSPC')));
    assert.equal(await full.keep(id, 'kept in memory', 3), 'full');
    assert.deepEqual(await full.read(id), { text: 'kept in memory', savedAt: 3 });
  });
});
