import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import { PagedList } from '../../../src/core/stores/pagedList';
import { FakeClock } from '../support/fakeClock';
import { pageOf, type Row } from './support/pagedListFixture';

describe('A paged list whose rows move between pages', () => {
  let ids: string;
  /** The list of the server after each call, if it changes. */
  let changes: string[];
  let calls: number;
  let list: PagedList<Row>;

  beforeEach(() => {
    changes = [];
    calls = 0;
    list = new PagedList<Row>(
      (at): Promise<Page<Row>> => {
        const page = pageOf(ids, Number(at ?? '1'));
        calls += 1;
        ids = changes.shift() ?? ids;
        return Promise.resolve(page);
      },
      ({ id }) => id,
      new FakeClock(),
    );
  });
  afterEach(() => list.dispose());

  const shown = (): string => list.state.rows.map(({ id }) => id).join('');

  it('has every row after others were removed', async () => {
    ids = 'abcdefghi';
    await list.refresh();
    ids = 'acdefghi';
    await list.loadMore();
    while (list.state.next !== undefined) await list.loadMore();
    assert.deepEqual([shown(), list.state.total], ['acdefghi', 8]);
  });

  it('has every row after others were added', async () => {
    ids = 'abcdef';
    await list.refresh();
    ids = 'xyabcdef';
    while (list.state.next !== undefined) await list.loadMore();
    assert.equal(shown(), 'xyabcdef');
  });

  it('has every row after one was removed here and at the server', async () => {
    ids = 'abcdefgh';
    await list.refresh();
    list.remove('b');
    ids = 'acdefgh';
    while (list.state.next !== undefined) await list.loadMore();
    assert.equal(shown(), 'acdefgh');
  });

  it('offers more as long as rows are missing because they go on moving', async () => {
    ids = 'abcdefgh';
    await list.refresh();
    ids = 'bcdefgh';
    // Rows are removed during both readings.
    changes = ['bcdefgh', 'cdefgh', 'cdefgh', 'cdefgh', 'defgh'];
    await list.loadMore();
    assert.ok(list.state.next !== undefined || list.state.rows.length === list.state.total, shown());
    for (let more = 0; list.state.next !== undefined && more < 5; more += 1) await list.loadMore();
    assert.equal(list.state.next, undefined);
    for (const id of ids) assert.ok(shown().includes(id), `${id} is missing in ${shown()}`);
  });

  it('costs one call a page where nothing moves', async () => {
    ids = 'abcdefgh';
    await list.refresh();
    while (list.state.next !== undefined) await list.loadMore();
    assert.deepEqual([shown(), calls], ['abcdefgh', 3]);
  });
});
