import assert from 'node:assert/strict';
import { TestBench, type TicketPage, type TicketRow } from './testBench';

describe('sandbox ticket list (REST v2)', () => {
  let bench: TestBench;
  let all: readonly TicketRow[];
  before(async () => {
    bench = await TestBench.start({ tickets: 260 });
    all = await bench.allTickets();
  });
  after(() => bench.sandbox.dispose());

  const ids = (rows: readonly TicketRow[]) => rows.map(({ id }) => id).sort();
  const same = async (query: string, test: (row: TicketRow) => boolean): Promise<void> => {
    const expected = all.filter(test);
    assert.ok(
      expected.length > 0 && expected.length < all.length,
      `${query} must match some tickets but not all`,
    );
    assert.deepEqual(ids(await bench.allTickets(query)), ids(expected), query);
  };
  const groupIds = ({ groups }: TicketRow) =>
    groups.map((group) => (typeof group === 'number' ? group : group.id));

  it('returns 25 tickets per page from page 1, with totals', async () => {
    const first = await bench.get<TicketPage>('/tickets');
    assert.deepEqual([first.tickets.length, first.total, first.pages], [25, 260, 11]);
    assert.deepEqual(await bench.get('/tickets?page=1'), first);
    assert.equal((await bench.get<TicketPage>('/tickets?page=11')).tickets.length, 10);
    assert.equal(new Set(ids(all)).size, 260);
  });

  it('returns an empty page beyond the end, with the same totals', async () => {
    assert.deepEqual(await bench.get('/tickets?page=12'), { tickets: [], total: 260, pages: 11 });
  });

  it('sorts newest first by default, or oldest first', async () => {
    const dates = all.flatMap(({ modified }) => modified ?? []);
    assert.deepEqual(
      dates,
      [...dates].sort((a, b) => b - a),
    );
    const upwards = await bench.allTickets('order=asc');
    assert.deepEqual(
      upwards.map(({ id }) => id),
      all.map(({ id }) => id).reverse(),
    );
  });

  it('filters by status', () => same('status=pending', (t) => t.status === 'pending'));
  it('filters assigned tickets', () => same('assigned=1', (t) => t.assignee !== undefined));
  it('filters unassigned tickets', () => same('assigned=0', (t) => t.assignee === undefined));
  it('filters by group', () => same('group=2', (t) => groupIds(t).includes(2)));
  it('filters by group 0, which is not "any"', () => same('group=0', (t) => groupIds(t).includes(0)));
  it('filters by tag', () => same('tag=returns', (t) => t.tags.includes('returns')));
  it('filters tagged tickets', () => same('tagged=1', (t) => t.tags.length > 0));
  it('filters untagged tickets', () => same('tagged=0', (t) => t.tags.length === 0));
  it('filters by source', () => same('source=mail', (t) => t.source.type === 'mail'));
  it('filters both kinds of Facebook tickets', () =>
    same('source=facebook', (t) => t.source.type.startsWith('facebook:')));
  it('filters by assignee', () => {
    const login = all.find(({ assignee }) => assignee)!.assignee!.id;
    return same(`assignee=${encodeURIComponent(login)}`, (t) => t.assignee?.id === login);
  });
  it('filters by requester[mail], encoded or not', async () => {
    const { mail } = all[3]!.requester;
    await same(`requester[mail]=${encodeURIComponent(mail)}`, (t) => t.requester.mail === mail);
    await same(`requester%5Bmail%5D=${encodeURIComponent(mail)}`, (t) => t.requester.mail === mail);
  });
  it('searches subject, names and messages', async () => {
    const says = (t: TicketRow) => JSON.stringify([t.subject, t.requester, t.events.map((e) => e.message)]);
    await same('query=WAREHOUSE', (t) => says(t).toLowerCase().includes('warehouse'));
    await same(`query=${encodeURIComponent('注文')}`, (t) => says(t).includes('注文'));
  });
  it('combines filters with "and"', () =>
    same(
      'status=open&tagged=1&assigned=1',
      (t) => t.status === 'open' && t.tags.length > 0 && t.assignee !== undefined,
    ));

  it('filters by days with any activity, inclusive', async () => {
    const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
    const active = (t: TicketRow, from: string, to: string) =>
      [...t.events.map(({ date }) => date), t.modified].some(
        (d) => d !== undefined && day(d) >= from && day(d) <= to,
      );
    await same('date_from=2026-06-26&date_to=2026-06-27', (t) => active(t, '2026-06-26', '2026-06-27'));
    await same('date_from=2026-06-27', (t) => active(t, '2026-06-27', '9999'));
    await same('date_to=2026-06-25', (t) => active(t, '0000', '2026-06-25'));
    const between = await bench.allTickets('date_from=2026-06-26&date_to=2026-06-26');
    assert.ok(
      between.some(({ modified }) => modified !== undefined && day(modified) !== '2026-06-26'),
      'an older event is enough',
    );
  });

  it('ignores an empty parameter', async () => {
    assert.equal((await bench.get<TicketPage>('/tickets?status=&query=')).total, 260);
  });

  for (const query of [
    'page=0',
    'page=x',
    'status=closed',
    'assigned=2',
    'order=up',
    'group=sales',
    'source=fax',
    'tagged=maybe',
    'date_from=01/02/2026',
    'date_to=2026-02-31',
  ]) {
    it(`responds with 400 to ${query}`, async () => {
      const answer = await bench.call('GET', `/tickets?${query}`);
      assert.equal(answer.status, 400);
      assert.match((answer.json() as { errors: string[] }).errors[0]!, / has incorrect format$/);
    });
  }

  it('includes tickets that differ from the documented sample', () => {
    assert.ok(all.every(({ modified }) => modified === undefined || Number.isInteger(modified)));
    const some = (test: (row: TicketRow) => boolean) =>
      assert.ok(all.some(test) && !all.every(test), test.toString());
    some((t) => t.modified === undefined);
    some((t) => t.assignee === undefined);
    some((t) => t.groups.some((group) => typeof group === 'object') && t.currentGroup !== undefined);
    some((t) => t.requester.ip !== undefined);
    some((t) => t.source.url !== undefined);
    some((t) => t.source.id !== undefined);
    some((t) => 'ccs' in t && 'rate' in t && 'labs' in t && 'date' in t);
    some((t) => t.events.some(({ is_private }) => is_private === true));
    some((t) =>
      t.events.some(
        (e) => e.type === 'assignee_changed' && e.author.type === undefined && e.to !== undefined,
      ),
    );
  });
});
