import assert from 'node:assert/strict';
import { ticketPollMs } from '../../../../src/core/domain/callCost';
import type { CallOptions, Page } from '../../../../src/core/domain/connection';
import { FailureError } from '../../../../src/core/domain/failure';
import type { TicketRow } from '../../../../src/core/domain/ticket';
import { TicketPoll } from '../../../../src/core/events/ingest/ticketPoll';
import { anyAccount, type AnyAccount } from '../../api/support/anyAccount';
import { FakeClock } from '../../support/fakeClock';

const pageSize = 100;

describe('polling for new tickets', () => {
  let clock: FakeClock;
  /** Creation times of the tickets, newest last. */
  let made: Map<string, number>;
  let calls: { readonly since: string; readonly at: string | undefined; readonly options: CallOptions }[];
  let failing: (at: string | undefined) => boolean;
  let failures: unknown[];
  let reported: string[];
  let wanted: boolean;
  let poll: TicketPoll;
  /** How far LiveChat's clock is ahead; `undefined` before its first response. */
  let offset: number | undefined;
  /** LiveChat's clock by its last response; unknown by default. */
  let serverTime: () => number | undefined;

  const start = (): TicketPoll =>
    new TicketPoll({
      clock,
      list: (since, at, options) => list(since, at, options),
      clockOffset: () => Promise.resolve(offset),
      serverTime: () => serverTime(),
      isWanted: () => wanted,
      onTicket: ({ ticket }) => reported.push(ticket.id),
      onFailure: (thrown) => failures.push(thrown),
    });

  beforeEach(() => {
    clock = new FakeClock();
    serverTime = () => undefined;
    offset = 0;
    made = new Map();
    calls = [];
    failing = () => false;
    failures = [];
    reported = [];
    wanted = true;
    poll = start();
  });
  afterEach(() => poll.dispose());

  let list: (since: string, at: string | undefined, options: CallOptions) => Promise<Page<TicketRow>>;
  beforeEach(() => {
    list = (since, at, options) => {
      calls.push({ since, at, options });
      if (failing(at)) return Promise.reject(new FailureError({ code: 'timeout', afterMs: 1 }));
      const all = [...made].reverse().filter(([, time]) => time >= Date.parse(since));
      const start = Number(at ?? 0);
      const rows = all.slice(start, start + pageSize).map(([id, time]): TicketRow => ({
        kind: 'ticket',
        ticket: { id, date: new Date(time).toISOString() },
        malformed: [],
      }));
      const next = start + pageSize < all.length ? { next: String(start + pageSize) } : {};
      return Promise.resolve({ rows, total: all.length, pages: 1, page: 1, ...next });
    };
  });

  let count = 0;
  const make = (many: number): void => {
    for (let n = 0; n < many; n += 1) made.set(`t${(count += 1)}`, clock.now());
  };
  const pass = async (): Promise<void> => {
    clock.advance(ticketPollMs);
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
  };

  it('makes one call for tickets since the last poll, and reports each once, oldest first', async () => {
    clock.advance(1_000);
    make(2);
    await pass();
    make(1);
    await pass();
    assert.deepEqual(reported, [...made.keys()]);
    assert.equal(calls.length, 2);
    const [first, second] = calls;
    assert.ok(first && second && first.since < second.since);
    assert.deepEqual(first.options, { priority: 'background', cachedNamesOnly: true });
  });

  it('requests the next page only if a whole page is new, and misses none', async () => {
    clock.advance(1_000);
    make(230);
    await pass();
    assert.deepEqual([calls.length, reported.length, new Set(reported).size], [3, 230, 230]);
    await pass();
    assert.equal(calls.length, 4);
  });

  it('polls again from the same time if a later page failed, and reports nothing twice', async () => {
    clock.advance(1_000);
    make(230);
    failing = (at) => at === '100';
    await pass();
    assert.deepEqual([reported.length, failures.length], [100, 1]);
    failing = () => false;
    make(1);
    await pass();
    assert.deepEqual([reported.length, new Set(reported).size], [231, 231]);
  });

  it('stops if the server keeps returning the same page', async () => {
    clock.advance(1_000);
    make(150);
    const given = list;
    list = (since, _, options) => given(since, undefined, options);
    await pass();
    assert.equal(calls.length, 2);
  });

  it('makes no call while disabled', async () => {
    wanted = false;
    make(1);
    await pass();
    assert.deepEqual([calls.length, reported.length], [0, 0]);
  });

  it('misses nothing after a clock that was a day ahead is set back, and after a sleep', async () => {
    clock.advance(1_000);
    make(1);
    await pass();
    clock.setBack(24 * 3_600_000);
    make(1);
    await pass();
    clock.advance(8 * 3_600_000);
    await pass();
    make(1);
    await pass();
    assert.deepEqual(new Set(reported), new Set(made.keys()));
  });

  for (const isKnown of [true, false]) {
    it(`misses nothing if this machine’s clock is an hour ahead, ${isKnown ? 'known' : 'not known'} at first`, async () => {
      const real = -60 * 60_000;
      offset = isKnown ? real : undefined;
      made.set('earlier', clock.now() + real - 10 * 60_000);
      for (const id of ['first', 'second', 'third']) {
        clock.advance(1_000);
        made.set(id, clock.now() + real);
        await pass();
        // Each response has the server's time.
        offset = real;
        await pass();
      }
      assert.deepEqual(reported, ['first', 'second', 'third']);
    });
  }

  for (const [direction, hours] of [
    ['back', -3],
    ['forward', 3],
  ] as const) {
    it(`reports new tickets only, each once, if this machine’s clock is set ${direction} by hours`, async () => {
      const serverAhead = 90_000;
      let set = 0;
      serverTime = () => clock.now() - set + serverAhead;
      const makeNow = (id: string): unknown => made.set(id, clock.now() - set + serverAhead);
      poll.dispose();
      makeNow('before');
      clock.advance(60 * 60_000);
      poll = start();
      clock.advance(1_000);
      makeNow('first');
      wanted = false;
      for (let polls = 0; polls < 12; polls += 1) await pass();
      clock.setBack(-hours * 60 * 60_000);
      set = hours * 60 * 60_000;
      // As the next response will show it.
      offset = serverAhead - set;
      makeNow('second');
      wanted = true;
      await pass();
      makeNow('third');
      await pass();
      assert.deepEqual(reported, ['first', 'second', 'third']);
    });
  }

  it('reports tickets created while the server’s clock was slow', async () => {
    made.set('behind', clock.now() - 60_000);
    await pass();
    assert.deepEqual(reported, ['behind']);
  });
});

describe('new tickets of a platform account', () => {
  let account: AnyAccount;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock();
    account = await anyAccount('platform', { tickets: 40, hostile: false, clock });
  });
  afterEach(() => account.dispose());

  it('are fetched with one call, regardless of how many others changed', async () => {
    const { tickets } = account.connection;
    const since = new Date(clock.now() - 1_000).toISOString();
    const { id } = await tickets.create({ message: 'New', requester: { mail: 'kim@mail.test' } });
    clock.advance(60_000);
    const { rows: others } = await tickets.list({ order: 'asc' });
    for (const row of others) {
      if (row.kind === 'ticket') await tickets.update(row.ticket.id, { priority: 'urgent' });
    }
    const changed = await tickets.list({ order: 'desc' });
    assert.ok(
      !changed.rows.some((row) => row.kind === 'ticket' && row.ticket.id === id),
      'else it proves nothing',
    );
    account.calls.length = 0;
    const page = await tickets.newest(since, undefined, { cachedNamesOnly: true });
    assert.deepEqual(
      page.rows.map((row) => row.kind === 'ticket' && row.ticket.id),
      [id],
    );
    assert.equal(account.calls.length, 1);
  });

  it('continue after a full page', async () => {
    const { tickets } = account.connection;
    const since = new Date(clock.now() - 1_000).toISOString();
    const made: string[] = [];
    for (let n = 0; n < 101; n += 1) {
      made.push((await tickets.create({ message: 'New', requester: { mail: `k${n}@mail.test` } })).id);
    }
    const first = await tickets.newest(since);
    assert.equal(first.rows.length, 100);
    assert.ok(first.next);
    const second = await tickets.newest(since, first.next);
    const found = [...first.rows, ...second.rows].map((row) => row.kind === 'ticket' && row.ticket.id);
    assert.deepEqual(found.toSorted(), made.toSorted());
  });
});
