import assert from 'node:assert/strict';
import type { BulkResult } from '../../../src/core/actions/ticketOutcome';
import { ActionsFixture } from './support/actionsFixture';

const kinds = (results: readonly BulkResult[]): string[] => results.map(({ outcome }) => outcome.kind);

describe('changing several tickets', () => {
  let fixture: ActionsFixture;
  let ids: readonly string[];

  async function start(options?: Parameters<typeof ActionsFixture.open>[0]): Promise<void> {
    fixture = await ActionsFixture.open(options);
    const { result } = await fixture.ticketActions.list({ status: 'open' });
    ids = result.tickets.slice(0, 9).map(({ id }) => id);
    assert.equal(ids.length, 9);
    fixture.sandbox.calls.reset();
  }
  afterEach(() => fixture.close());

  it('adds and removes tags, keeps the others, and reports progress', async () => {
    await start();
    const [first = ''] = ids;
    await fixture.ticketActions.update({ ticketId: first, change: { tags: ['own', 'old'] } });
    const progress: string[] = [];
    const results = await fixture.ticketActions.updateMany(
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
    assert.equal(fixture.calls['PUT /tickets/:id'], undefined);
  });

  it('returns a result for each ticket, and one failure does not stop the others', async () => {
    await start();
    fixture.sandbox.faults.next({ match: { method: 'PUT', path: `/tickets/${ids[3] ?? ''}` }, status: 403 });
    fixture.sandbox.faults.next({ match: { method: 'GET', path: `/tickets/${ids[5] ?? ''}` }, status: 404 });
    const results = await fixture.ticketActions.updateMany(ids, { status: 'solved' });
    assert.deepEqual(
      results.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.why.code : outcome.kind)),
      ids.map((_id, at) => (at === 3 ? 'forbidden' : at === 5 ? 'not-found' : 'saved')),
    );
    assert.equal((await fixture.log()).filter(({ outcome }) => outcome === 'done').length, 7);
  });

  it('does not overwrite what a colleague changed since the rows were shown', async () => {
    await start();
    const seen = (await fixture.ticketActions.list({ status: 'open' })).result.tickets.slice(0, 3);
    const [first, second, third] = seen.map(({ id }) => id);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const agents = fixture.sandbox.credentials.map(({ login }) => login);
    const [mine = '', theirs = ''] = agents.filter((login) =>
      seen.every(({ assignee }) => assignee?.id !== login),
    );
    await fixture.ticketActions.update({ ticketId: first, change: { status: 'solved' } });
    await fixture.ticketActions.update({ ticketId: second, change: { assignee: { id: theirs } } });
    const change = { status: 'pending', assignee: { id: mine } } as const;
    const results = await fixture.ticketActions.updateMany([first, second, third], change, { seen });
    assert.deepEqual(
      results.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.why.code : outcome.kind)),
      ['conflict', 'conflict', 'saved'],
    );
    assert.equal((await fixture.ticketActions.get(first)).status, 'solved');
    assert.equal((await fixture.ticketActions.get(second)).assignee?.id, theirs);
    const again = await fixture.ticketActions.updateMany([first], { status: 'solved' }, { seen });
    assert.deepEqual(kinds(again), ['saved'], 'both want the same');
  });

  it('stops before the next ticket when the user cancels', async () => {
    await start();
    const stop = new AbortController();
    const results = await fixture.ticketActions.updateMany(
      ids,
      { status: 'solved' },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    assert.deepEqual(kinds(results), ['saved', ...ids.slice(1).map(() => 'cancelled')]);
    assert.equal(fixture.calls['PUT /tickets/:id'], 1);
  });

  it('stops when the user switches to another account', async () => {
    await start();
    let switching: Promise<void> | undefined;
    const results = await fixture.ticketActions.updateMany(
      ids,
      { status: 'solved' },
      {
        onProgress: () => {
          switching ??= fixture.accounts.add(fixture.credential(1));
        },
      },
    );
    await switching;
    assert.equal(fixture.calls['PUT /tickets/:id'], 1);
    assert.deepEqual(
      kinds(results).slice(1),
      ids.slice(1).map(() => 'cancelled'),
    );
  });

  it('makes one attempt if the account does not support the change', async () => {
    await start({ updateTicket: 405 });
    const results = await fixture.ticketActions.updateMany(ids, { assignee: { id: 'nobody@example.com' } });
    assert.deepEqual(
      results.map(({ outcome }) => outcome.kind === 'failed' && outcome.why.code),
      ids.map(() => 'unsupported'),
    );
    assert.equal(fixture.calls['PUT /tickets/:id'], 1);
  });

  it('changes a ticket that was selected twice only once, and accepts an empty selection', async () => {
    await start();
    const [first = ''] = ids;
    const results = await fixture.ticketActions.updateMany([first, first], { status: 'spam' });
    assert.deepEqual(kinds(results), ['saved']);
    assert.deepEqual(await fixture.ticketActions.updateMany([], { status: 'spam' }), []);
  });
});
