import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DraftStore, type DraftId } from '../../../src/core/stores/draftStore';
import { DraftFiles } from '../../../src/core/stores/fileStorage';
import { StorageError } from '../../../src/core/storage/storageError';
import { FakeClock } from '../sandbox/fakeClock';

const id: DraftId = { account: 'classic:ada@example.com', subject: 'reply/7QK2P' };

describe('drafts in files', () => {
  let root: string;
  let folder: string;
  let store: DraftStore;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'drafts-'));
    folder = path.join(root, 'not', 'there yet');
    store = new DraftStore(new DraftFiles(folder), new FakeClock());
  });
  afterEach(async () => {
    store.dispose();
    await rm(root, { recursive: true, force: true });
  });

  it('come back in another process, from a folder that is made when it is needed', async () => {
    assert.deepEqual(await store.list(), []);
    void store.keep(id, 'Reply', { message: 'Hello ☃' });
    assert.equal(await store.flush(), undefined);
    const next = new DraftStore(new DraftFiles(folder), new FakeClock());
    assert.deepEqual((await next.get(id))?.values, { message: 'Hello ☃' });
    assert.equal((await next.list()).length, 1);
    await next.discard(id);
    await next.discard(id);
    assert.deepEqual(await readdir(folder), []);
  });

  it('have names that say nothing, and can be read by their owner only', async () => {
    void store.keep(id, 'Reply', { message: 'Hello' });
    await store.flush();
    const names = await readdir(folder);
    assert.equal(names.length, 1);
    assert.match(names[0] ?? '', /^[0-9a-f]{40}\.json$/);
    const { mode } = await stat(path.join(folder, names[0] ?? ''));
    if (process.platform !== 'win32') assert.equal(mode & 0o077, 0);
  });

  it('are replaced whole or not at all: what a killed write left is no draft and is cleared away', async () => {
    void store.keep(id, 'Reply', { message: 'Whole' });
    await store.flush();
    const [name = ''] = await readdir(folder);
    const left = path.join(folder, name.replace('.json', '.0.part'));
    await writeFile(left, '{"account":"classic:ada@exam');
    assert.deepEqual((await store.get(id))?.values, { message: 'Whole' });
    assert.equal((await store.list()).length, 1);
    const longAgo = new Date(Date.now() - 2 * 60 * 60_000);
    await utimes(left, longAgo, longAgo);
    await store.list();
    assert.deepEqual(await readdir(folder), [name]);
  });

  it('leave no part behind where a write failed', async () => {
    const files = new DraftFiles(folder);
    await mkdir(path.join(folder, 'a.json'), { recursive: true });
    await assert.rejects(files.write('a', 'text'), StorageError);
    assert.deepEqual(await readdir(folder), ['a.json']);
  });

  it('stay in memory where the folder cannot be made', async () => {
    await writeFile(path.join(root, 'not'), 'a file in the way');
    void store.keep(id, 'Reply', { message: 'Precious' });
    assert.equal(await store.flush(), 'broken');
    assert.deepEqual((await store.get(id))?.values, { message: 'Precious' });
    await rm(path.join(root, 'not'));
    assert.equal(await store.flush(), undefined);
    const [name = ''] = await readdir(folder);
    assert.match(await readFile(path.join(folder, name), 'utf8'), /Precious/);
  });

  it('say by the system’s code why the disk takes nothing', () => {
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
