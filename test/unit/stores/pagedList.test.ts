import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import { PagedList } from '../../../src/core/stores/pagedList';
import { HandFed } from './support/handFed';
import { ManualClock } from './support/manualClock';
import { turn } from './support/turn';

interface Row {
  readonly id: string;
  readonly text?: string;
}

const pageSize = 3;

/** One page of the list of these ids, as a server that has them all would send it. */
function pageOf(ids: string, page: number): Page<Row> {
  const all = Array.from(ids, (id) => ({ id }));
  const pages = Math.ceil(all.length / pageSize);
  const rows = all.slice((page - 1) * pageSize, page * pageSize);
  return { rows, total: all.length, pages, page, ...(page < pages && { next: String(page + 1) }) };
}

describe('a paged list', () => {
  let source: HandFed<string | undefined, Page<Row>>;
  let clock: ManualClock;
  let list: PagedList<Row>;

  beforeEach(() => {
    source = new HandFed();
    clock = new ManualClock();
    list = new PagedList(source.fetch, (row) => row.id, clock);
  });
  afterEach(() => list.dispose());

  const shown = (): string => list.state.rows.map(({ id }) => id).join('');

  /** Loads this many pages of the list of these ids. */
  async function loaded(ids: string, pages: number): Promise<void> {
    const first = list.refresh();
    await (await source.last()).answer(pageOf(ids, 1));
    await first;
    for (let page = 2; page <= pages; page += 1) {
      const more = list.more();
      await (await source.last()).answer(pageOf(ids, page));
      await more;
    }
  }

  async function refreshed(ids: string): Promise<void> {
    const done = list.refresh();
    await (await source.last()).answer(pageOf(ids, 1));
    await done;
  }

  it('is empty and idle before anything was asked for', () => {
    assert.deepEqual(list.state, { rows: [] });
    assert.equal(source.all.length, 0);
  });

  it('says that it is busy, then has the page, its total, where it goes on and when it came', async () => {
    const done = list.refresh();
    assert.deepEqual(list.state, { rows: [], busy: 'page' });
    await (await source.last()).answer(pageOf('abcde', 1));
    await done;
    assert.deepEqual(list.state, {
      rows: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      total: 5,
      next: '2',
      loadedAt: clock.now(),
    });
  });

  it('tells of every change', async () => {
    let changes = 0;
    list.onDidChange(() => (changes += 1));
    await loaded('abcde', 1);
    assert.equal(changes, 2);
  });

  it('hands on the priority, a person’s where none is given', async () => {
    void list.refresh('background');
    assert.equal((await source.last()).options.priority, 'background');
    list.reset();
    void list.refresh();
    assert.equal((await source.last()).options.priority, 'person');
  });

  it('makes one fetch of several refreshes at the same time', async () => {
    const all = Promise.all([list.refresh(), list.refresh(), list.refresh('background')]);
    await (await source.last()).answer(pageOf('ab', 1));
    await all;
    assert.equal(source.all.length, 1);
  });

  it('makes one fetch of several requests for more', async () => {
    await loaded('abcdefg', 1);
    const all = Promise.all([list.more(), list.more()]);
    assert.equal(list.state.busy, 'more');
    const asked = await source.last();
    assert.equal(asked.question, '2');
    await asked.answer(pageOf('abcdefg', 2));
    await all;
    assert.equal(source.all.length, 2);
    assert.equal(shown(), 'abcdef');
  });

  it('asks for nothing more where all rows are here', async () => {
    await loaded('ab', 1);
    await list.more();
    assert.equal(source.all.length, 1);
  });

  it('waits for the page under way instead of asking for more of an old one', async () => {
    await loaded('abcdef', 1);
    const page = list.refresh();
    const more = list.more();
    await (await source.last()).answer(pageOf('xyzabc', 1));
    await Promise.all([page, more]);
    assert.equal(source.all.length, 2);
    assert.equal(shown(), 'xyz');
  });

  it('gives up more where a person refreshes, and does not take its late answer', async () => {
    await loaded('abcdef', 1);
    const more = list.more();
    const asked = await source.last();
    const page = list.refresh();
    assert.equal(asked.options.signal?.aborted, true);
    await (await source.last()).answer(pageOf('abcdef', 1));
    await asked.answer(pageOf('abcdef', 2));
    await Promise.all([more, page]);
    assert.equal(shown(), 'abc');
  });

  it('drops an answer that comes after a reset and aborts its fetch', async () => {
    const old = list.refresh();
    const asked = await source.last();
    list.reset();
    assert.deepEqual(list.state, { rows: [] });
    assert.equal(asked.options.signal?.aborted, true);
    const fresh = list.refresh();
    const next = await source.last();
    await asked.answer(pageOf('old', 1));
    assert.deepEqual(list.state, { rows: [], busy: 'page' });
    await next.answer(pageOf('new', 1));
    await Promise.all([old, fresh]);
    assert.equal(shown(), 'new');
  });

  it('drops a failure that comes after a reset', async () => {
    const old = list.refresh();
    const asked = await source.last();
    list.reset();
    await asked.fail({ code: 'not-found' });
    await old;
    assert.deepEqual(list.state, { rows: [] });
  });

  it('is silent once it has been disposed', async () => {
    let changes = 0;
    list.onDidChange(() => (changes += 1));
    void list.refresh();
    const asked = await source.last();
    changes = 0;
    list.dispose();
    await asked.answer(pageOf('abc', 1));
    assert.equal(asked.options.signal?.aborted, true);
    assert.equal(changes, 0);
  });

  describe('laid over by a refresh', () => {
    it('keeps older pages and where they go on, when nothing changed', async () => {
      await loaded('abcdefghi', 2);
      await refreshed('abcdefghi');
      assert.equal(shown(), 'abcdef');
      assert.equal(list.state.next, '3');
    });

    it('takes newer contents of a row', async () => {
      await loaded('abcdef', 2);
      const done = list.refresh();
      const page = pageOf('abcdef', 1);
      await (
        await source.last()
      ).answer({ ...page, rows: [{ id: 'a', text: 'new' }, ...page.rows.slice(1)] });
      await done;
      assert.deepEqual(list.state.rows[0], { id: 'a', text: 'new' });
      assert.equal(list.state.rows.length, 6);
    });

    it('puts new rows on top and keeps what they push down', async () => {
      await loaded('abcdefghi', 2);
      await refreshed('xabcdefghi');
      assert.equal(shown(), 'xabcdef');
    });

    it('moves a changed row of an older page to the top and loses none between', async () => {
      await loaded('abcdefghi', 3);
      await refreshed('habcdefgi');
      assert.equal(shown(), 'habcdefgi');
      assert.equal(list.state.next, undefined);
    });

    it('drops older pages that no longer join on to the first', async () => {
      await loaded('abcdef', 2);
      await refreshed('uvwxyzabcdef');
      assert.equal(shown(), 'uvw');
      assert.equal(list.state.next, '2');
    });

    it('drops older pages where the last row of the first page came from deep below', async () => {
      await loaded('abcdefghi', 3);
      await refreshed('xyhabcdefgi');
      assert.equal(shown(), 'xyh');
      assert.equal(list.state.next, '2');
    });

    it('keeps no row that has gone from the first page', async () => {
      await loaded('abcdefghi', 2);
      await refreshed('acdefghi');
      assert.ok(!shown().includes('b'));
      assert.equal(list.state.total, 8);
      assert.equal(shown(), 'acdefghi'.slice(0, shown().length));
    });

    it('keeps no row that has gone from an older page', async () => {
      await loaded('abcdef', 2);
      await refreshed('abcdf');
      assert.equal(shown(), 'abc');
      assert.equal(list.state.next, '2');
    });

    it('keeps no row that has gone from an older page while another came', async () => {
      await loaded('abcdef', 2);
      await refreshed('xabcdf');
      assert.equal(shown(), 'xab');
      assert.equal(list.state.next, '2');
    });

    it('empties where nothing is left', async () => {
      await loaded('abcdef', 2);
      await refreshed('');
      assert.equal(shown(), '');
      assert.equal(list.state.total, 0);
      assert.equal(list.state.next, undefined);
    });
  });

  it('never doubles a row that slid over the border of two pages', async () => {
    await loaded('abcdef', 1);
    const more = list.more();
    await (await source.last()).answer(pageOf('xabcdef', 2));
    await more;
    assert.equal(shown(), 'abcde');
    assert.equal(list.state.total, 7);
    assert.equal(list.state.next, '3');
  });

  it('keeps its rows where a refresh fails, says why, and forgets it at the next try', async () => {
    await loaded('abcdef', 2);
    const before = list.state;
    const failing = list.refresh();
    await (await source.last()).fail({ code: 'timeout', afterMs: 10 });
    await failing;
    assert.deepEqual(list.state, {
      ...before,
      failure: { of: 'page', why: { code: 'timeout', afterMs: 10 } },
    });
    await refreshed('abcdef');
    assert.equal(list.state.failure, undefined);
    assert.equal(shown(), 'abcdef');
  });

  it('keeps its rows where more fails, and the same page can be asked for again', async () => {
    await loaded('abcdef', 1);
    const failing = list.more();
    await (await source.last()).fail({ code: 'rate-limited' });
    await failing;
    assert.deepEqual(list.state.failure, { of: 'more', why: { code: 'rate-limited' } });
    assert.equal(shown(), 'abc');
    const again = list.more();
    assert.equal(list.state.failure, undefined);
    const asked = await source.last();
    assert.equal(asked.question, '2');
    await asked.answer(pageOf('abcdef', 2));
    await again;
    assert.equal(shown(), 'abcdef');
  });

  it('takes a cancel for no failure', async () => {
    await loaded('abc', 1);
    const before = list.state;
    const cancelled = list.refresh();
    await (await source.last()).fail({ code: 'cancelled' });
    await cancelled;
    assert.deepEqual(list.state, before);
  });

  it('hands on an error that is a fault of our own, and is not busy afterwards', async () => {
    const broken = list.refresh();
    const rejected = assert.rejects(broken, /broken/);
    await (await source.last()).explode(new TypeError('broken'));
    await rejected;
    assert.deepEqual(list.state, { rows: [] });
    await refreshed('ab');
    assert.equal(shown(), 'ab');
  });

  it('replaces a row in place, and only one that it has', async () => {
    await loaded('abc', 1);
    let changes = 0;
    list.onDidChange(() => (changes += 1));
    list.replace({ id: 'b', text: 'new' });
    list.replace({ id: 'z', text: 'unknown' });
    await turn();
    assert.deepEqual(list.state.rows, [{ id: 'a' }, { id: 'b', text: 'new' }, { id: 'c' }]);
    assert.equal(changes, 1);
  });
});
