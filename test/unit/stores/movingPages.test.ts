import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import { PagedList } from '../../../src/core/stores/pagedList';
import { rowKey } from '../../../src/core/stores/ticketStore';
import { anyAccount, type AnyAccount } from '../api/support/anyAccount';
import { FakeClock } from '../support/fakeClock';
import { CursorServer, pageOf, type Row } from './support/pagedListFixture';

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

describe('A paged list whose rows are changed while its pages are loaded', () => {
  let server: CursorServer;
  let list: PagedList<Row>;

  beforeEach(async () => {
    server = new CursorServer('abcdefgh');
    list = new PagedList<Row>(
      (at) => Promise.resolve(server.page(at)),
      ({ id }) => id,
      new FakeClock(),
    );
    await list.refresh();
  });
  afterEach(() => list.dispose());

  const shown = (): string => list.state.rows.map(({ id }) => id).join('');
  const loadAll = async (): Promise<void> => {
    for (let page = 0; list.state.next !== undefined && page < 10; page += 1) await list.loadMore();
  };

  it('has every row after one moved before the loaded pages', async () => {
    server.change('f');
    await loadAll();
    assert.deepEqual([shown(), list.state.total, list.state.next], ['fabcdegh', 8, undefined]);
  });

  it('has every row after one moved on each page', async () => {
    server.change('e');
    await list.loadMore();
    server.change('h');
    await loadAll();
    assert.equal(shown(), 'heabcdfg');
  });

  it('has every row after one was removed and another one moved', async () => {
    server.remove('b');
    server.change('g');
    await loadAll();
    assert.deepEqual([shown(), list.state.total], ['gacdefh', 7]);
  });

  it('has every row after one was added and another one moved', async () => {
    server.change('x');
    await list.loadMore();
    server.change('h');
    await loadAll();
    assert.deepEqual([shown(), list.state.total], ['hxabcdefg', 9]);
  });

  it('costs one call a page where nothing moves, or rows are added and removed here', async () => {
    server.change('x');
    list.insert({ id: 'x' }, 'first');
    server.remove('b');
    list.remove('b');
    await loadAll();
    assert.deepEqual([shown(), server.calls], ['xacdefgh', 3]);
  });

  it('ends although the server counts more rows than it lists', async () => {
    server.uncounted = 1;
    await loadAll();
    assert.deepEqual([shown(), list.state.total, list.state.next], ['abcdefgh', 9, undefined]);
  });
});

describe('A paged list that ends with the newest rows', () => {
  let ids: string;
  /** The list of the server after each call, if it changes. */
  let changes: string[];
  let calls: number;
  let list: PagedList<Row>;

  beforeEach(async () => {
    ids = 'abcdefghi';
    changes = [];
    calls = 0;
    list = new PagedList<Row>(
      (at) => {
        const page = pageOf(ids, Number(at ?? '1'));
        calls += 1;
        ids = changes.shift() ?? ids;
        return Promise.resolve({ ...page, endsWithNewest: true });
      },
      ({ id }) => id,
      new FakeClock(),
    );
    await list.refresh();
  });
  afterEach(() => list.dispose());

  const shown = (): string => list.state.rows.map(({ id }) => id).join('');
  const loadAll = async (): Promise<void> => {
    for (let page = 0; list.state.next !== undefined && page < 10; page += 1) await list.loadMore();
  };

  it('has every row after one left a loaded page and another one was added', async () => {
    ids = 'acdefghix';
    await loadAll();
    assert.deepEqual([shown(), list.state.total], ['acdefghix', 9]);
  });

  it('has every row after one was changed on a loaded page', async () => {
    await list.loadMore();
    ids = 'abcefghid';
    await loadAll();
    assert.deepEqual([shown(), list.state.total], ['abcefghid', 9]);
  });

  it('has every row after one left between two calls', async () => {
    changes = ['acdefghix'];
    await loadAll();
    assert.equal(shown(), 'acdefghix');
  });

  it('has every row after others left while its pages were read again', async () => {
    ids = 'acdefghix';
    changes = ['acdefghix', 'acdefghix', 'cdefghixy', 'cdefghixy', 'cdefghixy'];
    await loadAll();
    for (const id of ids) assert.ok(shown().includes(id), `${id} is missing in ${shown()}`);
  });

  it('costs two calls for each further page where nothing moves', async () => {
    await loadAll();
    assert.deepEqual([shown(), calls], ['abcdefghi', 5]);
  });
});

for (const kind of ['classic', 'platform'] as const) {
  describe(`the tickets of a ${kind} account, which are changed while they are loaded`, () => {
    let account: AnyAccount;
    let list: PagedList<TicketRow>;

    beforeEach(async () => {
      account = await anyAccount(kind, { tickets: 300, hostile: false });
      list = new PagedList<TicketRow>(
        (at, options) => account.connection.tickets.list({ status: 'open' }, at, options),
        rowKey,
        new FakeClock(),
      );
      await list.refresh();
    });
    afterEach(async () => {
      list.dispose();
      await account.dispose();
    });

    it('are all in the list', async () => {
      const { total = 0 } = list.state;
      const second = await account.connection.tickets.list({ status: 'open' }, list.state.next);
      const ids = second.rows.map(rowKey);
      assert.ok(ids.length > 2 && total > 25, 'otherwise it proves nothing');
      await account.connection.tickets.update(ids[1]!, { tags: ['urgent'] });
      while (list.state.next !== undefined) await list.loadMore();
      assert.equal(list.state.failure, undefined);
      assert.equal(new Set(list.state.rows.map(rowKey)).size, total);
    });
  });
}
