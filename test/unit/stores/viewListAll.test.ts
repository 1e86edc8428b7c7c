import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { fail } from '../../../src/core/domain/failure';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import type { TicketSummaryValue } from '../../../src/core/localData/keptItem';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { keptTickets } from '../../../src/core/localData/keptTickets';
import { ViewList, type ListAll, type ViewQuery } from '../../../src/core/stores/ticketViewList';
import type { Database } from '../../../src/core/storage/database';
import { account, KeptBench, row } from '../localData/support/keptBench';
import { ada } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { signedIn, type SignedIn } from './support/signedIn';
import type { TicketQuestion } from './support/tickets';
import { turn } from './support/turn';

const waits = (id: string, at: number, since: string) => row(id, at, { wait: { since } });
const [day1, day2, day3] = [1, 2, 3].map((day) => `2026-06-0${day}T00:00:00.000Z`) as [
  string,
  string,
  string,
];

describe('all tickets of a view', function () {
  this.timeout(30_000);
  let source: ManualFetch<TicketQuestion, Page<TicketRow>>;
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  let window: SignedIn;
  let view: ViewList;

  beforeEach(async () => {
    source = new ManualFetch();
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
    window = await signedIn(
      () => fakeConnection({ tickets: (query, at, options) => source.fetch({ query, at }, options) }),
      { ...ada, account: { ...ada.account, id: account } },
    );
  });
  afterEach(async () => {
    view.dispose();
    window.dispose();
    await bench.dispose();
  });

  const open = (query: Partial<ViewQuery> = {}): ViewList => {
    view = new ViewList(
      {
        ...{ session: window.session, clock: bench.clock, log: silentLog },
        local: () => ({
          kept,
          tickets: (wanted) => Promise.resolve(keptTickets(database, { ...wanted, since: 0 })),
        }),
      },
      { filter: { status: 'open' }, sort: 'waiting', ...query },
    );
    return view;
  };
  const keep = (rows: readonly TicketSummaryValue[]): Promise<void> =>
    kept.keepRows(account, rows, bench.clock.now());
  const answer = async (rows: readonly TicketSummaryValue[], total: number, pages: number): Promise<void> => {
    const asked = await source.last();
    await keep(rows);
    await asked.answer({ rows, total, pages, page: 1, ...(pages > 1 && { next: '2' }) });
  };
  /** Reads every page; the connection keeps each. */
  const listing =
    (rows: readonly TicketSummaryValue[]): ListAll =>
    async () => {
      await keep(rows);
      return { rows };
    };
  const ids = (): readonly string[] =>
    view.state.rows.flatMap((one) => (one.kind === 'ticket' ? [one.ticket.id] : []));

  const first = [waits('b', 9, day2), waits('c', 8, day3)];
  const longest = waits('a', 1, day1);

  it('are in order and counted once they are loaded, and until then it is said what the order covers', async () => {
    const expanded = open().expand();
    await answer(first, 3, 2);
    await expanded;
    assert.deepEqual([ids(), view.state.known, view.state.total], [['b', 'c'], 2, 3]);
    assert.deepEqual(view.rest, { calls: 2 });
    bench.clock.advance(1_000);
    await view.loadAll(listing([...first, longest]));
    assert.deepEqual([ids(), view.state.known, view.state.total], [['a', 'b', 'c'], 3, 3]);
    assert.deepEqual([view.rest, view.state.hasMore, view.state.busy], [undefined, false, false]);
  });

  it('are without those that LiveChat no longer lists', async () => {
    await keep([waits('gone', 0, day1)]);
    bench.clock.advance(1_000);
    const expanded = open().expand();
    await answer(first, 3, 2);
    await expanded;
    assert.deepEqual(ids(), ['gone', 'b', 'c']);
    await view.loadAll(listing([...first, longest]));
    assert.deepEqual([ids(), view.state.total], [['a', 'b', 'c'], 3]);
  });

  it('are also those whose words stand in messages that are not kept', async () => {
    const expanded = open({ filter: { status: 'open', query: 'refund' } }).expand();
    await answer(first, 3, 2);
    await expanded;
    assert.deepEqual([ids(), view.state.total], [['b', 'c'], 3]);
    await view.loadAll(listing([...first, longest]));
    assert.deepEqual([ids(), view.state.total, view.state.hasMore], [['a', 'b', 'c'], 3, false]);
  });

  it('are what was read so far if that is cancelled, and it is said', async () => {
    const expanded = open().expand();
    await answer(first, 4, 2);
    await expanded;
    await view.loadAll(async () => {
      await keep([longest]);
      return undefined;
    });
    assert.deepEqual([ids(), view.state.known, view.state.total], [['a', 'b', 'c'], 3, 4]);
    assert.deepEqual([view.rest, view.state.failure, view.state.busy], [{ calls: 2 }, undefined, false]);
  });

  it('are the first page if that is cancelled before the view was loaded', async () => {
    const cancelled = open().loadAll(() => Promise.resolve(undefined));
    await answer(first, 4, 2);
    await cancelled;
    assert.deepEqual([ids(), view.state.total, view.rest], [['b', 'c'], 4, { calls: 2 }]);
    assert.deepEqual([view.state.failure, view.state.busy, source.all.length], [undefined, false, 1]);
    view.dispose();
    void open().expand();
    const page = await source.last();
    const declined = view.loadAll(() => Promise.resolve(undefined));
    assert.equal(page.options.signal?.aborted, true);
    await turn();
    await answer(first, 4, 2);
    await declined;
    assert.deepEqual([ids(), view.rest], [['b', 'c'], { calls: 2 }]);
  });

  it('are loaded when the view is expanded again if it was collapsed before that was cancelled', async () => {
    await open().loadAll(() => {
      view.collapse();
      return Promise.resolve(undefined);
    });
    assert.equal(source.all.length, 0);
    const expanded = view.expand();
    await answer(first, 4, 2);
    await expanded;
    assert.deepEqual([ids(), view.rest], [['b', 'c'], { calls: 2 }]);
  });

  it('leave a view collapsed that was collapsed meanwhile', async () => {
    await open().loadAll(async (...asked) => {
      view.collapse();
      return await listing([...first, longest])(...asked);
    });
    assert.deepEqual([view.isExpanded, ids(), view.state.total], [false, [], 3]);
    await view.expand();
    assert.deepEqual([ids(), source.all.length], [['a', 'b', 'c'], 0]);
  });

  it('are the first of them for what follows a ticket, also if the view is not expanded', async () => {
    await keep(Array.from({ length: 300 }, (_, at) => waits(`t${at}`, at, day1)));
    assert.equal((await open().first()).length, 300);
  });

  it('say why they could not be loaded', async () => {
    const expanded = open().expand();
    await answer(first, 3, 2);
    await expanded;
    await view.loadAll(() => Promise.resolve().then(() => fail({ code: 'forbidden', reasons: [] })));
    assert.deepEqual([view.state.failure?.code, view.rest], ['forbidden', { calls: 2 }]);
  });

  it('replace a page that is being loaded, are read once at a time, and end with the view', async () => {
    void open().expand();
    const page = await source.last();
    let signal: AbortSignal | undefined;
    let finish = (): void => undefined;
    const list: ListAll = async (_filter, stop) => {
      signal = stop;
      await new Promise<void>((resolve) => (finish = resolve));
      return { rows: [] };
    };
    const all = view.loadAll(list);
    await turn();
    assert.equal(page.options.signal?.aborted, true);
    await view.loadAll(() => assert.fail());
    assert.equal(view.state.busy, true);
    view.dispose();
    assert.equal(signal?.aborted, true);
    finish();
    await all;
  });

  it('can be loaded where LiveChat cannot filter, but its rows can be, and are not followed for long', async () => {
    const capabilities = window.session.capabilities;
    assert.ok(capabilities);
    open({ filter: { status: 'open', assignee: 'ann@desk.test' } });
    Object.defineProperty(view, 'unsupported', { get: () => ['assignee'] });
    await view.expand();
    assert.deepEqual([view.rest, view.state.isPartial, source.all.length], [{}, true, 0]);
    const mine = row('a', 1, { assignee: { id: 'ann@desk.test' } });
    await view.loadAll(listing([mine]));
    assert.deepEqual([ids(), view.state.isPartial, view.rest], [['a'], false, undefined]);
    bench.clock.advance(61_000);
    await view.expand();
    assert.deepEqual([view.state.isPartial, view.rest], [true, {}]);
    await view.loadAll(() => Promise.resolve().then(() => fail({ code: 'forbidden', reasons: [] })));
    assert.deepEqual([view.state.failure?.code, view.rest], ['forbidden', {}]);
    await view.refresh();
    assert.deepEqual([view.state.failure, view.rest, source.all.length], [undefined, {}, 0]);
  });

  it('cannot be loaded where neither can be filtered', async () => {
    await open({ wait: 'any' }).expand();
    assert.deepEqual([view.rest, view.canLoadAll], [undefined, false]);
    view.dispose();
    await open({ filter: { status: 'onhold' } }).expand();
    assert.deepEqual([view.rest, view.canLoadAll], [undefined, false]);
    view.dispose();
    assert.equal(open().canLoadAll, true);
  });

  it('are sorted also where nothing is kept', async () => {
    bench.days = 0;
    const expanded = open().expand();
    await (await source.last()).answer({ rows: first, total: 3, pages: 2, page: 1, next: '2' });
    await expanded;
    assert.deepEqual([ids(), view.state.known, view.rest], [['b', 'c'], 2, { calls: 2 }]);
    await view.loadAll(() => Promise.resolve({ rows: [...first, longest] }));
    assert.deepEqual([ids(), view.state.known, view.state.hasMore], [['a', 'b', 'c'], 3, false]);
    const many = Array.from({ length: 1_150 }, (_, at) => waits(`t${at}`, at, day1));
    await view.loadAll(() => Promise.resolve({ rows: many }));
    assert.deepEqual([ids().length, view.state.hasMore, view.state.total], [1_000, true, 1_150]);
    await view.loadMore();
    assert.deepEqual([ids().length, source.all.length], [1_100, 1]);
  });

  it('are not held in memory where they are kept, also not once nothing is', async () => {
    await open().loadAll(listing([...first, longest]));
    assert.equal(ids().length, 3);
    bench.days = 0;
    await view.read();
    assert.deepEqual([ids(), view.state.isPartial], [[], true]);
  });
});
