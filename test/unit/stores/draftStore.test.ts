import assert from 'node:assert/strict';
import type { DraftFault, DraftId } from '../../../src/core/stores/drafts/draft';
import { DraftStore } from '../../../src/core/stores/drafts/draftStore';
import { FakeClock } from '../support/fakeClock';
import { DraftDisk } from './support/draftDisk';
import { turn } from './support/turn';

const id: DraftId = { account: 'classic:ada@example.com', subject: 'ticket.new' };
const other: DraftId = { account: 'classic:ben@example.com', subject: 'ticket.edit/7QK2P' };

describe('DraftStore', () => {
  let disk: DraftDisk;
  let clock: FakeClock;
  let store: DraftStore;

  beforeEach(() => {
    disk = new DraftDisk();
    clock = new FakeClock();
    store = new DraftStore(disk, clock);
  });
  afterEach(() => store.dispose());

  const type = (message: string, of = id): ReturnType<DraftStore['keep']> =>
    store.keep(of, `Title of ${message}`, { message });
  /** The machine after the extension host was killed: only the disk remains. */
  const reborn = (): DraftStore => new DraftStore(disk, clock);
  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await turn();
  }

  it('writes a draft to disk on the first edit, without a delay', async () => {
    void type('a');
    await turn();
    assert.deepEqual((await reborn().get(id))?.values, { message: 'a' });
    assert.equal(clock.pending, 0);
  });

  it('writes the newest of the edits made during a write right after it', async () => {
    const slow = disk.hold();
    const first = type('a');
    await turn();
    const writing = [first, ...['ab', 'abc', 'abcd'].map((message) => type(message))];
    slow();
    assert.deepEqual(await Promise.all(writing), [undefined, undefined, undefined, undefined]);
    assert.equal(disk.writes, 2);
    assert.deepEqual((await reborn().get(id))?.values, { message: 'abcd' });
  });

  it('restores drafts with all edits after the process was killed', async () => {
    await type('first');
    disk.hold();
    void type('first and a little more');
    await turn();
    assert.deepEqual(await new DraftStore(disk, clock).get(id), {
      ...id,
      title: 'Title of first',
      savedAt: '2026-07-01T12:00:00.000Z',
      values: { message: 'first' },
    });
    assert.equal((await store.list())[0]?.title, 'Title of first and a little more');
  });

  it('keeps a draft that is edited after its discard, even on a slow disk', async () => {
    const slow = disk.hold();
    void type('a');
    await turn();
    void type('ab');
    void store.discard(id);
    const last = type('b');
    slow();
    assert.equal(await last, undefined);
    await turn();
    assert.deepEqual((await reborn().get(id))?.values, { message: 'b' });
  });

  it('reports the time of the last edit, even after a discard', async () => {
    assert.equal(await store.lastEditAt(id), 0);
    await store.keep(id, 'Title', { message: 'a' }, { at: 5_000 });
    assert.equal(await reborn().lastEditAt(id), 5_000);
    assert.equal((await store.get(id))?.savedAt, '1970-01-01T00:00:05.000Z');
    await store.discard(id);
    assert.equal(await store.lastEditAt(id), 5_000);
    assert.equal(await store.lastEditAt(other), 0);
  });

  it('writes all drafts to disk on flush', async () => {
    void type('one');
    void type('two', other);
    assert.equal(await store.flush(), undefined);
    assert.equal(disk.writes, 2);
    assert.equal(await store.flush(), undefined);
    assert.equal(disk.writes, 2);
  });

  it('writes drafts when the window closes', async () => {
    void type('last words');
    store.dispose();
    await turn();
    assert.deepEqual((await reborn().get(id))?.values, { message: 'last words' });
  });

  it('does not overwrite drafts of another window', async () => {
    const second = reborn();
    void type('here');
    void second.keep(other, 'There', { message: 'there' });
    await Promise.all([store.flush(), second.flush()]);
    assert.deepEqual((await store.list()).map(({ subject }) => subject).sort(), [
      'ticket.edit/7QK2P',
      'ticket.new',
    ]);
    assert.deepEqual((await store.get(other))?.values, { message: 'there' });
  });

  it('does not replace or delete a version of another window that was not seen', async () => {
    const second = reborn();
    await store.keep(id, 'Title', { message: 'Hello' }, { at: 1_000, seen: 0 });
    await second.keep(id, 'Title', { message: 'World' }, { at: 900, seen: 1_000 });
    for (const values of [{ message: 'Hello!' }, {}, { password: 'hunter2' }]) {
      assert.equal(await store.keep(id, 'Title', values, { at: 2_000, seen: 1_000 }), 'changed');
      assert.deepEqual((await store.get(id))?.values, { message: 'World' });
    }
    await store.keep(id, 'Title', {}, { at: 2_001, seen: 900 });
    assert.equal(await second.get(id), undefined);
    assert.equal(await second.keep(id, 'Title', { message: 'x' }, { at: 3_000, seen: 900 }), 'changed');
  });

  it('stores input without a time also if the clock of another window was ahead', async () => {
    await reborn().keep(id, 'Title', { message: 'ahead' }, { at: clock.now() + 60_000 });
    await type('now');
    assert.deepEqual((await reborn().get(id))?.values, { message: 'now' });
    await store.keep(id, 'Title', {});
    assert.equal(await reborn().get(id), undefined);
  });

  it('never stores a password, at any depth and under any name', async () => {
    const values = {
      login: 'a@b.example',
      password: 'hunter2',
      current_password: 'hunter2',
      more: [{ newPassword: 'hunter2', name: 'A' }],
    };
    void store.keep({ ...id, subject: 'agent.new' }, 'New agent', values);
    await store.flush();
    assert.ok(!JSON.stringify([...disk.entries.values()]).includes('hunter2'));
    const kept = await store.get({ ...id, subject: 'agent.new' });
    assert.deepEqual(kept?.values, { login: 'a@b.example', more: [{ name: 'A' }] });
  });

  it('stores the values before editing with a draft, without passwords', async () => {
    const base = { subject: 'Zipper', password: 'hunter2' };
    void store.keep(id, 'Title', { subject: 'Zip' }, { at: 5_000, base });
    await store.flush();
    assert.deepEqual((await store.get(id))?.base, { subject: 'Zipper' });
    await store.keep(id, 'Title', { message: 'Hi' }, { at: 6_000, base: {} });
    assert.equal((await store.get(id))?.base, undefined);
    assert.deepEqual(Object.keys((await store.list())[0] ?? {}), ['account', 'subject', 'title', 'savedAt']);
  });

  it('removes a draft if only a password is left', async () => {
    void type('a');
    await store.flush();
    void store.keep(id, 'Nothing', { password: 'hunter2' });
    await turn();
    assert.equal(disk.entries.size, 0);
    assert.equal(await store.get(id), undefined);
  });

  it('lists drafts with title and time, newest first, of one account or all', async () => {
    void type('old');
    clock.advance(1_000);
    void type('new', other);
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

  it('keeps a draft deleted once discarded, even during a write', async () => {
    void type('a');
    const writing = store.flush();
    const discarding = store.discard(id);
    await Promise.all([writing, discarding]);
    await pass(1_000);
    assert.equal(disk.entries.size, 0);
    assert.equal(await store.get(id), undefined);
    assert.deepEqual(await store.list(), []);
  });

  it('treats edits after the clock was set back as newer', async () => {
    await store.keep(id, 'New', { message: 'before' });
    clock.setBack(3_600_000);
    await store.keep(id, 'New', { message: 'after' });
    assert.deepEqual((await reborn().get(id))?.values, { message: 'after' });
    assert.ok((await store.lastEditAt(id)) > clock.now());
  });

  it('reports changes', async () => {
    const reported: string[] = [];
    store.onDidChange(({ subject }) => reported.push(subject));
    void type('a');
    await store.flush();
    await store.discard(id);
    assert.deepEqual(reported, ['ticket.new', 'ticket.new', 'ticket.new']);
  });

  for (const fault of ['full', 'read-only', 'broken'] as const) {
    it(`keeps drafts in memory while the disk is ${fault}, reports it, and writes them later`, async () => {
      const reported: DraftFault[] = [];
      store.onDidFail((failed) => reported.push(failed.fault));
      disk.fault = fault;
      void type('precious');
      await turn();
      assert.deepEqual(reported, [fault]);
      assert.deepEqual((await store.get(id))?.values, { message: 'precious' });
      assert.equal((await store.list())[0]?.unsaved, fault);
      assert.equal(await store.flush(), fault);
      disk.fault = undefined;
      void type('precious!');
      await turn();
      assert.equal((await store.list())[0]?.unsaved, undefined);
      assert.deepEqual((await reborn().get(id))?.values, { message: 'precious!' });
    });
  }

  it('keeps a draft that is too large in memory, and its last smaller version on disk', async () => {
    store = new DraftStore(disk, clock, { maxBytes: 300 });
    void type('small');
    assert.equal(await store.flush(), undefined);
    void type('é'.repeat(150));
    assert.equal(await store.flush(), 'too-large');
    assert.deepEqual((await reborn().get(id))?.values, { message: 'small' });
  });

  it('never evicts a draft: one above the limit stays in memory', async () => {
    store = new DraftStore(disk, clock, { maxDrafts: 1 });
    void type('first');
    assert.equal(await store.flush(), undefined);
    void type('second', other);
    assert.equal(await store.flush(), 'too-many');
    void type('first, more');
    assert.equal(await store.flush(id), undefined);
    await store.discard(id);
    assert.equal(await store.flush(), undefined);
    assert.deepEqual((await reborn().get(other))?.values, { message: 'second' });
  });

  it('replaces what is stored by what was kept in memory while the disk was full', async () => {
    await store.keep(id, 'Title', { message: 'a' }, { at: 1_000, seen: 0 });
    disk.fault = 'full';
    assert.equal(await store.keep(id, 'Title', { message: 'ab' }, { at: 2_000, seen: 1_000 }), 'full');
    disk.fault = undefined;
    assert.equal(await store.keep(id, 'Title', { message: 'abc' }, { at: 3_000, seen: 2_000 }), undefined);
    assert.deepEqual((await reborn().get(id))?.values, { message: 'abc' });
  });

  it('never offers again what was sent, and keeps what is left, if the disk fails', async () => {
    await store.keep(id, 'Title', { message: 'sent', status: 'solved' }, { at: 1_000 });
    disk.fault = 'full';
    const rest = { status: 'solved' };
    assert.equal(await store.keep(id, 'Title', rest, { at: 1_001, seen: 1_000 }), 'full');
    assert.deepEqual((await store.get(id))?.values, rest);
    disk.fault = undefined;
    assert.equal(await store.flush(), undefined);
  });
});
