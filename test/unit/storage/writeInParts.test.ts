import assert from 'node:assert/strict';
import type { Database, Writer } from '../../../src/core/storage/database';
import { FakeClock } from '../support/fakeClock';
import { commitsSeenBy } from './support/commits';
import { StorageBench } from './support/storageBench';

const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

function addDraft(writer: Writer, subject: string): void {
  const sql = 'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)';
  writer.run(sql, 'classic:ada', subject, 'Title', 1, '{}');
}

function subjectsIn(database: Database): string[] {
  return database.all('SELECT subject FROM drafts ORDER BY subject').map(({ subject }) => String(subject));
}

describe('Database.writeInParts', () => {
  let bench: StorageBench;
  let clock: FakeClock;
  beforeEach(() => {
    bench = new StorageBench();
    clock = new FakeClock();
  });
  afterEach(() => bench.dispose());

  const add = (tookMs: number) => (writer: Writer, at: number) => {
    addDraft(writer, String(at));
    clock.advance(tookMs);
    return at < 9 ? at + 1 : undefined;
  };
  const all = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

  it('ends a transaction after four milliseconds, and pauses for as long', async () => {
    const database = await bench.database({ clock });
    const other = await bench.database();
    const commits = commitsSeenBy(other);
    const done = database.writeInParts(['drafts'], 0, add(1));
    const seen: number[] = [];
    for (const count of [4, 8]) {
      while (subjectsIn(other).length < count) await nextTurn();
      await nextTurn();
      seen.push(commits(), subjectsIn(other).length);
      clock.advance(3);
      await nextTurn();
      assert.equal(subjectsIn(other).length, count, 'it pauses');
      clock.advance(1);
    }
    await done;
    assert.deepEqual([...seen, commits(), ...subjectsIn(other)], [1, 4, 2, 8, 3, ...all]);
  });

  it('goes on with other work in the pauses', async () => {
    const database = await bench.database({ clock });
    const done = database.writeInParts(['drafts'], 0, add(4));
    while (subjectsIn(database).length === 0) await nextTurn();
    await database.write(['drafts'], (writer) => addDraft(writer, 'other'));
    assert.deepEqual(subjectsIn(database), ['0', 'other']);
    const parts = { isDone: false };
    void done.then(() => (parts.isDone = true));
    while (!parts.isDone) {
      clock.advance(1);
      await nextTurn();
    }
    assert.deepEqual(subjectsIn(database), [...all, 'other']);
  });

  it('repeats no step that was committed, and all steps of a part that was rolled back', async () => {
    const database = await bench.database({ clock });
    const parts = database.writeInParts(['drafts'], 0, add(0));
    const failing = database.write([], () => {
      throw new RangeError('not today');
    });
    await assert.rejects(failing, RangeError);
    await parts;
    assert.deepEqual(subjectsIn(database), all);
  });

  it('rejects with the error of a step, and keeps the parts before it', async () => {
    const database = await bench.database({ clock });
    const done = database.writeInParts(['drafts'], 0, (writer, at) => {
      if (at === 4) throw new RangeError('not today');
      return add(4)(writer, at);
    });
    const failed = assert.rejects(done, RangeError);
    const parts = { isOver: false };
    void failed.finally(() => (parts.isOver = true));
    while (!parts.isOver) {
      clock.advance(1);
      await nextTurn();
    }
    assert.deepEqual(subjectsIn(database), ['0', '1', '2', '3']);
  });

  it('ends each transaction also while the clock stands still or is set back', async () => {
    const database = await bench.database({ clock });
    const steps: number[] = [];
    const done = database.writeInParts([], 0, (_writer, at) => {
      steps.push(at);
      return at < 199 ? at + 1 : undefined;
    });
    const parts = { isDone: false };
    void done.then(() => (parts.isDone = true));
    await nextTurn();
    await nextTurn();
    assert.ok(steps.length < 100, String(steps.length));
    while (!parts.isDone) {
      clock.advance(1);
      await nextTurn();
    }
    assert.equal(steps.length, 200);
  });
});
