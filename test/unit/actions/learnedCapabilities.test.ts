import assert from 'node:assert/strict';
import { LearnedCapabilities } from '../../../src/core/actions/learnedCapabilities';
import { TicketActions } from '../../../src/core/actions/ticketActions';
import { failureFrom } from '../api/support/failureFrom';
import { FakeClock } from '../support/fakeClock';
import { MemoryValues, ActionsFixture } from './support/actionsFixture';

const day = 24 * 60 * 60_000;

describe('learned capabilities: an unsupported change', () => {
  let fixture: ActionsFixture;
  afterEach(() => fixture.close());

  for (const mode of [400, 404, 405] as const) {
    it(`is sent once if the API answers ${mode}; later ones fail without a call`, async () => {
      fixture = await ActionsFixture.open({ updateTicket: mode });
      const { id: ticketId, tags } = await fixture.anyTicket();
      const first = await failureFrom(fixture.ticketActions.update({ ticketId, change: { subject: 'New' } }));
      assert.deepEqual(first, { code: 'unsupported', field: 'subject', instead: 'tags' });
      const { count } = fixture.sandbox.calls;
      const change = { status: 'solved', message: 'Hi', tags } as const;
      const second = await failureFrom(fixture.ticketActions.update({ ticketId, change }));
      assert.deepEqual(second, { code: 'unsupported', field: 'status, message', instead: 'tags' });
      assert.equal(fixture.sandbox.calls.count, count);
    });
  }

  it('does not prevent saving tags', async () => {
    fixture = await ActionsFixture.open({ updateTicket: 405 });
    const { id: ticketId } = await fixture.anyTicket();
    await failureFrom(fixture.ticketActions.update({ ticketId, change: { subject: 'New' } }));
    const result = await fixture.ticketActions.update({ ticketId, change: { tags: ['vip'] } });
    assert.deepEqual(result.kind === 'saved' && result.ticket.tags, ['vip']);
  });

  it('is not rejected if the ticket already has the value', async () => {
    fixture = await ActionsFixture.open({ updateTicket: 405 });
    const ticket = await fixture.anyTicket();
    const { id: ticketId, subject = '' } = ticket;
    const base = { ticket, readAt: fixture.clock.now() };
    await failureFrom(fixture.ticketActions.update({ ticketId, change: { subject: 'New' } }));
    const result = await fixture.ticketActions.update(
      { ticketId, change: { subject, tags: ['x'] } },
      { base },
    );
    assert.deepEqual(result.kind === 'saved' && result.sent, ['tags']);
  });

  it('is remembered in the next window, and forgotten when the user asks to try again', async () => {
    fixture = await ActionsFixture.open({ updateTicket: 405 });
    const { id: ticketId } = await fixture.anyTicket();
    const change = { subject: 'New' };
    await failureFrom(fixture.ticketActions.update({ ticketId, change }));
    const capabilities = new LearnedCapabilities(fixture.values, fixture.clock);
    const next = new TicketActions({ ...fixture.deps, capabilities });
    fixture.sandbox.calls.reset();
    await failureFrom(next.update({ ticketId, change }));
    assert.equal(fixture.sandbox.calls.count, 0);
    await failureFrom(next.update({ ticketId, change }, { sendUnsupported: true }));
    assert.equal(fixture.calls['PUT /tickets/:id'], 1);
    await capabilities.forget(fixture.credential(0).account.id);
    await failureFrom(fixture.ticketActions.update({ ticketId, change }));
    assert.equal(fixture.calls['PUT /tickets/:id'], 2);
  });

  it('is forgotten after it succeeds when tried again', async () => {
    fixture = await ActionsFixture.open();
    const { id: ticketId } = await fixture.anyTicket();
    const account = fixture.credential(0).account.id;
    await fixture.deps.capabilities.learn(account, { fields: ['subject'], instead: 'tags' });
    const update = (subject: string, tryAgain: boolean) =>
      fixture.ticketActions.update({ ticketId, change: { subject } }, { sendUnsupported: tryAgain });
    assert.equal((await failureFrom(update('One', false))).code, 'unsupported');
    assert.equal((await update('Two', true)).kind, 'saved');
    assert.equal((await update('Three', false)).kind, 'saved');
  });
});

describe('learned capabilities: storage', () => {
  it('are kept per account and field for thirty days', async () => {
    const clock = new FakeClock();
    const learned = new LearnedCapabilities(new MemoryValues(), clock);
    await learned.learn('a', { fields: ['groups', 'source'] });
    assert.deepEqual(await learned.findRefusal('a', ['status', 'source']), { fields: ['source'] });
    assert.equal(await learned.findRefusal('b', ['source']), undefined);
    clock.advance(30 * day - 1);
    await learned.learn('a', { fields: ['groups'] });
    assert.ok(await learned.findRefusal('a', ['source']));
    clock.advance(1);
    assert.equal(await learned.findRefusal('a', ['source']), undefined);
    assert.ok(await learned.findRefusal('a', ['groups']));
  });

  it('are kept in memory if they cannot be stored, and can be forgotten there', async () => {
    const values = new MemoryValues();
    values.locked = true;
    const learned = new LearnedCapabilities(values, new FakeClock());
    await learned.learn('a', { fields: ['subject'], instead: 'tags' });
    assert.deepEqual(await learned.findRefusal('a', ['status', 'tags']), {
      fields: ['status'],
      instead: 'tags',
    });
    await learned.forget('a');
    assert.equal(await learned.findRefusal('a', ['status']), undefined);
  });

  it('are empty if the stored value is malformed', async () => {
    const values = new MemoryValues();
    const learned = new LearnedCapabilities(values, new FakeClock());
    for (const malformed of [7, 'x', null, { subject: 3 }, { subject: { at: 'now' } }]) {
      values.values.set('learned.a', malformed);
      assert.equal(await learned.findRefusal('a', ['subject']), undefined);
    }
  });
});
