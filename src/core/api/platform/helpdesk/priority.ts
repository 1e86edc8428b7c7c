import { ticketPriorities, type TicketPriority } from '../../../domain/ticket';

/** HelpDesk's numbers, in steps of 10. */
const lowest = -10;

export function toPriorityNumber(priority: TicketPriority): number {
  return lowest + ticketPriorities.indexOf(priority) * 10;
}

/** The priority's name, or the number of a newer API. */
export function toPriorityName(value: number): string {
  return ticketPriorities[(value - lowest) / 10] ?? String(value);
}
