import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { FailureError } from '../../../src/core/domain/failure';
import { FetchAhead, type Likely } from '../../../src/core/localData/fetchAhead';
import type { Database } from '../../../src/core/storage/database';
import { turn } from '../stores/support/turn';
import { account, KeptBench, row, ticket } from './support/keptBench';

describe('items that are fetched ahead', () => {
  let bench: KeptBench;
  let database: Database;
  let fetched: string[];
  let perDay: number;
  const opened: FetchAhead[] = [];

  beforeEach(async () => {
    bench = new KeptBench();
    ({ database } = await bench.open());
    fetched = [];
    perDay = 100;
  });
  afterEach(async () => {
    for (const ahead of opened.splice(0)) ahead.dispose();
    await bench.dispose();
  });

  /** Of one window. */
  const open = (from = database): FetchAhead => {
    const ahead = new FetchAhead({
      ...{ clock: bench.clock, log: silentLog, perDay: () => perDay },
      database: () => Promise.resolve(from),
    });
    opened.push(ahead);
    return ahead;
  };
  const likely = (version: string, more: Partial<Likely> = {}): Likely => ({
    version,
    isKept: () => fetched.includes(version),
    fetch: () => Promise.resolve(fetched.push(version)),
    ...more,
  });
  /** Looks at an item for a while, until nothing more is fetched. */
  const look = async (ahead: FetchAhead, ...items: readonly Likely[]): Promise<void> => {
    ahead.lookedAt(() => Promise.resolve(items));
    bench.clock.advance(300);
    for (let before = -1; before !== fetched.length;) {
      before = fetched.length;
      await turn();
      await database.write([], () => undefined);
      await turn();
    }
  };

  it('are the next ones of an item that is looked at for 300 ms', async () => {
    const ahead = open();
    for (let i = 0; i < 30; i += 1) {
      ahead.lookedAt(() => Promise.resolve([likely(`passed ${i}`)]));
      bench.clock.advance(299);
    }
    await turn();
    assert.deepEqual(fetched, []);
    await look(ahead, likely('next'), likely('previous'));
    assert.deepEqual(fetched, ['next', 'previous']);
  });

  it('are not fetched again while their version is kept, nor after a failed attempt', async () => {
    const ahead = open();
    await look(ahead, likely('kept', { isKept: () => true }), likely('new'));
    assert.deepEqual(fetched, ['new']);
    let attempts = 0;
    const gone = likely('gone', {
      fetch: () => {
        attempts += 1;
        return Promise.reject(new FailureError({ code: 'not-found' }));
      },
    });
    await look(ahead, gone, likely('other'));
    assert.deepEqual([attempts, fetched], [1, ['new']]);
    await look(ahead, likely('soon'));
    assert.deepEqual(fetched, ['new']);
    bench.clock.advance(60_000);
    await look(ahead, gone, likely('other'));
    assert.deepEqual([attempts, fetched], [1, ['new', 'other']]);
  });

  it('are at most so many a day, over all windows', async () => {
    perDay = 3;
    const other = open((await bench.open()).database);
    await look(open(), likely('a'), likely('b'));
    await look(other, likely('c'), likely('d'));
    assert.deepEqual(fetched, ['a', 'b', 'c']);
    bench.clock.advance(24 * 3_600_000);
    await look(other, likely('d'));
    assert.deepEqual(fetched, ['a', 'b', 'c', 'd']);
    perDay = 0;
    await look(other, likely('e'));
    assert.deepEqual(fetched, ['a', 'b', 'c', 'd']);
  });

  it('are those of the item that is looked at now, one call at a time', async () => {
    const ahead = open();
    let answer: () => void = () => undefined;
    const slow = likely('slow', {
      fetch: () =>
        new Promise<void>((resolve) => {
          answer = () => {
            fetched.push('slow');
            resolve();
          };
        }),
    });
    await look(ahead, slow, likely('left'));
    await look(ahead, likely('here'));
    assert.deepEqual(fetched, []);
    answer();
    await look(ahead, likely('here'));
    assert.deepEqual(fetched, ['slow', 'here']);
  });

  it('are those of the item that is looked at now, also if those of the one before are known late', async () => {
    for (const late of [[], [likely('left')]]) {
      fetched = [];
      const ahead = open();
      let know: (items: readonly Likely[]) => void = () => undefined;
      ahead.lookedAt(() => new Promise((resolve) => (know = resolve)));
      bench.clock.advance(300);
      await look(ahead, likely('here'));
      assert.deepEqual(fetched, []);
      know(late);
      await database.write([], () => undefined);
      await turn();
      await database.write([], () => undefined);
      await turn();
      assert.deepEqual(fetched, ['here']);
    }
  });

  it('are known from what is kept with its messages, in this version or a later one', async () => {
    const { kept } = await bench.open();
    const now = bench.clock.now();
    assert.equal(kept.hasTicket(account, row('a', 1).ticket), false);
    await kept.keepRows(account, [row('a', 1)], now);
    assert.equal(kept.hasTicket(account, row('a', 1).ticket), false);
    await kept.keepTicket(account, ticket('a', 1, 'Hello'), now);
    const versions = [0, 1, 2].map((version) => kept.hasTicket(account, row('a', version).ticket));
    assert.deepEqual(
      [versions, kept.hasTicket('classic:ben', row('a', 1).ticket)],
      [[true, true, false], false],
    );
  });
});
