import assert from 'node:assert/strict';
import { changeInTurn, type TurnResult } from '../../../src/core/bulk/changeInTurn';
import type { SharedChange } from '../../../src/core/domain/input/bulkInput';
import type { AccountKind } from '../../../src/core/domain/account';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from '../actions/support/actionsFixture';

const kinds = (results: readonly TurnResult[]): string[] =>
  results.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.why.code : outcome.kind));

for (const kind of ['classic', 'platform'] as const satisfies readonly AccountKind[]) {
  describe(`changing tickets one after another for code, ${kind}`, () => {
    let fixture: ActionsFixture;
    let ids: readonly string[];

    beforeEach(async () => {
      fixture = await ActionsFixture.open({ kind, tickets: 60 });
      const { result } = await fixture.ticketActions.list({ status: 'open' });
      ids = result.tickets.slice(0, 6).map(({ id }) => id);
      assert.equal(ids.length, 6);
      fixture.sandbox.calls.reset();
    });
    afterEach(() => fixture.close());

    const change = (wanted: SharedChange, more: { dryRun?: boolean; ticketIds?: readonly string[] } = {}) =>
      changeInTurn(fixture.ticketActions, { ticketIds: ids, change: wanted, dryRun: false, ...more });
    const writes = (): number =>
      Object.entries(fixture.calls).reduce(
        (sum, [route, count]) => sum + (route.startsWith('GET') ? 0 : count),
        0,
      );

    it('says what would change, and sends nothing', async () => {
      const [first = ''] = ids;
      await fixture.ticketActions.update({ ticketId: first, change: { status: 'solved' } });
      fixture.sandbox.calls.reset();
      const results = await change({ status: 'solved' }, { dryRun: true });
      assert.deepEqual(kinds(results), ['unchanged', ...ids.slice(1).map(() => 'would-change')]);
      assert.deepEqual(
        results.map(({ ticketId }) => ticketId),
        ids,
      );
      assert.equal(writes(), 0);
      assert.equal((await fixture.log()).length, 1);
    });

    it('changes them in the given order, and does not send what is so already', async () => {
      const backwards = [...ids].reverse();
      const [first = ''] = backwards;
      await fixture.ticketActions.update({ ticketId: first, change: { status: 'pending' } });
      fixture.sandbox.calls.reset();
      const results = await change({ status: 'pending' }, { ticketIds: backwards });
      assert.deepEqual(kinds(results), ['unchanged', ...ids.slice(1).map(() => 'saved')]);
      assert.equal(writes(), 5);
      const targets = (await fixture.log()).map(({ target }) => target);
      assert.deepEqual(targets, backwards);
    });

    it('changes no ticket twice, whichever of its ids is given', async () => {
      const [first = '', second = ''] = ids;
      const { shortId = first } = await fixture.ticketActions.read(first).then(({ ticket }) => ticket);
      const results = await change({ message: 'Once' }, { ticketIds: [first, shortId, first, second] });
      assert.deepEqual(kinds(results), ['saved', 'unchanged', 'unchanged', 'saved']);
      const { events } = await fixture.ticketActions.get(first);
      assert.equal(events.filter(({ message }) => message?.startsWith('Once')).length, 1);
    });

    it('replaces the whole list of tags', async () => {
      const connection = fixture.colleague();
      const known = (await connection.tags.list()).slice(0, 2).map(({ name }) => name);
      assert.equal(known.length, 2);
      const results = await change({ tags: known });
      assert.ok(kinds(results).every((one) => one === 'saved' || one === 'unchanged'));
      for (const id of ids) {
        assert.deepEqual([...(await fixture.ticketActions.get(id)).tags].sort(), [...known].sort());
      }
      assert.deepEqual(
        kinds(await change({ tags: [...known].reverse() })),
        ids.map(() => 'unchanged'),
      );
      assert.deepEqual(
        kinds(await change({ tags: [] })),
        ids.map(() => 'saved'),
      );
    });

    it('fails the ticket whose call LiveChat limits, sends nothing after it, and waits for nothing', async () => {
      fixture.sandbox.faults.next({
        match: { method: 'GET', path: new RegExp(`/tickets/${ids[2] ?? ''}$`) },
        retryAfter: 1,
      });
      const results = await change({ status: 'solved' });
      assert.deepEqual(kinds(results), [
        'saved',
        'saved',
        'rate-limited',
        'not-sent',
        'not-sent',
        'not-sent',
      ]);
      assert.equal(writes(), 2);
      assert.equal(fixture.sandbox.faults.pending, 0);
    });

    it('the same if the change itself is limited', async () => {
      const method = kind === 'classic' ? 'PUT' : 'PATCH';
      fixture.sandbox.faults.next({
        match: { method, path: new RegExp(`/tickets/${ids[1] ?? ''}$`) },
        retryAfter: 1,
      });
      const results = await change({ status: 'solved' });
      assert.deepEqual(kinds(results), ['saved', 'rate-limited', ...ids.slice(2).map(() => 'not-sent')]);
    });

    it('continues after a ticket that does not exist', async () => {
      const [first = '', second = ''] = ids;
      const results = await change({ status: 'solved' }, { ticketIds: [first, 'NOSUCH', second] });
      assert.deepEqual(kinds(results), ['saved', 'not-found', 'saved']);
    });
  });
}

describe('changing tickets one after another for code', () => {
  it('spreads the calls for names like those for tickets', async () => {
    const fixture = await ActionsFixture.open({ tickets: 60 });
    try {
      const { result } = await fixture.ticketActions.list({ status: 'open' });
      const ticketIds = result.tickets.slice(0, 3).map(({ id }) => id);
      const calls: unknown[] = [];
      const { session } = fixture.deps;
      const run = session.run.bind(session);
      session.run = (work) =>
        run((connection) => {
          const list: typeof connection.groups.list = (call) => {
            calls.push(call);
            return connection.groups.list(call);
          };
          return work({ ...connection, groups: { list } });
        });
      const input = { ticketIds, change: { status: 'solved' }, dryRun: false } as const;
      await changeInTurn(fixture.ticketActions, input);
      assert.deepEqual(calls, [{ callsOfRun: 6 }]);
    } finally {
      await fixture.close();
    }
  });

  it('needs an account, and one that supports the change', async () => {
    const fixture = await ActionsFixture.open({ updateTicket: 405 });
    try {
      const { result } = await fixture.ticketActions.list({ status: 'open' });
      const ticketIds = result.tickets.slice(0, 3).map(({ id }) => id);
      const input = { ticketIds, change: { status: 'solved' }, dryRun: false } as const;
      assert.deepEqual(
        kinds(await changeInTurn(fixture.ticketActions, input)),
        ticketIds.map(() => 'unsupported'),
      );
      fixture.sandbox.calls.reset();
      const failure = await failureFrom(changeInTurn(fixture.ticketActions, input));
      assert.deepEqual(failure, { code: 'unsupported', field: 'status', instead: 'tags' });
      assert.deepEqual(fixture.calls, {});
    } finally {
      await fixture.close();
    }
  });
});
