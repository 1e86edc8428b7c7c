import assert from 'node:assert/strict';
import type { BulkResult } from '../../../src/core/actions/ticketOutcome';
import { Office } from './support/office';

const kinds = (results: readonly BulkResult[]): string[] => results.map(({ outcome }) => outcome.kind);

describe('changing several tickets', () => {
  let office: Office;
  let ids: readonly string[];

  async function start(options?: Parameters<typeof Office.open>[0]): Promise<void> {
    office = await Office.open(options);
    const { result } = await office.ticketActions.list({ status: 'open' });
    ids = result.tickets.slice(0, 9).map(({ id }) => id);
    assert.equal(ids.length, 9);
    office.sandbox.calls.reset();
  }
  afterEach(() => office.close());

  it('adds and removes tags, keeps the others, and reports progress', async () => {
    await start();
    const [first = ''] = ids;
    await office.ticketActions.update({ ticketId: first, change: { tags: ['own', 'old'] } });
    const progress: string[] = [];
    const results = await office.ticketActions.updateMany(
      ids,
      { addTags: ['new'], removeTags: ['old'] },
      { onProgress: (done, of) => progress.push(`${done}/${of}`) },
    );
    assert.deepEqual(
      kinds(results),
      ids.map(() => 'saved'),
    );
    assert.deepEqual(
      results.map(({ ticketId }) => ticketId),
      ids,
    );
    const [one] = results;
    assert.deepEqual(one?.outcome.kind === 'saved' && one.outcome.ticket.tags, ['own', 'new']);
    assert.deepEqual([progress[0], progress.at(-1)], ['1/9', '9/9']);
    assert.equal(office.calls['PUT /tickets/:id'], undefined);
  });

  it('has a result for each ticket, and one failure does not stop the others', async () => {
    await start();
    office.sandbox.faults.next({ match: { method: 'PUT', path: `/tickets/${ids[3] ?? ''}` }, status: 403 });
    office.sandbox.faults.next({ match: { method: 'GET', path: `/tickets/${ids[5] ?? ''}` }, status: 404 });
    const results = await office.ticketActions.updateMany(ids, { status: 'solved' });
    assert.deepEqual(
      results.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.why.code : outcome.kind)),
      ids.map((_id, at) => (at === 3 ? 'forbidden' : at === 5 ? 'not-found' : 'saved')),
    );
    assert.equal((await office.log()).filter(({ outcome }) => outcome === 'done').length, 7);
  });

  it('stops before the next ticket when the person cancels', async () => {
    await start();
    const stop = new AbortController();
    const results = await office.ticketActions.updateMany(
      ids,
      { status: 'solved' },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    assert.deepEqual(kinds(results), ['saved', ...ids.slice(1).map(() => 'cancelled')]);
    assert.equal(office.calls['PUT /tickets/:id'], 1);
  });

  it('stops where the person switches to another account', async () => {
    await start();
    let switching: Promise<void> | undefined;
    const results = await office.ticketActions.updateMany(
      ids,
      { status: 'solved' },
      {
        onProgress: () => {
          switching ??= office.accounts.add(office.credential(1));
        },
      },
    );
    await switching;
    assert.equal(office.calls['PUT /tickets/:id'], 1);
    assert.deepEqual(
      kinds(results).slice(1),
      ids.slice(1).map(() => 'cancelled'),
    );
  });

  it('costs one attempt where the account has no such call', async () => {
    await start({ updateTicket: 405 });
    const results = await office.ticketActions.updateMany(ids, { assignee: { id: 'nobody@example.com' } });
    assert.deepEqual(
      results.map(({ outcome }) => outcome.kind === 'failed' && outcome.why.code),
      ids.map(() => 'unsupported'),
    );
    assert.equal(office.calls['PUT /tickets/:id'], 1);
  });

  it('changes a ticket once that was chosen twice, and does nothing for none', async () => {
    await start();
    const [first = ''] = ids;
    const results = await office.ticketActions.updateMany([first, first], { status: 'spam' });
    assert.deepEqual(kinds(results), ['saved']);
    assert.deepEqual(await office.ticketActions.updateMany([], { status: 'spam' }), []);
  });
});
