import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import { ticketStatuses, type TicketRow } from '../../../src/core/domain/ticket';
import { rowKey, TicketStore, type TicketListKey } from '../../../src/core/stores/ticketStore';
import { ben, ida } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { FakeClock } from '../support/fakeClock';
import { signedIn, type SignedIn } from './support/signedIn';
import { ticketPage, ticketRow, type TicketQuestion } from './support/tickets';
import { turn } from './support/turn';

describe('TicketStore', () => {
  let source: ManualFetch<TicketQuestion, Page<TicketRow>>;
  let clock: FakeClock;
  let window: SignedIn;
  let store: TicketStore;

  beforeEach(async () => {
    source = new ManualFetch();
    clock = new FakeClock();
    window = await signedIn(() =>
      fakeConnection({ tickets: (query, at, options) => source.fetch({ query, at }, options) }),
    );
    store = new TicketStore(window.session, clock);
  });
  afterEach(() => {
    store.dispose();
    window.dispose();
  });

  const idsIn = (key: TicketListKey): string[] => store.state(key).rows.map(rowKey);
  const asked = (): (string | undefined)[] => source.all.map(({ question }) => question.query.status);

  /** Returns, for every status, a page with one ticket named after the status. */
  async function loadAll(): Promise<void> {
    const done = store.refresh();
    await turn();
    for (let i = source.all.length - 1; i < source.all.length; i += 1) {
      const one = source.all[i]!;
      await one.answer(ticketPage([`T-${String(one.question.query.status)}`], 30, '2'));
    }
    await done;
  }

  it('fetches one list per status, the first before the others', async () => {
    assert.deepEqual(store.shownLists, ticketStatuses);
    const done = store.refresh();
    await (await source.last()).answer(ticketPage(['a']));
    assert.deepEqual(asked(), ['open', 'pending', 'solved', 'spam']);
    for (const one of source.all.slice(1)) await one.answer(ticketPage([]));
    await done;
    assert.deepEqual(idsIn('open'), ['a']);
    assert.deepEqual(store.state('spam').total, 0);
  });

  it('makes one call if the first list fails', async () => {
    const done = store.refresh();
    await (await source.last()).fail({ code: 'network', cause: 'ECONNREFUSED', host: 'x' });
    await done;
    assert.deepEqual(asked(), ['open']);
    assert.equal(store.failure?.code, 'network');
  });

  it('makes one call if the key is refused, and rejects the session', async () => {
    const done = store.refresh();
    await (await source.last()).fail({ code: 'unauthorized' });
    await done;
    assert.deepEqual(asked(), ['open']);
    assert.equal(window.session.current.kind, 'rejected');
  });

  it('has no overall failure if only one list failed', async () => {
    const done = store.refresh();
    await (await source.last()).answer(ticketPage(['a']));
    const [, pending, ...others] = source.all;
    await pending!.fail({ code: 'timeout', afterMs: 10 });
    for (const one of others) await one.answer(ticketPage([]));
    await done;
    assert.equal(store.failure, undefined);
    assert.equal(store.state('pending').failure?.why.code, 'timeout');
  });

  it('is busy while any list is, and as old as the oldest list', async () => {
    assert.equal(store.loadedAt, undefined);
    const first = clock.now();
    await loadAll();
    clock.advance(1000);
    const done = store.refresh('interactive', ['pending']);
    assert.equal(store.busy, true);
    await (await source.last()).answer(ticketPage([]));
    await done;
    assert.equal(store.busy, false);
    assert.equal(store.loadedAt, first);
    assert.equal(store.state('pending').loadedAt, first + 1000);
  });

  it('reports which list changed', async () => {
    const changed: (TicketListKey | undefined)[] = [];
    store.onDidChange((key) => changed.push(key));
    const done = store.refresh('interactive', ['solved']);
    await (await source.last()).answer(ticketPage([]));
    await done;
    assert.deepEqual(changed, ['solved', 'solved']);
  });

  it('filters through the API: fetches every list again, without cached rows', async () => {
    await loadAll();
    const before = source.all.length;
    const done = store.setFilter({ query: 'refund', assignee: 'ada@example.com' });
    assert.equal(store.isFiltered, true);
    assert.deepEqual(idsIn('open'), []);
    await turn();
    await source.all[before]!.answer(ticketPage(['r']));
    const queries = source.all.slice(before).map(({ question }) => question.query);
    for (const one of source.all.slice(before + 1)) await one.answer(ticketPage([]));
    await done;
    assert.deepEqual(
      queries,
      ticketStatuses.map((status) => ({ query: 'refund', assignee: 'ada@example.com', status })),
    );
    assert.deepEqual(idsIn('open'), ['r']);
  });

  it('has one flat list if the filter names a status', async () => {
    const done = store.setFilter({ status: 'solved', tag: 'vip' });
    assert.deepEqual(store.shownLists, ['all']);
    await (await source.last()).answer(ticketPage(['s']));
    await done;
    assert.deepEqual(
      source.all.map(({ question }) => question.query),
      [{ status: 'solved', tag: 'vip' }],
    );
    assert.deepEqual(idsIn('all'), ['s']);
  });

  it('groups tickets again once the filter is cleared', async () => {
    const filtered = store.setFilter({ status: 'solved' });
    await (await source.last()).answer(ticketPage(['s']));
    await filtered;
    void store.setFilter({});
    assert.equal(store.isFiltered, false);
    assert.deepEqual(store.shownLists, ticketStatuses);
    assert.deepEqual(idsIn('all'), []);
    assert.deepEqual((await source.last()).question.query, { status: 'open' });
  });

  it('makes no calls for a filter that was replaced by another', async () => {
    const first = store.setFilter({ query: 'first' });
    const overtaken = await source.last();
    const second = store.setFilter({ query: 'second' });
    await overtaken.fail({ code: 'cancelled' });
    await first;
    assert.equal(source.all.length, 2);
    await (await source.last()).fail({ code: 'network', cause: 'ECONNREFUSED', host: 'x' });
    await second;
    assert.equal(source.all.length, 2);
    assert.equal(store.failure?.code, 'network');
  });

  it('makes no calls once the user has signed out', async () => {
    const done = store.refresh();
    const first = await source.last();
    await window.accounts.remove(window.accounts.active!);
    await first.fail({ code: 'cancelled' });
    await done;
    for (const key of ticketStatuses) assert.deepEqual(store.state(key), { rows: [] });
  });

  it('loads more of the requested list only', async () => {
    await loadAll();
    const before = source.all.length;
    const done = store.loadMore('solved');
    const more = await source.last();
    assert.deepEqual(more.question, { query: { status: 'solved' }, at: '2' });
    await more.answer(ticketPage(['T-more'], 30));
    await done;
    assert.equal(source.all.length, before + 1);
    assert.deepEqual(idsIn('solved'), ['T-solved', 'T-more']);
    assert.equal(store.state('solved').next, undefined);
  });

  it('never shows tickets to another account', async () => {
    await loadAll();
    const late = store.refresh();
    const asked = await source.last();
    await window.accounts.add(ben);
    for (const key of ticketStatuses) assert.deepEqual(store.state(key), { rows: [] });
    await asked.answer(ticketPage(['of the other']));
    await late;
    assert.deepEqual(idsIn('open'), []);
  });

  it('applies only the filters that another account supports', async () => {
    const filter = { query: 'refund', tag: 'vip', tagged: true, source: 'mail', group: 3 } as const;
    void store.setFilter({ ...filter, status: 'solved' });
    await window.accounts.add(ida);
    assert.deepEqual(store.filter, { query: 'refund', tag: 'vip', status: 'solved' });
    void store.setFilter({ query: 'refund', status: 'onhold' });
    await window.accounts.add(ben);
    assert.deepEqual(store.filter, { query: 'refund' });
  });

  it('keeps the filter when the same account signs in again', () => {
    void store.setFilter({ group: 3 });
    window.session.reconnect();
    assert.deepEqual(store.filter, { group: 3 });
  });

  it('keeps tickets while the key is refused, and clears them after signing in again', async () => {
    await loadAll();
    const done = store.refresh();
    await (await source.last()).fail({ code: 'unauthorized' });
    await done;
    assert.deepEqual(idsIn('open'), ['T-open']);
    await window.accounts.add({ account: window.accounts.active!, secret: 'another-key' });
    assert.deepEqual(idsIn('open'), []);
  });

  it('refreshes in the background with background priority', async () => {
    void store.refresh('background', ['open']);
    assert.equal((await source.last()).options.priority, 'background');
  });

  it('shows a changed ticket in every list', async () => {
    await loadAll();
    store.replace(ticketRow('T-open', 'New subject'));
    assert.deepEqual(store.state('open').rows, [ticketRow('T-open', 'New subject')]);
    assert.deepEqual(idsIn('pending'), ['T-pending']);
  });

  describe('with tickets reported by events', () => {
    const reported = (id: string, status: 'open' | 'solved' = 'open') => ({
      id,
      status,
      date: new Date(clock.now()).toISOString(),
    });

    it('adds each at the top of its list, once, without a call', async () => {
      await loadAll();
      const calls = source.all.length;
      clock.advance(5_000);
      store.addArrived(reported('new'));
      store.addArrived(reported('new'));
      assert.deepEqual(idsIn('open'), ['new', 'T-open']);
      assert.equal(store.state('open').total, 31);
      assert.equal(source.all.length, calls);
    });

    it('ignores events older than the listed tickets', async () => {
      const early = reported('early');
      clock.advance(60_000);
      await loadAll();
      // The event arrived late: the ticket has been solved meanwhile, or is on another page.
      store.addArrived(early);
      store.addArrived({ ...reported('T-solved'), status: 'open' });
      store.addArrived({ id: 'without-a-date', status: 'open' });
      assert.deepEqual(idsIn('open'), ['T-open']);
      assert.deepEqual(idsIn('solved'), ['T-solved']);
    });
  });
});
