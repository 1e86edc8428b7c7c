import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keptTickets, type KeptTicketQuery } from '../../../src/core/localData/keptTickets';
import type { KeptItems } from '../../../src/core/localData/keptItems';
import { runSearchTask } from '../../../src/core/localData/searchTasks';
import type { TicketQuery, TicketSummary } from '../../../src/core/domain/ticket';
import type { Database } from '../../../src/core/storage/database';
import { account, KeptBench, row, ticket } from './support/keptBench';

const minutesAgo = (minutes: number): string =>
  new Date(Date.UTC(2026, 5, 2) - minutes * 60_000).toISOString();

describe('kept tickets by filter', function () {
  this.timeout(30_000);
  let bench: KeptBench;
  let kept: KeptItems;
  let database: Database;
  beforeEach(async () => {
    bench = new KeptBench();
    ({ kept, database } = await bench.open());
  });
  afterEach(() => bench.dispose());

  const keep = async (tickets: Readonly<Record<string, Partial<TicketSummary>>>): Promise<void> => {
    const rows = Object.entries(tickets).map(([id, more], version) => row(id, version, more));
    await kept.keepRows(account, rows, bench.clock.now());
  };
  const find = (filter: TicketQuery, more: Partial<KeptTicketQuery> = {}) =>
    keptTickets(database, { account, filter, unlisted: [], since: 0, sort: 'newest', limit: 100, ...more });
  const ids = (filter: TicketQuery, more: Partial<KeptTicketQuery> = {}): readonly string[] =>
    find(filter, more).rows.map((found) => found.ticket.id);

  it('finds them by each field of a list', async () => {
    await keep({
      a: { status: 'solved', assignee: { id: 'Ada@Example.com' }, tags: ['vip', 'a"b'], groupIds: [1, 12] },
      b: {
        requester: { mail: 'Kim@example.com' },
        source: { type: 'facebook:post' },
        tags: [],
        groupIds: [2],
      },
      c: { status: 'spam', date: '2026-05-01T12:00:00.000Z', tags: ['vip2'] },
    });
    const expected: readonly (readonly [TicketQuery, readonly string[]])[] = [
      [{}, ['c', 'b', 'a']],
      [{ order: 'asc' }, ['a', 'b', 'c']],
      [{ status: 'solved' }, ['a']],
      [{ assignee: 'ada@example.com' }, ['a']],
      [{ assigned: true }, ['a']],
      [{ assigned: false }, ['c', 'b']],
      [{ requesterMail: 'KIM@example.com' }, ['b']],
      [{ source: 'facebook' }, ['b']],
      [{ tag: 'vip' }, ['a']],
      [{ tag: 'a"b' }, ['a']],
      [{ tagged: true }, ['c', 'a']],
      [{ tagged: false }, ['b']],
      [{ group: 1 }, ['a']],
      [{ group: 12 }, ['a']],
      [{ group: 2 }, ['b']],
      [{ dateTo: '2026-05-02' }, ['c', 'b', 'a']],
      [{ dateFrom: '2026-05-31' }, ['c', 'b', 'a']],
      [{ dateFrom: '2026-06-03' }, []],
      [{ status: 'open', assigned: false, tagged: false }, ['b']],
    ];
    for (const [filter, found] of expected) assert.deepEqual(ids(filter), found, JSON.stringify(filter));
    assert.deepEqual(ids({}, { unlisted: ['spam', 'trash'] }), ['b', 'a']);
    assert.deepEqual(ids({ status: 'spam' }, { unlisted: ['spam', 'trash'] }), ['c']);
    assert.deepEqual(ids({}, { account: 'classic:bo' }), []);
  });

  it('knows created days', async () => {
    await keep({ a: { date: '2026-05-01T12:00:00.000Z' }, b: { date: '2026-05-20T12:00:00.000Z' } });
    assert.deepEqual(ids({ dateTo: '2026-05-10' }), ['a']);
  });

  it('sorts by longest wait and by priority, and knows who waits', async () => {
    await keep({
      late: { wait: { since: minutesAgo(90) }, priority: 'low' },
      later: { wait: { since: minutesAgo(300) }, priority: 'urgent' },
      answered: { wait: {}, priority: 'urgent' },
      solved: { wait: { since: minutesAgo(900) }, status: 'solved' },
      unknown: {},
    });
    const byWait = find({}, { sort: 'waiting' });
    assert.deepEqual(
      byWait.rows.map((found) => found.ticket.id),
      ['later', 'late', 'unknown', 'solved', 'answered'],
    );
    assert.deepEqual([byWait.total, byWait.longestWait], [5, minutesAgo(300)]);
    assert.deepEqual(ids({}, { sort: 'priority' }), ['later', 'answered', 'late', 'unknown', 'solved']);
    assert.deepEqual(ids({}, { wait: 'any' }), ['later', 'late']);
    assert.deepEqual(ids({}, { wait: 'none' }), ['solved', 'answered']);
    assert.deepEqual(ids({}, { wait: 'unknown' }), ['unknown']);
    assert.deepEqual(ids({}, { wait: { until: minutesAgo(200) } }), ['later']);
    assert.deepEqual(ids({}, { wait: { after: minutesAgo(200) } }), ['late']);
  });

  it('counts all of them and gives the first', async () => {
    await keep(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`t${at}`, {}])));
    const { rows, total } = find({}, { limit: 10 });
    assert.deepEqual([rows.length, total, rows[0]?.ticket.id], [10, 30, 't29']);
    assert.equal(find({}, { limit: 0 }).total, 30);
  });

  it('looks for words in subjects and messages, with and without an index', async () => {
    await keep({ a: { subject: 'Zipper is stuck' }, b: { subject: 'Other' } });
    await kept.keepTicket(account, ticket('c', 5, 'the ZIPPER again'), bench.clock.now());
    assert.deepEqual(ids({ query: 'zipper' }), ['c', 'a']);
    await runSearchTask(database, { kind: 'index' });
    assert.deepEqual(ids({ query: 'zipper' }), ['c', 'a']);
    assert.deepEqual(ids({ query: 'zipper again' }), ['c']);
    assert.deepEqual(ids({ query: 'zi' }), ['c', 'a']);
    assert.equal(find({ query: 'zipper' }, { limit: 1 }).total, 2);
  });

  it('has each ticket that LiveChat found by words, which may be in messages that are not kept', async () => {
    await keep({ a: { subject: 'Refund' }, b: {}, c: { status: 'solved' }, d: {}, e: { subject: 'Refund' } });
    const listed = { ids: ['a', 'b', 'c'], from: 0, before: bench.clock.now() + 1 };
    const filter: TicketQuery = { query: 'refund', status: 'open' };
    assert.deepEqual([ids(filter, { listed }), find(filter, { listed }).total], [['b', 'a'], 2]);
    await runSearchTask(database, { kind: 'index' });
    assert.deepEqual([ids(filter, { listed }), find(filter, { listed }).total], [['b', 'a'], 2]);
    assert.deepEqual(ids(filter), ['e', 'a']);
  });

  it('knows the wait of a ticket that was read, and of every later version', async () => {
    const events = [{ type: 'message', date: minutesAgo(50), author: { type: 'client' } }];
    await kept.keepTicket(account, ticket('a', 1, '', { events }), bench.clock.now());
    assert.equal(find({}, { wait: 'any' }).longestWait, minutesAgo(50));
    await kept.keepRows(account, [row('a', 2, { wait: {} })], bench.clock.now());
    assert.deepEqual(ids({}, { wait: 'none' }), ['a']);
    await kept.keepRows(account, [row('a', 3)], bench.clock.now());
    assert.deepEqual(ids({}, { wait: 'unknown' }), ['a']);
  });

  it('agrees with a filter in code', async () => {
    const summary = fc.record(
      {
        status: fc.constantFrom('open', 'pending', 'solved'),
        tags: fc.subarray(['vip', 'vi', 'p']),
        groupIds: fc.subarray([1, 2, 11]),
        assignee: fc.constantFrom({ id: 'ada' }, { id: 'bo' }),
      },
      { requiredKeys: [] },
    );
    const filter = fc.record(
      {
        status: fc.constantFrom('open' as const, 'solved' as const),
        tag: fc.constantFrom('vip', 'vi', 'none'),
        group: fc.constantFrom(1, 2, 11),
        assignee: fc.constantFrom('ada', 'bo'),
      },
      { requiredKeys: [] },
    );
    const runs = fc.asyncProperty(fc.array(summary, { maxLength: 8 }), filter, async (list, wanted) => {
      await database.write([], (writer) => writer.run('DELETE FROM kept_items'));
      await keep(Object.fromEntries(list.map((more, index) => [`t${index}`, more])));
      const matches = list.flatMap((more, index) => {
        const { status = 'open', tags = [], groupIds = [], assignee } = more;
        const isWanted =
          (wanted.status === undefined || wanted.status === status) &&
          (wanted.tag === undefined || tags.includes(wanted.tag)) &&
          (wanted.group === undefined || groupIds.includes(wanted.group)) &&
          (wanted.assignee === undefined || wanted.assignee === assignee?.id);
        return isWanted ? [`t${index}`] : [];
      });
      assert.deepEqual(ids(wanted), matches.toReversed());
    });
    await fc.assert(runs, { numRuns: 60 });
  });
});
