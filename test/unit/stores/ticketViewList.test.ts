import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import { silentLog } from '../../../src/core/base/log';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { keptTickets } from '../../../src/core/localData/keptTickets';
import type { TicketSummaryValue } from '../../../src/core/localData/keptItem';
import { ViewList, type ViewQuery, type SavedViewState } from '../../../src/core/stores/ticketViewList';
import type { Database } from '../../../src/core/storage/database';
import { account, KeptBench, row } from '../localData/support/keptBench';
import { ada } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { signedIn, type SignedIn } from './support/signedIn';
import type { TicketQuestion } from './support/tickets';
import { turn } from './support/turn';

describe('the tickets of a view', function () {
  this.timeout(30_000);
  let source: ManualFetch<TicketQuestion, Page<TicketRow>>;
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  let window: SignedIn;
  let view: ViewList;
  /** What was shown, after each change. */
  let drawn: SavedViewState[];

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
      { filter: {}, sort: 'newest', ...query },
    );
    drawn = [];
    view.onDidChange(() => drawn.push(view.state));
    return view;
  };
  const keep = (...rows: readonly TicketSummaryValue[]): Promise<void> =>
    kept.keepRows(account, rows, bench.clock.now());
  /** LiveChat's answer; the connection keeps it. */
  const answer = async (rows: readonly TicketSummaryValue[], total = rows.length, next?: string) => {
    const asked = await source.last();
    await keep(...rows);
    await asked.answer({ rows, total, pages: 2, page: 1, ...(next !== undefined && { next }) });
  };
  const ids = (): readonly string[] =>
    view.state.rows.flatMap((one) => (one.kind === 'ticket' ? [one.ticket.id] : []));

  it('are counted without a call, as far as they are known', async () => {
    await keep(row('a', 1), row('b', 2, { status: 'solved' }));
    await open({ filter: { status: 'open' } }).read();
    assert.deepEqual([view.state.total, view.state.isPartial, ids()], [1, true, []]);
    assert.equal(source.all.length, 0);
  });

  it('are shown at once when the view is expanded, and loaded with one call', async () => {
    await keep(row('a', 1));
    const expanded = open().expand();
    await turn();
    assert.deepEqual([ids(), view.state.busy], [['a'], true]);
    await answer([row('b', 2), row('a', 1)], 30, '2');
    await expanded;
    assert.deepEqual(ids(), ['b', 'a']);
    assert.deepEqual([view.state.total, view.state.isPartial, view.state.hasMore], [30, false, true]);
    await view.expand();
    assert.equal(source.all.length, 1);
    bench.clock.advance(61_000);
    const again = view.expand();
    await answer([row('b', 2), row('a', 1)]);
    await again;
    assert.deepEqual([source.all.length, view.state.total, view.state.hasMore], [2, 2, false]);
  });

  it('are left out if LiveChat no longer lists them', async () => {
    await keep(row('old', 1), row('moved', 5));
    bench.clock.advance(1_000);
    const expanded = open().expand();
    await answer([row('b', 6), row('a', 4)], 9, '2');
    await expanded;
    // What changed before the last row may be on a later page.
    assert.deepEqual(ids(), ['b', 'a', 'old']);
    bench.clock.advance(1_000);
    await keep(row('new', 7));
    await view.read();
    assert.deepEqual(ids(), ['new', 'b', 'a', 'old']);
  });

  it('are continued with what is kept, then with the next page', async () => {
    await keep(...Array.from({ length: 150 }, (_, at) => row(`k${at}`, at)));
    const expanded = open().expand();
    await answer([row('x', 200)], 400, '2');
    await expanded;
    assert.equal(ids().length, 100);
    await view.loadMore();
    assert.deepEqual([ids().length, source.all.length], [151, 1]);
    const more = view.loadMore();
    await turn();
    assert.equal((await source.last()).question.at, '2');
    await answer([row('y', -1)], 400, '3');
    await more;
    assert.deepEqual([ids().length, ids().at(-1), view.state.hasMore], [152, 'y', true]);
  });

  it('are only kept ones where LiveChat cannot filter, without a call', async () => {
    await keep(row('a', 1, { wait: { since: '2026-06-01T00:00:00.000Z' } }), row('b', 2));
    await open({ wait: 'any' }).expand();
    assert.deepEqual([ids(), view.state.isPartial, view.unsupported], [['a'], true, ['wait']]);
    await open({ filter: { status: 'onhold' } }).expand();
    assert.deepEqual(view.unsupported, ['status']);
    assert.equal(source.all.length, 0);
  });

  it('stay when they cannot be loaded, and are asked for again on request only', async () => {
    await keep(row('a', 1));
    const expanded = open().expand();
    await (await source.last()).fail({ code: 'forbidden', reasons: [] });
    await expanded;
    assert.deepEqual([ids(), view.state.failure?.code, view.state.busy], [['a'], 'forbidden', false]);
    assert.deepEqual(drawn.at(-1), view.state);
    await view.expand();
    assert.equal(source.all.length, 1);
    const again = view.refresh();
    await answer([row('a', 1)]);
    await again;
    assert.deepEqual([view.state.failure, view.state.total], [undefined, 1]);
  });

  it('are not loaded again while the view is collapsed', async () => {
    const expanded = open().expand();
    await answer([row('a', 1)]);
    await expanded;
    view.collapse();
    await view.refresh();
    await turn();
    assert.deepEqual([ids(), view.state.total, source.all.length], [[], 1, 1]);
  });

  it('come from LiveChat alone where nothing is kept', async () => {
    bench.days = 0;
    const expanded = open().expand();
    await (await source.last()).answer({ rows: [row('a', 1)], total: 3, pages: 1, page: 1, next: '2' });
    await expanded;
    assert.deepEqual([ids(), view.state.total, view.state.hasMore], [['a'], 3, true]);
  });
});
