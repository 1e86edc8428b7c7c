import assert from 'node:assert/strict';
import { deleteKept } from '../../../src/core/localData/deleteKept';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { runSearchTask, type SearchTask } from '../../../src/core/localData/searchTasks';
import type { Database } from '../../../src/core/storage/database';
import { withStepSizes } from '../storage/support/stepSizes';
import { account, KeptBench, ticket } from './support/keptBench';

/** Rows that a step may change, in its table and by triggers: a few milliseconds on a slow disk. */
const most = 64;

describe('work on everything that is kept', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let database: Database;
  let kept: KeptItems;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
    const tickets = Array.from({ length: 200 }, (_, at) =>
      ticket(`t${at}`, at, `common words ${at} `.repeat(20)),
    );
    await Promise.all(tickets.map((one) => kept.keepTicket(account, one, bench.clock.now())));
    for (let list = 0; list < 100; list += 1) {
      await database.write([], (writer) =>
        writer.run("INSERT INTO kept_lists VALUES (?, ?, 1, '[]')", account, `list ${list}`),
      );
    }
  });
  afterEach(() => bench.dispose());
  const rows = (table: string): number =>
    Number(database.get(`SELECT count(*) AS count FROM ${table}`)?.count);
  const sizesOf = async (work: (sized: Database) => Promise<unknown>): Promise<readonly number[]> => {
    const sized = withStepSizes(database);
    await work(sized);
    return sized.sizes;
  };
  const assertSmall = (sizes: readonly number[]): void => {
    assert.ok(sizes.length >= 10 && Math.max(...sizes) <= most, sizes.join());
  };
  const run = (task: SearchTask): Promise<readonly number[]> =>
    sizesOf((sized) => runSearchTask(sized, task));
  const query = { account, mail: 'kim@example.com', since: 0, limit: 3 };
  const period = { account, from: 0, to: 4e12, now: 0 };

  it('indexes a document a step', async () => {
    assertSmall(await run({ kind: 'index' }));
    assert.equal(rows('kept_items WHERE is_indexed = 0'), 0);
  });

  it('notes whom old items are about in small steps', async () => {
    await database.write([], (writer) => writer.run('UPDATE kept_items SET person = NULL'));
    assertSmall(await run({ kind: 'history', query }));
    assert.equal(rows('kept_items WHERE person IS NULL'), 0);
  });

  it('derives what reports count in small steps', async () => {
    assertSmall(await run({ kind: 'report', query: period }));
    assert.equal(rows('report_due'), 0);
  });

  it('is deleted in small steps, also from the index', async () => {
    await run({ kind: 'index' });
    await kept.keepTicket('classic:bo', ticket('T1', 1, 'of another account'), bench.clock.now());
    await run({ kind: 'index' });
    assertSmall(await sizesOf((sized) => deleteKept(sized, account)));
    assert.deepEqual([rows('kept_items'), rows('kept_lists'), rows('kept_removed')], [1, 0, 200]);
    const purged = await run({ kind: 'purge' });
    assert.ok(purged.length >= 10 && Math.max(...purged.slice(1)) <= most, purged.join());
    assert.equal(rows('kept_removed'), 0);
  });
});
