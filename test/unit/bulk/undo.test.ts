import assert from 'node:assert/strict';
import { runLeaseMs } from '../../../src/core/bulk/bulkRows';
import { planUndo } from '../../../src/core/bulk/planUndo';
import type { RunRequest } from '../../../src/core/bulk/run';
import type { TicketSummary } from '../../../src/core/domain/ticket';
import { FakeClock } from '../support/fakeClock';
import { BulkFixture, Kill } from './support/bulkFixture';

for (const kind of ['classic', 'platform'] as const) {
  describe(`undoing a run of changes, ${kind}`, () => {
    let fixture: BulkFixture;
    let tickets: readonly TicketSummary[];
    let tag: string;

    beforeEach(async () => {
      fixture = await BulkFixture.open({ kind });
      tickets = await fixture.tickets(4);
      const known = await fixture.inner.deps.session.run((connection) => connection.tags.list());
      const used = new Set(tickets.flatMap(({ tags }) => tags ?? []));
      tag = known.find(({ name }) => !used.has(name))?.name ?? assert.fail('every tag is used');
    });
    afterEach(() => fixture.close());

    const run = async (request: RunRequest): Promise<number> => {
      const id = await fixture.confirmed(request, tickets);
      assert.deepEqual(await fixture.window('one').run(id), { kind: 'ended' });
      return id;
    };
    const undo = async (id: number): Promise<number> => {
      const items = planUndo(id, await fixture.inner.log(), await fixture.items(id));
      const undone = { account: fixture.account, request: {}, undoOf: id };
      const next = await fixture.rows.create(undone, 'planned', items, fixture.inner.clock.now());
      await fixture.rows.confirm(next);
      assert.deepEqual(await fixture.window('one').run(next), { kind: 'ended' });
      return next;
    };

    it('restores what every ticket had before', async () => {
      const assignee = { id: fixture.inner.sandbox.credentials[1]?.login ?? '' };
      const before = await Promise.all(tickets.map(({ id }) => fixture.ticket(id)));
      const id = await run({ status: 'pending', assignee, tags: { how: 'add', names: [tag] } });
      const next = await undo(id);
      for (const [at, { ticketId, outcome }] of (await fixture.items(next)).entries()) {
        const now = await fixture.ticket(ticketId);
        const then = before[at];
        assert.deepEqual([now.status, [...now.tags].sort()], [then?.status, [...(then?.tags ?? [])].sort()]);
        if (then?.assignee) assert.equal(now.assignee?.id, then.assignee.id);
        else assert.deepEqual(outcome?.notUndone, ['assignee.id'], 'no call removes an assignee');
      }
    });

    it('does not overwrite what was changed since, and leaves alone what is so already', async () => {
      const id = await run({ status: 'solved' });
      const [first, second] = tickets;
      assert.ok(first && second);
      await fixture.inner.ticketActions.update({ ticketId: first.id, change: { status: 'pending' } });
      await fixture.inner.ticketActions.update({ ticketId: second.id, change: { status: 'open' } });
      const next = await undo(id);
      assert.deepEqual(await fixture.states(next), ['failed', 'unchanged', 'done', 'done']);
      assert.deepEqual((await fixture.items(next))[0]?.outcome, { conflicts: ['status'] });
      assert.equal((await fixture.ticket(first.id)).status, 'pending');
    });

    it('says that messages cannot be taken back, and concerns only tickets that the run changed', async () => {
      const [first] = tickets;
      await fixture.inner.ticketActions.update({ ticketId: first?.id ?? '', change: { status: 'solved' } });
      const id = await run({ status: 'solved', message: 'Hello' });
      const items = planUndo(id, await fixture.inner.log(), await fixture.items(id));
      assert.deepEqual(
        items.map(({ state, change, outcome }) => [state, change, outcome]),
        tickets.map((_, at) => [
          at === 0 ? 'not-sent' : 'waiting',
          at === 0 ? {} : { status: 'open' },
          { notUndone: ['message'] },
        ]),
      );
      assert.deepEqual(planUndo(id + 1, await fixture.inner.log(), await fixture.items(id)), []);
    });

    it('has the values of a change that a later window found', async () => {
      const id = await fixture.confirmed({ status: 'solved', message: 'Hello' }, tickets);
      // The fourth step sends the first ticket's change.
      const kill = new Kill(4, 'after');
      void fixture.window('one', { kill }).run(id);
      await kill.killed;
      assert.deepEqual(await fixture.inner.log(), []);
      const clock = new FakeClock();
      clock.advance(runLeaseMs + 1);
      assert.deepEqual(await fixture.window('two', { clock }).run(id), { kind: 'ended' });
      assert.equal(await fixture.messages(tickets[0]?.id ?? '', 'Hello'), 1);
      const [item] = planUndo(id, await fixture.inner.log(), await fixture.items(id));
      assert.deepEqual(item?.change, { status: 'open' });
    });
  });
}
