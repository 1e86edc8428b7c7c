import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lazy } from '../../../src/core/base/lazy';
import { DraftRows } from '../../../src/core/stores/drafts/draftRows';
import type { DraftId } from '../../../src/core/stores/drafts/draft';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import type { Database } from '../../../src/core/storage/database';
import { StorageError } from '../../../src/core/storage/storageError';
import { FakeClock } from '../support/fakeClock';
import { testDatabase } from '../storage/support/testDatabase';

const id: DraftId = { account: 'classic:ada@example.com', subject: 'reply/7QK2P' };

describe('DraftRows', () => {
  let root: string;
  let folder: string;
  let databases: Lazy<Database>[];
  let store: DraftStore;

  /** The connection of one window to the database in the same folder. */
  const window = (): DraftStore => {
    const database = new Lazy(() => testDatabase(folder));
    databases.push(database);
    return new DraftStore(new DraftRows(() => database.get()), new FakeClock());
  };
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'drafts-'));
    folder = path.join(root, 'not', 'there yet');
    databases = [];
    store = window();
  });
  afterEach(async () => {
    store.dispose();
    for (const database of databases) await database.value?.close();
    await rm(root, { recursive: true, force: true });
  });

  it('returns drafts in another window, from a folder that is created on demand', async () => {
    assert.deepEqual(await store.list(), []);
    void store.keep(id, 'Reply', { message: 'Hello ☃' });
    assert.equal(await store.flush(), undefined);
    const next = window();
    assert.deepEqual((await next.get(id))?.values, { message: 'Hello ☃' });
    assert.equal((await next.list()).length, 1);
    await store.keep(id, 'Reply', { tags: ['a'] }, { base: { tags: [] } });
    assert.deepEqual((await next.get(id))?.base, { tags: [] });
    await next.discard(id);
    await next.discard(id);
    assert.deepEqual(await store.list(), []);
  });

  it('does not replace or delete what another window has stored since', async () => {
    const other = window();
    await store.keep(id, 'Reply', { message: 'Hello' }, { at: 1_000, seen: 0 });
    await other.keep(id, 'Reply', { message: 'World' }, { at: 2_000, seen: 1_000 });
    for (const values of [{ message: 'Hello!' }, {}]) {
      assert.equal(await store.keep(id, 'Reply', values, { at: 3_000, seen: 1_000 }), 'changed');
      assert.deepEqual((await store.get(id))?.values, { message: 'World' });
    }
    // Input that does not say what it replaces replaces all.
    await store.keep(id, 'Reply', { message: 'Hello\nWorld' });
    assert.deepEqual((await other.get(id))?.values, { message: 'Hello\nWorld' });
    await store.keep(id, 'Reply', {});
    assert.equal(await other.get(id), undefined);
  });

  it('reports what another window has stored', async () => {
    assert.deepEqual(await store.list(), []);
    const reported = new Promise((resolve) => store.onDidChangeStored(resolve));
    await window().keep(id, 'Reply', { message: 'Hello' });
    await reported;
  });

  it('keeps drafts in memory if the folder cannot be created, and stores them later', async () => {
    await writeFile(path.join(root, 'not'), 'a file in the way');
    void store.keep(id, 'Reply', { message: 'Precious' });
    assert.equal(await store.flush(), 'broken');
    assert.deepEqual((await store.get(id))?.values, { message: 'Precious' });
    await rm(path.join(root, 'not'));
    await mkdir(folder, { recursive: true });
    assert.equal(await store.flush(), undefined);
    assert.deepEqual((await window().get(id))?.values, { message: 'Precious' });
  });

  it('reads a draft without values from before editing, or with malformed ones', async () => {
    await store.keep(id, 'Reply', { tags: ['a'] }, { at: 1, base: { tags: [] } });
    const database = await testDatabase(folder);
    for (const base of [null, '', '{"torn":', '7', 'null', '[1]']) {
      await database.write(['drafts'], (writer) => writer.run('UPDATE drafts SET base = ?', base));
      const { values, base: read } = (await window().get(id)) ?? {};
      assert.deepEqual([values, read], [{ tags: ['a'] }, undefined]);
    }
    await database.close();
  });

  it('skips a malformed row, and returns all others', async () => {
    void store.keep(id, 'Reply', { message: 'good' });
    await store.flush();
    const database = await testDatabase(folder);
    await database.write(['drafts'], (writer) => {
      const sql = 'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)';
      for (const content of ['', '{"torn":', '7', 'null', '[1']) {
        writer.run(sql, 'classic:ada', `reply/${content.length}${content}`, 'Title', 1, content);
      }
      writer.run(sql, 'classic:ada', 'no such subject', 'Title', 1, '{}');
    });
    await database.close();
    assert.deepEqual(
      (await store.list()).map(({ title }) => title),
      ['Reply'],
    );
  });

  it('counts the drafts of all windows, and replaces an existing one', async () => {
    const rows = (): DraftStore => {
      const database = new Lazy(() => testDatabase(folder));
      databases.push(database);
      return new DraftStore(new DraftRows(() => database.get()), new FakeClock(), { maxDrafts: 2 });
    };
    const [one, other] = [rows(), rows()];
    void one.keep(id, 'First', { message: 'a' });
    assert.equal(await one.flush(), undefined);
    void other.keep({ ...id, subject: 'ticket.new' }, 'Second', { message: 'b' });
    assert.equal(await other.flush(), undefined);
    void one.keep({ ...id, subject: 'agent.new' }, 'Third', { name: 'c' });
    assert.equal(await one.flush(), 'too-many');
    void other.keep(id, 'First, more', { message: 'a and more' });
    assert.equal(await other.flush(), undefined);
  });
});

describe('StorageError', () => {
  it('derives the fault of the disk from the system’s error code', () => {
    const faultOf = (code: string) => StorageError.of(Object.assign(new Error('x'), { code })).fault;
    assert.deepEqual(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO'].map(faultOf), [
      'full',
      'full',
      'read-only',
      'read-only',
      'broken',
    ]);
    assert.equal(StorageError.of('odd').code, 'UNKNOWN');
  });
});
