import { isTest, type Arrival } from '../domain/arrival';
import type { TicketStore } from '../stores/ticketStore';
import { toListedTicket } from './ticketResult';

/**
 * Adds a new ticket to the lists.
 * @param account id of the active account, whose tickets the lists contain
 */
export function addArrivedTicket(
  arrival: Arrival,
  account: string | undefined,
  tickets: Pick<TicketStore, 'addArrived'>,
): void {
  if (arrival.kind !== 'ticket_created' || arrival.account !== account || isTest(arrival)) return;
  tickets.addArrived(toListedTicket(arrival.ticket));
}
