import assert from 'node:assert/strict';
import type {
  LostChange,
  SavedTicket,
  TicketSnapshot,
  TicketUpdateResult,
} from '../../../src/core/actions/ticketOutcome';
import type { Ticket } from '../../../src/core/domain/ticket';
import { failureFrom } from '../api/support/failureFrom';
import { ActionsFixture } from './support/actionsFixture';

const put = { method: 'PUT', path: /^\/tickets\/\w+$/ };

function saved(result: TicketUpdateResult): SavedTicket {
  assert.equal(result.kind, 'saved');
  return result;
}

function lost(result: TicketUpdateResult): LostChange {
  assert.equal(result.kind, 'lost');
  return result;
}

describe('TicketActions.update', () => {
  let fixture: ActionsFixture;
  let base: TicketSnapshot;
  let ticketId: string;

  async function start(options?: Parameters<typeof ActionsFixture.open>[0]): Promise<void> {
    fixture = await ActionsFixture.open(options);
    const ticket = await fixture.anyTicket(({ source }) => source?.type === 'mail');
    ticketId = ticket.id;
    base = { ticket, readAt: fixture.clock.now() };
  }
  afterEach(() => fixture.close());

  const update = (change: Parameters<ActionsFixture['ticketActions']['update']>[0]['change'], options = {}) =>
    fixture.ticketActions.update({ ticketId, change }, { base, ...options });

  it('reads the ticket again if the clock was set back since the user loaded it', async () => {
    await start();
    await fixture.colleague().tickets.update(ticketId, { subject: 'Theirs' });
    fixture.clock.setBack(3_600_000);
    const result = await update({ subject: 'Mine' });
    assert.deepEqual(result.kind === 'conflict' && result.fields, ['subject']);
  });

  it('asks before it overwrites a field of which it is not known what the user saw', async () => {
    await start();
    const unseen = ['subject', 'status'];
    const change = { subject: 'Mine', status: 'open' } as const;
    const result = await update(change, { unseen });
    assert.deepEqual(result.kind === 'conflict' && result.fields, ['subject']);
    assert.equal(fixture.calls['PUT /tickets/:id'], undefined);
    assert.deepEqual(saved(await update(change, { unseen, force: true })).sent, ['subject']);
    assert.deepEqual(saved(await update(change, { unseen })).sent, []);
  });

  it('sends only what differs, in one call after reading the ticket', async () => {
    await start();
    const { subject } = base.ticket;
    assert.ok(subject);
    const { ticket, sent, warnings } = saved(await update({ subject, status: 'pending' }));
    assert.deepEqual([sent, warnings, ticket.status], [['status'], [], 'pending']);
    assert.equal(fixture.calls['PUT /tickets/:id'], 1);
    assert.equal(fixture.calls['GET /tickets/:id'], 1);
    const [entry] = await fixture.log();
    assert.deepEqual([entry?.before, entry?.after], [{ status: 'open' }, { status: 'pending' }]);
    assert.deepEqual([entry?.action, entry?.target, entry?.outcome], ['ticket.update', ticketId, 'done']);
  });

  it('makes no change and no audit entry if nothing differs', async () => {
    await start();
    const { sent } = saved(await update({ status: 'open', tags: [...base.ticket.tags] }));
    assert.deepEqual(sent, []);
    assert.deepEqual(fixture.calls, { 'GET /tickets/:id': 1 });
    assert.deepEqual(await fixture.log(), []);
  });

  it('reads the ticket first if no loaded version is given', async () => {
    await start();
    const { sent } = saved(await fixture.ticketActions.update({ ticketId, change: { status: 'solved' } }));
    assert.deepEqual(sent, ['status']);
    assert.deepEqual([fixture.calls['GET /tickets/:id'], fixture.calls['PUT /tickets/:id']], [1, 1]);
  });

  it('reads the ticket again before sending a message if it was loaded more than five seconds ago', async () => {
    await start();
    fixture.clock.advance(5_000);
    saved(await update({ message: 'First' }));
    assert.equal(fixture.calls['GET /tickets/:id'], undefined);
    fixture.clock.advance(1);
    saved(await update({ message: 'Second' }));
    assert.equal(fixture.calls['GET /tickets/:id'], 1);
  });

  it('moves the row to the list of its new status and updates both counts', async () => {
    await start();
    const { tickets } = fixture.deps;
    await tickets.refresh();
    const totals = (): (number | undefined)[] => [tickets.state('open').total, tickets.state('solved').total];
    const [open = 0, solved = 0] = totals();
    saved(await update({ status: 'solved' }));
    assert.deepEqual(totals(), [open - 1, solved + 1]);
    const [first] = tickets.state('solved').rows;
    assert.equal(first?.kind === 'ticket' && first.ticket.id, ticketId);
  });

  it('sends a URL together with its source, and rejects it for a source that is not the chat window', async () => {
    await start();
    const other = await failureFrom(update({ source: { url: 'https://shop.example/' } }));
    assert.deepEqual(
      [other.code, other.code === 'invalid-input' && other.field],
      ['invalid-input', 'source.url'],
    );
    const { ticket } = saved(await update({ source: { type: 'chat-window', url: 'https://shop.example/' } }));
    const again = { ticket, readAt: fixture.clock.now() };
    const next = await update({ source: { url: 'https://shop.example/cart' } }, { base: again });
    assert.deepEqual(saved(next).ticket.source, { type: 'chat-window', url: 'https://shop.example/cart' });
  });

  describe('conflicts with another agent’s change', () => {
    async function theirs(
      change: Parameters<ActionsFixture['ticketActions']['update']>[0]['change'],
    ): Promise<void> {
      await fixture.colleague().tickets.update(ticketId, change);
      fixture.clock.advance(6_000);
      fixture.sandbox.calls.reset();
    }

    it('same field: nothing is sent, and both versions are returned', async () => {
      await start();
      await theirs({ subject: 'Theirs', status: 'pending' });
      const result = await update({ subject: 'Mine' });
      assert.equal(result.kind, 'conflict');
      assert.deepEqual(result.fields, ['subject']);
      const subjects = [result.base, result.current, result.merged].map(({ subject }) => subject);
      assert.deepEqual(subjects, [base.ticket.subject, 'Theirs', 'Mine']);
      assert.equal(result.merged.status, 'pending');
      assert.equal(fixture.calls['PUT /tickets/:id'], undefined);
      assert.deepEqual(await fixture.log(), []);
    });

    it('same field: the other value is not overwritten, however recently the user loaded the ticket', async () => {
      await start();
      await fixture.colleague().tickets.update(ticketId, { subject: 'Theirs' });
      const result = await update({ subject: 'Mine' });
      assert.deepEqual(result.kind === 'conflict' && result.fields, ['subject']);
    });

    it('same field: the change is sent once the user has seen the other version', async () => {
      await start();
      await theirs({ subject: 'Theirs' });
      const conflict = await update({ subject: 'Mine' });
      assert.equal(conflict.kind, 'conflict');
      const known = { ticket: conflict.current, readAt: conflict.readAt };
      assert.equal(saved(await update({ subject: 'Mine' }, { base: known })).ticket.subject, 'Mine');
    });

    it('same field: the change is sent if the user overwrites', async () => {
      await start();
      await theirs({ tags: ['theirs'] });
      assert.equal((await update({ tags: ['mine'] })).kind, 'conflict');
      assert.deepEqual(saved(await update({ tags: ['mine'] }, { force: true })).ticket.tags, ['mine']);
    });

    it('other field or same value: no conflict', async () => {
      await start();
      await theirs({ status: 'pending', subject: 'The same' });
      const { ticket, sent } = saved(await update({ subject: 'The same', tags: ['mine'] }));
      assert.deepEqual([ticket.status, ticket.subject, sent], ['pending', 'The same', ['tags']]);
    });

    it('new message: reported as news, not as a conflict', async () => {
      await start();
      await theirs({ message: 'I called them.', private: true });
      const { newMessages, ticket } = saved(await update({ message: 'We will send a new one.' }));
      assert.deepEqual(
        newMessages.map(({ message }) => message),
        ['I called them.'],
      );
      assert.equal(ticket.events.at(-1)?.message, 'We will send a new one.');
    });
  });

  describe('lost response', () => {
    it('is reported as saved if the ticket read again shows all changes', async () => {
      await start();
      fixture.sandbox.faults.next({ match: put, truncate: true });
      const { sent, warnings } = saved(await update({ subject: 'New', message: 'Hello' }));
      assert.deepEqual(sent, ['message', 'subject']);
      assert.deepEqual(
        warnings.map(({ kind }) => kind),
        ['response-lost'],
      );
      assert.equal(fixture.calls['PUT /tickets/:id'], 1);
      const after: Ticket = await fixture.ticketActions.get(ticketId);
      assert.equal(after.events.filter(({ message }) => message === 'Hello').length, 1);
      assert.deepEqual(
        (await fixture.log()).map(({ outcome }) => outcome),
        ['done'],
      );
    });

    it('reports which changes the ticket does not show, and retries nothing', async () => {
      await start();
      fixture.sandbox.faults.next({ match: put, reset: true });
      const result = lost(await update({ subject: 'New', message: 'Hello' }));
      assert.deepEqual([result.done, result.missing], [[], ['message', 'subject']]);
      assert.equal(result.ticket?.subject, base.ticket.subject);
      assert.deepEqual([fixture.calls['PUT /tickets/:id'] ?? 1, fixture.calls['GET /tickets/:id']], [1, 2]);
      assert.deepEqual(
        (await fixture.log()).map(({ outcome }) => outcome),
        ['lost'],
      );
    });

    it('is reported as unknown if the ticket cannot be read again', async () => {
      await start();
      fixture.sandbox.faults.next({ match: put, reset: true });
      // The first reading, before the change, succeeds.
      fixture.sandbox.faults.next({ match: { method: 'GET' } });
      fixture.sandbox.faults.next({ match: { method: 'GET' }, status: 403 });
      const result = lost(await update({ subject: 'New' }));
      assert.deepEqual([result.missing, result.ticket, result.why.code], [['subject'], undefined, 'network']);
    });
  });

  it('warns if only the tags failed', async () => {
    await start();
    fixture.sandbox.faults.next({ match: { method: 'PUT', path: /tags$/ }, status: 403 });
    const { ticket, warnings } = saved(await update({ subject: 'New', tags: ['x'] }));
    assert.equal(ticket.subject, 'New');
    assert.deepEqual(
      warnings.map(({ kind }) => kind),
      ['tags-not-set'],
    );
  });

  it('fails and adds an audit entry if the API rejects the change', async () => {
    await start();
    fixture.sandbox.faults.next({ match: put, status: 403 });
    assert.equal((await failureFrom(update({ subject: 'New' }))).code, 'forbidden');
    assert.deepEqual(
      (await fixture.log()).map(({ outcome, code }) => [outcome, code]),
      [['failed', 'forbidden']],
    );
  });

  it('is reported as saved if the API accepts it, with a warning about what the ticket does not show', async () => {
    await start();
    const { sent, warnings } = saved(await update({ groups: [1] }));
    assert.deepEqual([sent, warnings], [['groups'], [{ kind: 'not-seen', field: 'groups' }]]);
    assert.deepEqual(
      (await fixture.log()).map(({ outcome }) => outcome),
      ['done'],
    );
  });

  it('warns if a private note appears as a message to the customer', async () => {
    await start();
    const events = [...base.ticket.events, { type: 'message', message: 'Psst', is_private: false }];
    fixture.sandbox.faults.next({ match: put, status: 200, body: { ...base.ticket, groups: [0], events } });
    const { warnings } = saved(await update({ message: 'Psst', private: true, status: 'open' }));
    assert.deepEqual(warnings, [{ kind: 'not-applied', field: 'private' }]);
  });

  it('is never sent to another account after the user switched accounts', async () => {
    await start();
    fixture.clock.advance(6_000);
    fixture.sandbox.faults.next({ match: { method: 'GET' }, hang: true });
    const updating = update({ subject: 'Mine' });
    while (fixture.sandbox.faults.pending > 0) await new Promise((next) => setImmediate(next));
    await fixture.accounts.add(fixture.credential(1));
    assert.equal((await failureFrom(updating)).code, 'cancelled');
    assert.equal(fixture.calls['PUT /tickets/:id'], undefined);
  });
});
