import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Topic } from '../../../src/core/storage/schema';
import type { Database, Writer } from '../../../src/core/storage/database';
import { stateValue } from '../../../src/core/storage/stateStore';
import { FakeClock } from '../support/fakeClock';
import { commitsSeenBy } from './support/commits';
import { StorageBench } from './support/storageBench';

interface Fault {
  readonly fault: string;
}

const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

function addDraft(writer: Writer, subject: string, content = '{}'): void {
  const sql = 'INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, ?, ?, ?, ?)';
  writer.run(sql, 'classic:ada', subject, 'Title', 1, content);
}

function subjectsIn(database: Database): string[] {
  return database.all('SELECT subject FROM drafts ORDER BY subject').map(({ subject }) => String(subject));
}

describe('SqliteDatabase', () => {
  let bench: StorageBench;
  let clock: FakeClock;
  beforeEach(() => {
    bench = new StorageBench();
    clock = new FakeClock();
  });
  afterEach(() => bench.dispose());
  /** Holds the lock as another process does. @returns a function that releases it */
  const lock = (): (() => void) => {
    const other = new DatabaseSync(bench.file);
    other.exec('BEGIN IMMEDIATE');
    return () => other.close();
  };

  it('commits all work of one turn in one transaction', async () => {
    const database = await bench.database({ clock });
    const other = await bench.database();
    const version = (): unknown => other.get('PRAGMA data_version')?.data_version;
    const before = Number(version());
    await Promise.all(
      ['a', 'b', 'c'].map((subject) => database.write(['drafts'], (writer) => addDraft(writer, subject))),
    );
    assert.equal(Number(version()), before + 1);
    assert.deepEqual(subjectsIn(other), ['a', 'b', 'c']);
  });

  it('returns the result of the work after the commit', async () => {
    const database = await bench.database();
    const other = await bench.database();
    const { changes, lastId } = await database.write(['audit'], (writer) =>
      writer.run('INSERT INTO audit (account, entry) VALUES (?, ?)', 'classic:ada', '{}'),
    );
    assert.deepEqual([changes, lastId], [1, 1]);
    assert.equal(other.get('SELECT count(*) AS count FROM audit')?.count, 1);
  });

  it('rolls back only the work that throws, not the rest of the turn', async () => {
    const database = await bench.database();
    const results = await Promise.allSettled([
      database.write(['drafts'], (writer) => addDraft(writer, 'a')),
      database.write(['drafts'], (writer) => {
        addDraft(writer, 'b');
        throw new RangeError('not today');
      }),
      database.write(['drafts'], (writer) => addDraft(writer, 'a')),
      database.write(['drafts'], (writer) => addDraft(writer, 'c')),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.ok(results[1].status === 'rejected' && results[1].reason instanceof RangeError);
    assert.ok(results[2].status === 'rejected');
    assert.equal((results[2].reason as Error).name, 'StorageError');
    assert.deepEqual(subjectsIn(database), ['a', 'c']);
  });

  it('reports the changed topics once per commit, after its promises resolved', async () => {
    const database = await bench.database({ clock });
    const order: string[] = [];
    database.onDidChange((topics) => order.push([...topics].sort().join()));
    await Promise.all([
      database.write(['drafts'], (writer) => addDraft(writer, 'a')).then(() => order.push('resolved')),
      database.write(['state'], () => undefined),
      database.write([], () => undefined),
    ]);
    await nextTurn();
    assert.deepEqual(order, ['resolved', 'drafts,state']);
    await assert.rejects(
      database.write(['audit'], () => {
        throw new Error('not today');
      }),
    );
    await nextTurn();
    assert.equal(order.length, 2, 'work that was rolled back changed nothing');
  });

  it('reports changes of another connection without a query', async () => {
    const [mine, other] = [await bench.database(), await bench.database()];
    const received = new Promise<ReadonlySet<Topic>>((resolve) => mine.onDidChange(resolve));
    await other.write(['drafts'], (writer) => addDraft(writer, 'a'));
    assert.deepEqual([...(await received)], ['drafts']);
    assert.deepEqual(subjectsIn(mine), ['a']);
  });

  it('finishes pending work before it closes, and rejects later work', async () => {
    const database = await bench.database();
    const last = database.write(['drafts'], (writer) => addDraft(writer, 'a'));
    await database.close();
    await last;
    await assert.rejects(
      database.write(['drafts'], (writer) => addDraft(writer, 'b')),
      { name: 'StorageError', fault: 'broken', code: 'CLOSED' },
    );
    await database.close();
    assert.deepEqual(subjectsIn(await bench.database()), ['a']);
  });

  it('does not wait in a turn for the lock of another connection, and writes in a later one', async () => {
    const database = await bench.database({ clock });
    const write = { isDone: false };
    const unlock = lock();
    void database.write(['drafts'], (writer) => addDraft(writer, 'a')).then(() => (write.isDone = true));
    for (const waitMs of [1, 2, 5, 10, 20, 20]) {
      while (clock.next === undefined) await nextTurn();
      // SQLite's own wait would block the thread, and with it the release of the lock.
      assert.equal(database.get('PRAGMA busy_timeout')?.timeout, 0);
      assert.equal(clock.next - clock.now(), waitMs);
      clock.advance(waitMs);
      await nextTurn();
    }
    assert.deepEqual(subjectsIn(database), []);
    unlock();
    while (!write.isDone) {
      clock.advance(1);
      await nextTurn();
    }
    assert.deepEqual(subjectsIn(database), ['a']);
  });

  it('rejects all work that could not be written for ten seconds', async () => {
    const database = await bench.database({ clock });
    const unlock = lock();
    const work = ['a', 'b'].map((subject) => database.write([], (writer) => addDraft(writer, subject)));
    let results: readonly PromiseSettledResult<void>[] | undefined;
    void Promise.allSettled(work).then((settled) => (results = settled));
    const since = clock.now();
    while (!results) {
      clock.advance(20);
      await nextTurn();
    }
    assert.ok(clock.now() - since >= 10_000);
    const faults = results.map((result) => result.status === 'rejected' && (result.reason as Fault).fault);
    assert.deepEqual(faults, ['locked', 'locked']);
    unlock();
    await database.write([], (writer) => addDraft(writer, 'c'));
    assert.deepEqual(subjectsIn(database), ['c']);
  });

  it('commits the rest one by one after work that fills the disk', async () => {
    const database = await bench.database({ clock, maxPages: 80 });
    const results = Promise.allSettled([
      database.write([], (writer) => addDraft(writer, 'a')),
      database.write([], (writer) => addDraft(writer, 'large', 'x'.repeat(1_000_000))),
      database.write([], (writer) => addDraft(writer, 'b')),
    ]);
    assert.deepEqual(
      (await results).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(subjectsIn(database), ['a', 'b']);
  });

  it('begins no further work in a transaction that has taken five milliseconds', async () => {
    const database = await bench.database({ clock });
    const turns: string[] = [];
    const add = (subject: string, tookMs: number): Promise<unknown> =>
      database.write(['drafts'], (writer) => {
        addDraft(writer, subject);
        clock.advance(tookMs);
        turns.push(subject);
        if (tookMs > 0) setImmediate(() => turns.push('turn'));
      });
    const commits = commitsSeenBy(await bench.database());
    const all = [add('a', 2), add('b', 3), add('c', 0), add('d', 0)];
    await all[1];
    assert.equal(commits(), 1);
    await Promise.all(all);
    assert.equal(commits(), 2);
    assert.deepEqual(subjectsIn(database), ['a', 'b', 'c', 'd']);
    assert.deepEqual(turns, ['a', 'b', 'turn', 'turn', 'c', 'd']);
  });

  it('rejects an invalid statement with a StorageError', async () => {
    const database = await bench.database();
    assert.throws(() => database.all('SELECT nothing FROM nowhere'), {
      name: 'StorageError',
      fault: 'broken',
    });
  });
});

describe('stateValue', () => {
  let bench: StorageBench;
  beforeEach(() => {
    bench = new StorageBench();
  });
  afterEach(() => bench.dispose());

  it('keeps one JSON value per key across restarts', async () => {
    const database = await bench.database();
    const [one, other] = ['one', 'other'].map((key) => stateValue(() => Promise.resolve(database), key));
    assert.equal(await one?.read(), undefined);
    await one?.write({ list: [1, 'ü\u2028'] });
    await other?.write('text');
    await one?.write({ list: [2] });
    await database.close();
    const again = await bench.database();
    const values = ['one', 'other'].map((key) => stateValue(() => Promise.resolve(again), key));
    assert.deepEqual(await Promise.all(values.map((value) => value.read())), [{ list: [2] }, 'text']);
    await values[0]?.write(undefined);
    assert.equal(await values[0]?.read(), undefined);
  });

  it('reads a value that is not JSON as absent', async () => {
    const database = await bench.database();
    await database.write(['state'], (writer) =>
      writer.run('INSERT INTO state (key, value) VALUES (?, ?)', 'one', '{"torn'),
    );
    assert.equal(await stateValue(() => Promise.resolve(database), 'one').read(), undefined);
  });
});
