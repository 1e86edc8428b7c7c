import assert from 'node:assert/strict';
import { hostileTexts } from '../../support/hostileData';
import { listTickets, type HelpdeskTicket } from './helpdeskTicket';
import { PlatformBench } from './platformBench';

describe('sandbox ticket list (HelpDesk API)', () => {
  let bench: PlatformBench;
  before(async () => (bench = await PlatformBench.start()));
  after(() => bench.sandbox.dispose());

  const list = (query = '') => listTickets(bench, query);
  const ids = (rows: readonly HelpdeskTicket[]) => rows.map(({ ID }) => ID);
  const all = async (query = '') => (await list(`pageSize=100&${query}`)).rows;

  it('returns a bare array of 20 tickets, with totals in headers', async () => {
    const { rows, total, pages } = await list();
    assert.equal(rows.length, 20);
    assert.ok(total > 80);
    assert.equal(pages, Math.ceil(total / 20));
    assert.match(rows[0]!.ID, /^[0-9a-f-]{36}$/);
    assert.match(rows[0]!.shortID, /^[0-9A-Z]{5}$/);
    assert.match(rows[0]!.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  for (const sortBy of ['createdAt', 'updatedAt', 'lastMessageAt'] as const) {
    for (const order of ['asc', 'desc']) {
      it(`pages forward and back with a cursor of ${sortBy} and ID, ${order}`, async () => {
        const base = `sortBy=${sortBy}&order=${order}&pageSize=30`;
        const seen: HelpdeskTicket[] = [];
        for (;;) {
          const last = seen.at(-1);
          const cursor = last ? `&next.value=${last[sortBy]}&next.ID=${last.ID}` : '';
          const { rows, total } = await list(base + cursor);
          seen.push(...rows);
          assert.ok(seen.length <= total);
          if (rows.length < 30) break;
        }
        assert.equal(new Set(ids(seen)).size, (await list()).total);
        const times = seen.map((row) => row[sortBy]);
        const sorted = [...times].sort();
        assert.deepEqual(times, order === 'asc' ? sorted : sorted.reverse());
        const at = seen[40]!;
        const back = await list(`${base}&prev.value=${at[sortBy]}&prev.ID=${at.ID}`);
        assert.deepEqual(ids(back.rows), ids(seen.slice(10, 40)));
      });
    }
  }

  it('supports page numbers', async () => {
    const whole = await all();
    assert.deepEqual(ids((await list('page=2&pageSize=10')).rows), ids(whole.slice(10, 20)));
  });

  const narrowed: readonly [string, (row: HelpdeskTicket) => boolean][] = [
    ['status=onhold', ({ status }) => status === 'onhold'],
    ['status=closed', ({ status }) => status === 'closed'],
    ['priority=20', ({ priority }) => priority === 20],
    ['hasAssignee=N', ({ assignment }) => !assignment?.agent],
    ['silo=archive', ({ silo }) => silo === 'archive'],
    ['silo=spam', ({ spam }) => spam.status],
    ['spam=true', ({ spam }) => spam.status],
    ['query=mail.example', () => true],
    ['createdDateFrom=-2d', ({ createdAt }) => createdAt >= '2026-06-29T12:00:00.000Z'],
    ['updatedDateTo=2026-06-30T00:00:00.000Z', ({ updatedAt }) => updatedAt < '2026-06-30T00:00:00.000Z'],
  ];
  for (const [query, test] of narrowed) {
    it(`filters by ${query}`, async () => {
      const { rows, total } = await list(`pageSize=100&${query}`);
      assert.ok(rows.length > 0 && total > 0);
      assert.ok(rows.every(test));
    });
  }

  it('filters by teams and tags in every notation, by requester, subject and short id', async () => {
    const tagged = (await all()).find(({ tagIDs }) => tagIDs.length > 0)!;
    const [tag] = tagged.tagIDs;
    const [team] = tagged.teamIDs;
    for (const query of [`tagIDs=${tag},x`, `tagIDs[]=${tag}`, `teamIDs=${team}`]) {
      const rows = await all(query);
      assert.ok(ids(rows).includes(tagged.ID), query);
      assert.ok(
        rows.every(({ tagIDs, teamIDs }) => [...tagIDs, ...teamIDs].some((id) => query.includes(id))),
      );
    }
    assert.ok(ids(await all(`requester[email]=${tagged.requester.email}`)).includes(tagged.ID));
    assert.ok(ids(await all(`subject=${encodeURIComponent(tagged.subject)}`)).includes(tagged.ID));
    assert.deepEqual(ids(await all(`shortID=${tagged.shortID}`)), [tagged.ID]);
  });

  it('rejects an incomplete cursor, a large page size and unknown values', async () => {
    for (const query of [
      'next.value=2026-01-01T00:00:00Z',
      'next.ID=x',
      'pageSize=101',
      'status=spam',
      'order=up',
    ]) {
      assert.equal((await bench.helpdesk('GET', `/tickets?${query}`)).status, 422, query);
    }
  });

  it('includes the tickets of the classic API, hostile texts, and tickets that differ from the sample', async () => {
    const rows = [...(await all()), ...(await all('silo=spam')), ...(await all('silo=archive'))];
    assert.ok(rows.length <= 120);
    const subjects = new Set(rows.map(({ subject }) => subject));
    assert.ok(hostileTexts.filter(({ subject }) => subjects.has(subject)).length > 8);
    assert.ok(rows.some((row) => !('customFields' in row)));
    assert.ok(rows.some(({ assignment }) => assignment === null));
    assert.ok(rows.some(({ assignment }) => assignment?.agent === null));
    assert.ok(rows.some(({ events }) => events.some(({ author }) => author.type === 'system')));
    for (const { events } of rows) {
      assert.deepEqual(
        events.map(({ ID }) => ID),
        events.map((_, i) => i + 1),
      );
    }
  });

  it('requires a specific User-Agent', async () => {
    for (const agent of ['node', 'undici', '']) {
      const answer = await bench.helpdesk('GET', '/tickets', undefined, { headers: { 'User-Agent': agent } });
      assert.equal(answer.status, 403);
    }
  });

  it('responds with 401 to wrong tokens and 404 to unknown paths and tickets', async () => {
    const wrong = { headers: { Authorization: 'Basic eDp5' } };
    assert.equal((await bench.helpdesk('GET', '/tickets', undefined, wrong)).status, 401);
    assert.equal((await bench.helpdesk('GET', '/nothing')).status, 404);
    assert.equal((await bench.helpdesk('GET', '/tickets/00000000-0000-4000-8000-000000000000')).status, 404);
  });
});
