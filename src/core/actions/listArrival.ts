import { isTest, type Arrival } from '../domain/arrival';
import type { TicketStore } from '../stores/ticketStore';
import { listedTicket } from './ticketResult';

/**
 * Adds a ticket that just came to the lists on show.
 * @param account id of the active one, whose tickets the lists hold
 */
export function listArrival(
  arrival: Arrival,
  account: string | undefined,
  tickets: Pick<TicketStore, 'arrived'>,
): void {
  if (arrival.kind !== 'ticket_created' || arrival.account !== account || isTest(arrival)) return;
  tickets.arrived(listedTicket(arrival.ticket));
}
