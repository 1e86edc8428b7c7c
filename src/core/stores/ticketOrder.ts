import { ticketPriorities, type TicketSort, type TicketSummary } from '../domain/ticket';
import { waitingSince } from '../domain/ticketWait';

/** As what is kept is sorted: tickets without a known wait come last, and `newest` is the order of LiveChat. */
export function inOrder<T>(
  items: readonly T[],
  sort: TicketSort,
  ticketOf: (item: T) => TicketSummary | undefined,
): readonly T[] {
  if (sort === 'newest') return items;
  const waitOf = (item: T): number => {
    const ticket = ticketOf(item);
    const since = ticket && waitingSince(ticket);
    return typeof since === 'number' ? since : Number.MAX_SAFE_INTEGER;
  };
  const rankOf = (item: T): number => {
    const priority = ticketOf(item)?.priority;
    return sort === 'priority' ? ticketPriorities.findIndex((name) => name === priority) : 0;
  };
  return items.toSorted((one, other) => rankOf(other) - rankOf(one) || waitOf(one) - waitOf(other));
}
