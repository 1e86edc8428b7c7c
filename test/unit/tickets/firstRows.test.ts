import assert from 'node:assert/strict';
import { TicketStore, type ReadKeptRows } from '../../../src/core/stores/ticketStore';
import { FirstRows } from '../../../src/ui/tickets/firstRows';
import { fakeConnection } from '../stores/support/fakeConnection';
import { signedIn } from '../stores/support/signedIn';
import { ticketRow } from '../stores/support/tickets';
import { turn } from '../stores/support/turn';
import { FakeClock } from '../support/fakeClock';

const some: ReadKeptRows = () => Promise.resolve({ rows: [ticketRow('a')], total: 1, keptAt: 1_000 });
const none: ReadKeptRows = () => Promise.resolve(undefined);
const never: ReadKeptRows = () => new Promise(() => undefined);

async function request(readKept: ReadKeptRows) {
  const clock = new FakeClock();
  const { session } = await signedIn(() => fakeConnection({}));
  const tickets = new TicketStore(session, clock, readKept);
  const events: string[] = [];
  const shared: { drawing?: Promise<void> } = {};
  const first = new FirstRows(
    { session, tickets, clock, shared },
    () => Promise.resolve(),
    () => events.push('drawn'),
  );
  void first.wait()?.then(() => events.push('answered'));
  void shared.drawing?.then(() => events.push('resolved'));
  return { clock, tickets, events, first };
}

describe('FirstRows', () => {
  it('answers once the lists show kept rows, and has the lists loaded once these are drawn', async () => {
    const { clock, tickets, events, first } = await request(some);
    assert.ok(first.isPending);
    assert.notEqual(first.wait(), undefined);
    await turn();
    assert.deepEqual(events, ['answered']);
    assert.equal(tickets.state('open').rows.length, 1);
    assert.deepEqual([first.isPending, first.isBusy, first.wait()], [false, true, undefined]);
    first.requestedBelow();
    clock.advance(100);
    await turn();
    assert.deepEqual(events, ['answered', 'drawn', 'resolved']);
    assert.ok(!first.isBusy);
  });

  it('ends after a second, even if the rows below are never requested', async () => {
    const { clock, events, first } = await request(some);
    await turn();
    clock.advance(1_000);
    first.requestedBelow();
    clock.advance(1_000);
    await turn();
    assert.deepEqual(events, ['answered', 'drawn', 'resolved']);
  });

  it('ends at once without kept rows', async () => {
    const { clock, events } = await request(none);
    await turn();
    clock.advance(0);
    await turn();
    assert.deepEqual(events, ['answered', 'drawn', 'resolved']);
  });

  it('waits for kept rows for at most a second', async () => {
    const { clock, events } = await request(never);
    await turn();
    assert.deepEqual(events, []);
    clock.advance(1_000);
    await turn();
    clock.advance(0);
    await turn();
    assert.deepEqual(events, ['answered', 'drawn', 'resolved']);
  });
});
