import assert from 'node:assert/strict';
import type { TicketUpdateResult } from '../../../src/core/actions/ticketOutcome';
import type { Ticket, TicketChange } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const moving = { method: 'PUT', path: /\/silo$/ };
const patching = { method: 'PATCH', path: /\/tickets\// };

describe('ticket update that also moves the ticket to or from spam', () => {
  let fixture: ActionsFixture;
  let ticket: Ticket;
  beforeEach(async () => {
    fixture = await ActionsFixture.open({ kind: 'platform', hostile: false });
    ticket = await fixture.anyTicket();
  });
  afterEach(() => fixture.close());

  const update = (change: TicketChange): Promise<TicketUpdateResult> =>
    fixture.ticketActions.update({ ticketId: ticket.id, change });
  const now = (): Promise<Ticket> => fixture.colleague().tickets.get(ticket.id);
  const inSpam = async (): Promise<void> => {
    assert.equal((await update({ status: 'spam' })).kind, 'saved');
  };

  it('changes the fields and moves the ticket', async () => {
    const there = await update({ status: 'spam', subject: 'Junk' });
    assert.ok(there.kind === 'saved');
    assert.deepEqual([there.ticket.status, there.ticket.subject, there.warnings], ['spam', 'Junk', []]);
    const back = await update({ status: 'solved', subject: 'No junk' });
    assert.ok(back.kind === 'saved');
    assert.deepEqual([back.ticket.status, back.ticket.subject, back.warnings], ['solved', 'No junk', []]);
  });

  for (const status of ['spam', 'open'] as const) {
    it(`reports what was and was not done if the move to ${status} is rejected`, async () => {
      if (status === 'open') await inSpam();
      fixture.sandbox.faults.next({ match: moving, status: 403 });
      const result = await update({ status, subject: 'Changed', message: 'Written' });
      assert.ok(result.kind === 'saved');
      assert.deepEqual(
        result.warnings.map((warning) => warning.kind === 'not-done' && [warning.field, warning.why.code]),
        [['status', 'forbidden']],
      );
      assert.equal(result.ticket.subject, 'Changed');
      const { subject, status: left, events } = await now();
      assert.deepEqual([subject, left === status], ['Changed', false]);
      assert.equal(events.filter(({ message }) => message?.includes('Written')).length, 1);
    });
  }

  it('reads the ticket again if the response to the move was lost', async () => {
    fixture.sandbox.faults.next({ match: moving, reset: true });
    const lost = await update({ status: 'spam', subject: 'Changed' });
    assert.ok(lost.kind === 'lost');
    assert.deepEqual([lost.done, lost.missing], [['subject'], ['status']]);
  });

  it('is reported as moved if only reading it afterwards failed', async () => {
    fixture.sandbox.calls.reset();
    const reading = { method: 'GET', path: new RegExp(`/tickets/${ticket.id}$`) };
    await fixture.ticketActions.read(ticket.id).then(async (base) => {
      // The first reading, before the change, succeeds.
      fixture.sandbox.faults.next({ match: reading });
      fixture.sandbox.faults.next({ match: reading, status: 403 });
      const result = await fixture.ticketActions.update(
        { ticketId: ticket.id, change: { status: 'spam', subject: 'Changed' } },
        { base },
      );
      assert.ok(result.kind === 'saved');
      assert.deepEqual(
        [result.ticket.status, result.ticket.subject, result.warnings],
        ['spam', 'Changed', []],
      );
    });
    assert.equal((await now()).status, 'spam');
  });

  it('adds an audit entry with what was and was not done', async () => {
    fixture.sandbox.faults.next({ match: moving, status: 403 });
    await update({ status: 'spam', subject: 'Changed' });
    assert.deepEqual(
      (await fixture.log()).map(({ outcome, code, after }) => [outcome, code, after]),
      [
        ['done', undefined, { subject: 'Changed' }],
        ['failed', 'forbidden', { status: 'spam' }],
      ],
    );
  });

  it('fails without moving the ticket if the first call is rejected', async () => {
    fixture.sandbox.faults.next({ match: patching, status: 403 });
    assert.equal((await failureFrom(update({ status: 'spam', subject: 'Changed' }))).code, 'forbidden');
    assert.equal((await now()).status, ticket.status);
  });
});
