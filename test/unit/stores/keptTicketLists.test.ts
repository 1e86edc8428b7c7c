import assert from 'node:assert/strict';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import {
  rowKey,
  TicketStore,
  type ReadKeptRows,
  type TicketListKey,
} from '../../../src/core/stores/ticketStore';
import { FakeClock } from '../support/fakeClock';
import { ben } from './support/accounts';
import { fakeConnection } from './support/fakeConnection';
import { ManualFetch } from './support/manualFetch';
import { signedIn, type SignedIn } from './support/signedIn';
import { ticketPage, ticketRow, type TicketQuestion } from './support/tickets';
import { turn } from './support/turn';

describe('lists of tickets that were kept', () => {
  let source: ManualFetch<TicketQuestion, Page<TicketRow>>;
  let clock: FakeClock;
  let window: SignedIn;
  let store: TicketStore;
  let asked: string[];
  let readKept: ReadKeptRows;

  beforeEach(async () => {
    source = new ManualFetch();
    clock = new FakeClock();
    asked = [];
    readKept = (_account, status) =>
      Promise.resolve({ rows: [ticketRow(`kept-${status}`)], total: 9, keptAt: 1_000 });
    window = await signedIn(() =>
      fakeConnection({ tickets: (query, at, options) => source.fetch({ query, at }, options) }),
    );
    store = new TicketStore(window.session, clock, (account, status, count) => {
      asked.push(status);
      return readKept(account, status, count);
    });
  });
  afterEach(() => {
    store.dispose();
    window.dispose();
  });

  const idsIn = (key: TicketListKey): string[] => store.state(key).rows.map(rowKey);

  it('are shown until they are loaded, and do not count as loaded', async () => {
    void store.refresh();
    await turn();
    assert.deepEqual([idsIn('open'), idsIn('solved')], [['kept-open'], ['kept-solved']]);
    assert.deepEqual([store.keptAt, store.loadedAt, store.state('open').total], [1_000, undefined, 9]);
    await (await source.last()).answer(ticketPage(['new'], 30, '2'));
    assert.deepEqual(idsIn('open'), ['new']);
    assert.deepEqual([store.state('open').keptAt, store.state('open').next], [undefined, '2']);
    assert.deepEqual(idsIn('solved'), ['kept-solved']);
  });

  it('stay, with the failure, where they cannot be loaded', async () => {
    const done = store.refresh();
    await turn();
    await (await source.last()).fail({ code: 'network', cause: 'ENOTFOUND', host: 'x' });
    await done;
    assert.deepEqual([idsIn('open'), idsIn('solved')], [['kept-open'], ['kept-solved']]);
    assert.equal(store.state('open').failure?.why.code, 'network');
    assert.deepEqual([store.failure, store.keptAt], [undefined, 1_000]);
  });

  it('are not shown for an address that the key may not be sent to, whichever is known first', async () => {
    const refused = { code: 'invalid-input', field: 'livechat.apiUrl', reasons: [] } as const;
    const done = store.refresh();
    await turn();
    assert.deepEqual(idsIn('solved'), ['kept-solved']);
    await (await source.last()).fail(refused);
    await done;
    assert.deepEqual([idsIn('open'), idsIn('solved'), store.failure?.code], [[], [], 'invalid-input']);
    assert.deepEqual([store.keptAt, store.state('solved').total], [undefined, undefined]);
    const answers: ((kept: Awaited<ReturnType<ReadKeptRows>>) => void)[] = [];
    readKept = () => new Promise((resolve) => answers.push(resolve));
    const again = store.refresh();
    await (await source.last()).fail(refused);
    await again;
    for (const answer of answers) answer({ rows: [ticketRow('kept')], total: 1, keptAt: 1_000 });
    await turn();
    assert.deepEqual([idsIn('open'), idsIn('solved')], [[], []]);
  });

  it('show more of what is kept while they cannot be loaded, and then those of LiveChat', async () => {
    readKept = (_account, status, count) => {
      const ids = ['one', 'two', 'three'].slice(0, count === 0 ? 1 : 3);
      return Promise.resolve({
        ...{ rows: ids.map((id) => ticketRow(`${status}-${id}`)), total: 9, keptAt: 1_000 },
        hasMore: count === 0,
      });
    };
    const done = store.refresh();
    await turn();
    await (await source.last()).fail({ code: 'network', cause: 'ENOTFOUND', host: 'x' });
    await done;
    assert.notEqual(store.state('open').next, undefined);
    const calls = source.all.length;
    await store.loadMore('open');
    assert.deepEqual(idsIn('open'), ['open-one', 'open-two', 'open-three']);
    assert.deepEqual(
      [store.state('open').next, idsIn('solved'), source.all.length],
      [undefined, ['solved-one'], calls],
    );
    void store.refresh();
    await (await source.last()).answer(ticketPage(['new'], 30, '2'));
    assert.deepEqual([idsIn('open'), store.state('open').next], [['new'], '2']);
  });

  it('are not read for a list that is loaded, or that has a filter', async () => {
    void store.refresh();
    await turn();
    await (await source.last()).answer(ticketPage(['new']));
    asked.length = 0;
    void store.refresh('background', ['open']);
    await turn();
    assert.deepEqual(asked, []);
    void store.setFilter({ query: 'a' });
    await turn();
    assert.deepEqual([asked, idsIn('open')], [[], []]);
    void store.setFilter({ status: 'solved' });
    await turn();
    assert.deepEqual([asked, idsIn('all')], [['solved'], ['kept-solved']]);
  });

  it('are not shown after rows were loaded, or for another account', async () => {
    const answers: ((kept: Awaited<ReturnType<ReadKeptRows>>) => void)[] = [];
    readKept = () => new Promise((resolve) => answers.push(resolve));
    const kept = { rows: [ticketRow('kept')], total: 1, keptAt: 1_000 };
    void store.refresh('interactive', ['open']);
    await (await source.last()).answer(ticketPage(['new']));
    answers[0]?.(kept);
    await turn();
    assert.deepEqual(idsIn('open'), ['new']);
    void store.refresh('interactive', ['solved']);
    await turn();
    await window.accounts.add(ben);
    answers[1]?.(kept);
    await turn();
    assert.deepEqual(idsIn('solved'), []);
  });
});
