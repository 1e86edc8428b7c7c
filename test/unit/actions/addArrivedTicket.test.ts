import assert from 'node:assert/strict';
import { addArrivedTicket } from '../../../src/core/actions/ticketResult';
import type { Arrival, TicketArrival } from '../../../src/core/domain/arrival';

const ticket = { id: 'T-1', subject: 'Torn tent', status: 'open', groups: [], events: [], tags: [] } as const;
const arrival: TicketArrival = { kind: 'ticket_created', eventId: 'e-1', account: 'classic:ada', ticket };

describe('An arrival', () => {
  const listed = (one: Arrival, account: string | undefined = 'classic:ada'): string[] => {
    const ids: string[] = [];
    addArrivedTicket(one, account, { addArrived: ({ id }) => ids.push(id) });
    return ids;
  };

  it('is listed where it is a ticket of the account on show', () => {
    assert.deepEqual(listed(arrival), ['T-1']);
    assert.deepEqual(listed(arrival, 'classic:ben'), []);
  });

  it('is not listed where a person sent it to try the way', () => {
    assert.deepEqual(listed({ ...arrival, eventId: 'test-1' }), []);
    assert.deepEqual(listed({ ...arrival, ticket: { ...ticket, id: 'test-1' } }), []);
  });
});
