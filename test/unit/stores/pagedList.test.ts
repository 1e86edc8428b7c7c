import assert from 'node:assert/strict';
import { PagedListFixture, pageOf } from './support/pagedListFixture';
import { turn } from './support/turn';

describe('PagedList', () => {
  let letters: PagedListFixture;
  let list: PagedListFixture['list'];
  let source: PagedListFixture['source'];

  beforeEach(() => {
    letters = new PagedListFixture();
    ({ list, source } = letters);
  });
  afterEach(() => list.dispose());

  it('is empty and idle before the first request', () => {
    assert.deepEqual(list.state, { rows: [] });
    assert.equal(source.all.length, 0);
  });

  it('is busy, then has the page, its total, its cursor and the time of its fetch', async () => {
    const done = list.refresh();
    assert.deepEqual(list.state, { rows: [], busy: 'page' });
    await (await source.last()).answer(pageOf('abcde', 1));
    await done;
    assert.deepEqual(list.state, {
      rows: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      total: 5,
      next: '2',
      loadedAt: letters.clock.now(),
    });
  });

  it('reports every change', async () => {
    let changes = 0;
    list.onDidChange(() => (changes += 1));
    await letters.loaded('abcde', 1);
    assert.equal(changes, 2);
  });

  it('passes the priority on, user priority by default', async () => {
    void list.refresh('background');
    assert.equal((await source.last()).options.priority, 'background');
    list.reset();
    void list.refresh();
    assert.equal((await source.last()).options.priority, 'interactive');
  });

  it('reports the last failure until an attempt in the background has ended', async () => {
    const why = { code: 'network', cause: 'ENOTFOUND', host: 'x' } as const;
    const first = list.refresh();
    await (await source.last()).fail(why);
    await first;
    const again = list.refresh('background');
    assert.deepEqual([list.state.failure?.why, list.state.busy], [why, 'page']);
    await (await source.last()).answer(pageOf('ab', 1));
    await again;
    assert.equal(list.state.failure, undefined);
  });

  it('makes one fetch for several concurrent refreshes', async () => {
    const all = Promise.all([list.refresh(), list.refresh(), list.refresh('background')]);
    await (await source.last()).answer(pageOf('ab', 1));
    await all;
    assert.equal(source.all.length, 1);
  });

  it('makes one fetch for several requests for more', async () => {
    await letters.loaded('abcdefg', 1);
    const all = Promise.all([list.loadMore(), list.loadMore()]);
    assert.equal(list.state.busy, 'more');
    const asked = await source.last();
    assert.equal(asked.question, '2');
    await asked.answer(pageOf('abcdefg', 2));
    await all;
    assert.equal(source.all.length, 2);
    assert.equal(letters.shown, 'abcdef');
  });

  it('fetches no more once all rows are loaded', async () => {
    await letters.loaded('ab', 1);
    await list.loadMore();
    assert.equal(source.all.length, 1);
  });

  it('waits for the pending page instead of requesting more of an old one', async () => {
    await letters.loaded('abcdef', 1);
    const page = list.refresh();
    const more = list.loadMore();
    await (await source.last()).answer(pageOf('xyzabc', 1));
    await Promise.all([page, more]);
    assert.equal(source.all.length, 2);
    assert.equal(letters.shown, 'xyz');
  });

  it('cancels a request for more on refresh, and ignores its late response', async () => {
    await letters.loaded('abcdef', 1);
    const more = list.loadMore();
    const asked = await source.last();
    const page = list.refresh();
    assert.equal(asked.options.signal?.aborted, true);
    await (await source.last()).answer(pageOf('abcdef', 1));
    await asked.answer(pageOf('abcdef', 2));
    await Promise.all([more, page]);
    assert.equal(letters.shown, 'abc');
  });

  it('aborts its fetch on reset, and ignores a late response', async () => {
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
    assert.equal(letters.shown, 'new');
  });

  it('ignores a failure after a reset', async () => {
    const old = list.refresh();
    const asked = await source.last();
    list.reset();
    await asked.fail({ code: 'not-found' });
    await old;
    assert.deepEqual(list.state, { rows: [] });
  });

  it('fires no event after its disposal', async () => {
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

  it('never duplicates a row that moved to the next page', async () => {
    await letters.loaded('abcdef', 1);
    const more = list.loadMore();
    for (const page of [2, 1, 2]) await (await source.last()).answer(pageOf('xabcdef', page));
    await more;
    assert.equal(letters.shown, 'xabcde');
    assert.equal(list.state.total, 7);
    assert.equal(list.state.next, '3');
  });

  it('keeps its rows if a refresh fails, reports the error, and clears it on the next attempt', async () => {
    await letters.loaded('abcdef', 2);
    const before = list.state;
    const failing = list.refresh();
    await (await source.last()).fail({ code: 'timeout', afterMs: 10 });
    await failing;
    assert.deepEqual(list.state, {
      ...before,
      failure: { of: 'page', why: { code: 'timeout', afterMs: 10 } },
    });
    await letters.refreshed('abcdef');
    assert.equal(list.state.failure, undefined);
    assert.equal(letters.shown, 'abcdef');
  });

  it('keeps its rows if a request for more fails, and can request the same page again', async () => {
    await letters.loaded('abcdef', 1);
    const failing = list.loadMore();
    await (await source.last()).fail({ code: 'rate-limited' });
    await failing;
    assert.deepEqual(list.state.failure, { of: 'more', why: { code: 'rate-limited' } });
    assert.equal(letters.shown, 'abc');
    const again = list.loadMore();
    assert.equal(list.state.failure, undefined);
    const asked = await source.last();
    assert.equal(asked.question, '2');
    await asked.answer(pageOf('abcdef', 2));
    await again;
    assert.equal(letters.shown, 'abcdef');
  });

  it('does not treat a cancellation as a failure', async () => {
    await letters.loaded('abc', 1);
    const before = list.state;
    const cancelled = list.refresh();
    await (await source.last()).fail({ code: 'cancelled' });
    await cancelled;
    assert.deepEqual(list.state, before);
  });

  it('rethrows an internal error, and is not busy afterwards', async () => {
    const broken = list.refresh();
    const rejected = assert.rejects(broken, /broken/);
    await (await source.last()).explode(new TypeError('broken'));
    await rejected;
    assert.deepEqual(list.state, { rows: [] });
    await letters.refreshed('ab');
    assert.equal(letters.shown, 'ab');
  });

  it('replaces only an existing row, in place', async () => {
    await letters.loaded('abc', 1);
    let changes = 0;
    list.onDidChange(() => (changes += 1));
    list.replace({ id: 'b', text: 'new' });
    list.replace({ id: 'z', text: 'unknown' });
    await turn();
    assert.deepEqual(list.state.rows, [{ id: 'a' }, { id: 'b', text: 'new' }, { id: 'c' }]);
    assert.equal(changes, 1);
  });

  it('replaces every row of a key that the server returned twice', async () => {
    await letters.loaded('aba', 1);
    list.replace({ id: 'a' });
    assert.deepEqual(list.state.rows, [{ id: 'a' }, { id: 'b' }, { id: 'a' }]);
    list.remove('a');
    assert.deepEqual(list.state.rows, [{ id: 'b' }]);
    assert.equal(list.has('a'), false);
  });

  it('does not change earlier states', async () => {
    await letters.loaded('abc', 1);
    const { rows } = list.state;
    list.replace({ id: 'b' });
    list.insert({ id: 'd' }, 'first');
    list.insert({ id: 'e' }, 'last');
    list.remove('a');
    assert.deepEqual(rows, [{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    assert.deepEqual(
      list.state.rows.map(({ id }) => id),
      ['d', 'b', 'c', 'e'],
    );
  });
});
