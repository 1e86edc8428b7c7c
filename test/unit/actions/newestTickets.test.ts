import assert from 'node:assert/strict';
import { NewestTickets } from '../../../src/core/actions/newestTickets';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import type { TicketRow, TicketSummary } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const minute = 60_000;

for (const kind of ['classic', 'platform'] as const) {
  describe(`NewestTickets (${kind})`, function () {
    this.timeout(30_000);
    let fixture: ActionsFixture;
    let colleague: LiveChatConnection;
    let newest: NewestTickets;
    beforeEach(async () => {
      fixture = await ActionsFixture.open({ tickets: 60, kind });
      colleague = fixture.colleague();
      const { tickets } = fixture.deps;
      newest = new NewestTickets(fixture.deps);
      await tickets.refresh();
      // The tickets of the sandbox are older than what the test reads.
      fixture.clock.advance(10 * minute);
      await newest.refreshLists();
      fixture.clock.advance(5 * minute);
      fixture.sandbox.calls.reset();
    });
    afterEach(() => fixture.close());

    const lists = (): number => listCalls(fixture.calls);
    const listed = (): readonly TicketSummary[] => {
      const { tickets } = fixture.deps;
      const rows = tickets.shownLists.flatMap((key): readonly TicketRow[] => tickets.state(key).rows);
      return rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
    };
    const [first, second] = [(): TicketSummary => listed()[0]!, (): TicketSummary => listed()[1]!];
    const subjectOf = (id: string): string | undefined => listed().find((each) => each.id === id)?.subject;

    it('learns with one call that only the list of spam has to be loaded again', async () => {
      await newest.refreshLists();
      assert.equal(lists(), 2);
      assert.equal(fixture.deps.tickets.loadedAt, fixture.clock.now());
    });

    it('learns which lists have to be loaded again', async () => {
      const { id } = first();
      await colleague.tickets.update(id, { subject: 'Changed by a colleague' });
      fixture.sandbox.calls.reset();
      await newest.refreshLists();
      assert.deepEqual([lists(), subjectOf(id)], [3, 'Changed by a colleague']);
      const { tickets } = fixture.deps;
      const totals = (): readonly (number | undefined)[] =>
        ['open', 'solved'].map((key) => tickets.state(key === 'open' ? 'open' : 'solved').total);
      const [open = 0, solved = 0] = totals();
      fixture.clock.advance(5 * minute);
      await colleague.tickets.update(tickets.state('open').rows.flatMap(idsOf)[0]!, { status: 'solved' });
      fixture.sandbox.calls.reset();
      await newest.refreshLists();
      assert.deepEqual([lists(), totals()], [4, [open - 1, solved + 1]]);
      fixture.clock.advance(5 * minute);
      const spam = tickets.state('open').rows.flatMap(idsOf)[0]!;
      await colleague.tickets.update(spam, { status: 'spam' });
      await newest.refreshLists();
      const isIn = (key: 'open' | 'spam'): boolean => tickets.state(key).rows.flatMap(idsOf).includes(spam);
      assert.deepEqual([isIn('open'), isIn('spam'), totals()[0]], [false, true, open - 2]);
    });

    it('has the lists loaded if its page does not reach back far enough, or cannot be read', async () => {
      const count = fixture.deps.tickets.shownLists.length;
      fixture.sandbox.faults.next({ status: 400, body: { message: 'no' } });
      await newest.refreshLists();
      assert.equal(lists(), 1 + count);
      for (const { id } of listed().slice(0, 30))
        await colleague.tickets.update(id, { subject: `New ${id}` });
      fixture.clock.advance(5 * minute);
      fixture.sandbox.calls.reset();
      await newest.refreshLists();
      assert.equal(lists(), 1 + count);
      assert.ok(subjectOf(first().id)?.startsWith('New '));
    });

    it('learns with one call that tickets have not changed since they were listed', async () => {
      const [one, other] = [first(), second()];
      assert.equal(await newest.isUnchanged(one), true);
      fixture.clock.advance(minute);
      assert.deepEqual([await newest.isUnchanged(other), lists()], [true, 1]);
      await colleague.tickets.update(other.id, { subject: 'Changed by a colleague' });
      fixture.clock.advance(minute);
      fixture.sandbox.calls.reset();
      assert.deepEqual([await newest.isUnchanged(one), await newest.isUnchanged(other)], [true, false]);
      assert.deepEqual([lists(), subjectOf(other.id)], [1, 'Changed by a colleague']);
    });

    it('does not know whether a ticket has changed if the list shows another version, or without a network', async () => {
      assert.equal(await newest.isUnchanged({ ...first(), subject: 'Another' }), false);
      assert.equal(await newest.isUnchanged({ id: 'missing' }), false);
      assert.equal(lists(), 0);
      await fixture.goDown();
      assert.equal((await failureFrom(newest.isUnchanged(first()))).code, 'network');
    });

    it('makes fewer calls in a day than reading tickets and lists again', async () => {
      const { ticketActions, deps } = fixture;
      const opened = listed().slice(0, 12);
      let before = 0;
      for (let hour = 0; hour < 8; hour += 1) {
        for (const ticket of opened) {
          fixture.clock.advance(20_000);
          if (!(await newest.isUnchanged(ticket))) await ticketActions.read(ticket.id);
          // A ticket that was read more than a minute ago would have been read again.
          before += 1;
        }
        fixture.clock.advance(56 * minute);
        await newest.refreshLists();
        before += deps.tickets.shownLists.length;
      }
      const made = Object.values(fixture.calls).reduce((sum, count) => sum + count, 0);
      assert.ok(made <= before / 2, `${made} calls instead of ${before}`);
    });
  });
}

function listCalls(calls: Readonly<Record<string, number>>): number {
  const made = Object.entries(calls).filter(([route]) => /^GET .*tickets$/.test(route));
  return made.reduce((sum, [, count]) => sum + count, 0);
}

function idsOf(row: TicketRow): readonly string[] {
  return row.kind === 'ticket' ? [row.ticket.id] : [];
}
