import assert from 'node:assert/strict';
import type { TicketUpdateResult } from '../../../src/core/actions/ticketOutcome';
import type { Ticket, TicketChange } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const moving = { method: 'PUT', path: /\/silo$/ };
const patching = { method: 'PATCH', path: /\/tickets\// };

describe('a ticket that goes among the spam, or comes back, together with another change', () => {
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

  it('is changed and moved', async () => {
    const there = await update({ status: 'spam', subject: 'Junk' });
    assert.ok(there.kind === 'saved');
    assert.deepEqual([there.ticket.status, there.ticket.subject, there.warnings], ['spam', 'Junk', []]);
    const back = await update({ status: 'solved', subject: 'No junk' });
    assert.ok(back.kind === 'saved');
    assert.deepEqual([back.ticket.status, back.ticket.subject, back.warnings], ['solved', 'No junk', []]);
  });

  for (const status of ['spam', 'open'] as const) {
    it(`is told what was done and what was not where the way to ${status} is refused`, async () => {
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

  it('is read again where the answer to the move was lost', async () => {
    fixture.sandbox.faults.next({ match: moving, reset: true });
    const lost = await update({ status: 'spam', subject: 'Changed' });
    assert.ok(lost.kind === 'lost');
    assert.deepEqual([lost.done, lost.missing], [['subject'], ['status']]);
  });

  it('is reported as moved if only the read afterwards failed', async () => {
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

  it('is in the audit log with what was and was not done', async () => {
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

  it('has a plain failure where already the first call was refused, and is not moved', async () => {
    fixture.sandbox.faults.next({ match: patching, status: 403 });
    assert.equal((await failureFrom(update({ status: 'spam', subject: 'Changed' }))).code, 'forbidden');
    assert.equal((await now()).status, ticket.status);
  });
});
