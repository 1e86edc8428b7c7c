import assert from 'node:assert/strict';
import { addArrivedTicket } from '../../../src/core/actions/ticketResult';
import type { Arrival, TicketArrival } from '../../../src/core/domain/arrival';

const ticket = { id: 'T-1', subject: 'Torn tent', status: 'open', groups: [], events: [], tags: [] } as const;
const arrival: TicketArrival = { kind: 'ticket_created', eventId: 'e-1', account: 'classic:ada', ticket };

describe('addArrivedTicket', () => {
  const listed = (one: Arrival, account: string | undefined = 'classic:ada'): string[] => {
    const ids: string[] = [];
    addArrivedTicket(one, account, { addArrived: ({ id }) => ids.push(id) });
    return ids;
  };

  it('adds a ticket of the active account to the list', () => {
    assert.deepEqual(listed(arrival), ['T-1']);
    assert.deepEqual(listed(arrival, 'classic:ben'), []);
  });

  it('does not add a ticket of a test event', () => {
    assert.deepEqual(listed({ ...arrival, eventId: 'test-1' }), []);
    assert.deepEqual(listed({ ...arrival, ticket: { ...ticket, id: 'test-1' } }), []);
  });
});
