import { changedAtOf } from '../localData/keptItem';
import type { KeptItems } from '../localData/keptItems';
import type { TicketSummary } from '../domain/ticket';
import type { TicketStore } from './ticketStore';

/** Another window has rarely fetched more tickets at once. */
const mostRows = 100;

/**
 * Updates the rows of lists with newer versions that are kept, such as those that another window has fetched. Makes no
 * call.
 * @throws StorageError
 */
export function updateListed(
  tickets: Pick<TicketStore, 'shownLists' | 'state' | 'update'>,
  kept: Pick<KeptItems, 'newestVersions' | 'row'>,
  account: string,
): void {
  // A ticket that moved stands in two lists until the first one is loaded again: the older row counts.
  const listed = new Map<string, TicketSummary>();
  for (const row of tickets.shownLists.flatMap((key) => tickets.state(key).rows)) {
    if (row.kind !== 'ticket') continue;
    const { ticket } = row;
    const known = listed.get(ticket.id);
    if (!known || changedAtOf(ticket) < changedAtOf(known)) listed.set(ticket.id, ticket);
  }
  if (listed.size === 0) return;
  for (const { id, changedAt } of kept.newestVersions(account, mostRows)) {
    const known = listed.get(id);
    const row = known && changedAt > changedAtOf(known) ? kept.row(account, id) : undefined;
    if (row) tickets.update(row.ticket);
  }
}
