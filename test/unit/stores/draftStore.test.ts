import assert from 'node:assert/strict';
import {
  DraftStore,
  type DraftFault,
  type DraftId,
  type DraftStorage,
} from '../../../src/core/stores/draftStore';
import { StorageError, type StorageFault } from '../../../src/core/stores/storageError';
import { FakeClock } from '../sandbox/fakeClock';
import { turn } from './support/turn';

const id: DraftId = { account: 'classic:ada@example.com', subject: 'ticket.new' };
const other: DraftId = { account: 'classic:ben@example.com', subject: 'ticket.edit/7QK2P' };

/** A disk in memory that counts its writes and refuses them while it is told to. */
class Disk implements DraftStorage {
  readonly entries = new Map<string, string>();
  fault: StorageFault | undefined;
  writes = 0;

  write(key: string, text: string): Promise<void> {
    if (this.fault) return Promise.reject(new StorageError(this.fault, 'TEST'));
    this.writes += 1;
    this.entries.set(key, text);
    return Promise.resolve();
  }

  read(key: string): Promise<string | undefined> {
    return Promise.resolve(this.entries.get(key));
  }

  remove(key: string): Promise<void> {
    this.entries.delete(key);
    return Promise.resolve();
  }

  keys(): Promise<readonly string[]> {
    return Promise.resolve([...this.entries.keys()]);
  }
}

describe('drafts', () => {
  let disk: Disk;
  let clock: FakeClock;
  let store: DraftStore;

  beforeEach(() => {
    disk = new Disk();
    clock = new FakeClock();
    store = new DraftStore(disk, clock);
  });
  afterEach(() => store.dispose());

  const type = (message: string, of = id): void => store.keep(of, `Title of ${message}`, { message });
  /** The same machine after the extension host was killed: nothing but the disk is left. */
  const reborn = (): DraftStore => new DraftStore(disk, clock);
  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await turn();
  }

  it('are on disk 300 ms after the first key, however long the typing goes on', async () => {
    for (const message of ['a', 'ab', 'abc']) {
      type(message);
      await pass(100);
    }
    assert.equal(disk.writes, 1);
    assert.deepEqual((await reborn().get(id))?.values, { message: 'abc' });
    type('abcd');
    await pass(300);
    assert.deepEqual((await reborn().get(id))?.values, { message: 'abcd' });
    assert.equal(disk.writes, 2);
  });

  it('come back after a kill with what was typed until then', async () => {
    type('first');
    await pass(300);
    type('first and a little more');
    const after = reborn();
    assert.deepEqual(await after.get(id), {
      ...id,
      title: 'Title of first',
      savedAt: '2026-07-01T12:00:00.000Z',
      values: { message: 'first' },
    });
    assert.deepEqual((await store.get(id))?.values, { message: 'first and a little more' });
  });

  it('are written at once by a flush, all or one', async () => {
    type('one');
    type('two', other);
    assert.equal(await store.flush(id), undefined);
    assert.equal(disk.writes, 1);
    assert.equal(await store.flush(), undefined);
    assert.equal(disk.writes, 2);
    assert.equal(clock.pending, 0);
  });

  it('are written when the window closes', async () => {
    type('last words');
    store.dispose();
    await turn();
    assert.deepEqual((await reborn().get(id))?.values, { message: 'last words' });
  });

  it('of two windows do not overwrite each other', async () => {
    const second = reborn();
    type('here');
    second.keep(other, 'There', { message: 'there' });
    await Promise.all([store.flush(), second.flush()]);
    assert.deepEqual((await store.list()).map(({ subject }) => subject).sort(), [
      'ticket.edit/7QK2P',
      'ticket.new',
    ]);
    assert.deepEqual((await store.get(other))?.values, { message: 'there' });
  });

  it('never hold a password, wherever it stands and whatever it is called', async () => {
    const values = {
      login: 'a@b.example',
      password: 'hunter2',
      current_password: 'hunter2',
      more: [{ newPassword: 'hunter2', name: 'A' }],
    };
    store.keep({ ...id, subject: 'agent.new' }, 'New agent', values);
    await store.flush();
    assert.ok(![...disk.entries.values()].join().includes('hunter2'));
    const kept = await store.get({ ...id, subject: 'agent.new' });
    assert.deepEqual(kept?.values, { login: 'a@b.example', more: [{ name: 'A' }] });
  });

  it('of nothing but a password are none, and take an older one away', async () => {
    type('a');
    await store.flush();
    store.keep(id, 'Nothing', { password: 'hunter2' });
    await turn();
    assert.equal(disk.entries.size, 0);
    assert.equal(await store.get(id), undefined);
  });

  it('are listed with title and time, newest first, of one account or all', async () => {
    type('old');
    clock.advance(1_000);
    type('new', other);
    await store.flush(id);
    assert.deepEqual(await store.list(), [
      { ...other, title: 'Title of new', savedAt: '2026-07-01T12:00:01.000Z' },
      { ...id, title: 'Title of old', savedAt: '2026-07-01T12:00:00.000Z' },
    ]);
    assert.deepEqual(
      (await store.list(id.account)).map(({ subject }) => subject),
      ['ticket.new'],
    );
  });

  it('are gone for good once discarded, also while they are being written', async () => {
    type('a');
    const writing = store.flush();
    const discarding = store.discard(id);
    await Promise.all([writing, discarding]);
    await pass(1_000);
    assert.equal(disk.entries.size, 0);
    assert.equal(await store.get(id), undefined);
    assert.deepEqual(await store.list(), []);
  });

  it('tell when they change', async () => {
    const told: string[] = [];
    store.onDidChange(({ subject }) => told.push(subject));
    type('a');
    await store.flush();
    await store.discard(id);
    assert.deepEqual(told, ['ticket.new', 'ticket.new', 'ticket.new']);
  });

  for (const fault of ['full', 'read-only', 'broken'] as const) {
    it(`stay in memory where the disk is ${fault}, say so, and are written once it takes them`, async () => {
      const told: DraftFault[] = [];
      store.onDidFail((failed) => told.push(failed.fault));
      disk.fault = fault;
      type('precious');
      await pass(300);
      assert.deepEqual(told, [fault]);
      assert.deepEqual((await store.get(id))?.values, { message: 'precious' });
      assert.equal((await store.list())[0]?.unsaved, fault);
      assert.equal(await store.flush(), fault);
      disk.fault = undefined;
      type('precious!');
      await pass(300);
      assert.equal((await store.list())[0]?.unsaved, undefined);
      assert.deepEqual((await reborn().get(id))?.values, { message: 'precious!' });
    });
  }

  it('that are too large stay in memory, and the last that fitted stays on disk', async () => {
    store = new DraftStore(disk, clock, { maxBytes: 300 });
    type('small');
    assert.equal(await store.flush(), undefined);
    type('é'.repeat(150));
    assert.equal(await store.flush(), 'too-large');
    assert.deepEqual((await reborn().get(id))?.values, { message: 'small' });
  });

  it('are never dropped to make room: one too many stays in memory', async () => {
    store = new DraftStore(disk, clock, { maxDrafts: 1 });
    type('first');
    assert.equal(await store.flush(), undefined);
    type('second', other);
    assert.equal(await store.flush(), 'too-many');
    type('first, more');
    assert.equal(await store.flush(id), undefined);
    await store.discard(id);
    assert.equal(await store.flush(), undefined);
    assert.deepEqual((await reborn().get(other))?.values, { message: 'second' });
  });

  it('that are torn or no drafts at all count as none and hide no other', async () => {
    type('good');
    await store.flush();
    const [key = ''] = disk.entries.keys();
    const good = disk.entries.get(key) ?? '';
    for (const odd of ['', '{"account":', '7', 'null', '{"account":1}', good])
      disk.entries.set(`x${odd.length}`, odd);
    assert.equal((await store.list()).length, 1);
    disk.entries.set(key, good.slice(0, 20));
    assert.equal(await store.get(id), undefined);
  });
});
