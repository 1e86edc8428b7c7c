import type { TicketSummary } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { listedTickets } from './knownTickets';

const mostTickets = 1_000;

/** The tickets of a list, in order. */
export interface TicketsInOrder {
  /** Key of a saved view; absent for the lists by status. */
  readonly view?: string;
  readonly tickets: readonly TicketSummary[];
}

/** From which saved view tickets were opened, to know which one is next. */
export class TicketLists {
  private readonly views = new Map<string, string>();

  constructor(private readonly app: Pick<App, 'shared' | 'tickets'>) {}

  opened(ticketId: string, view: string | undefined): void {
    this.views.delete(ticketId);
    if (this.views.size >= mostTickets) this.views.clear();
    if (view !== undefined) this.views.set(ticketId, view);
  }

  /** The view that a ticket was opened from, if it still shows the ticket; otherwise all lists by status. */
  around(ticketId: string): TicketsInOrder {
    const view = this.views.get(ticketId);
    const tickets = view === undefined ? [] : (this.app.shared.ticketsIn?.(view) ?? []);
    if (view !== undefined && tickets.some(({ id }) => id === ticketId)) return { view, tickets };
    return { tickets: listedTickets(this.app.tickets).map(({ ticket }) => ticket) };
  }

  /** The tickets after and before one, that LiveChat has listed or a view shows. */
  neighbors(ticketId: string): readonly TicketSummary[] {
    const { view, tickets } = this.around(ticketId);
    const listed =
      view === undefined
        ? listedTickets(this.app.tickets).flatMap(({ ticket, loadedAt }) =>
            loadedAt === undefined ? [] : [ticket],
          )
        : tickets;
    const at = listed.findIndex(({ id }) => id === ticketId);
    return at < 0 ? [] : [listed[at + 1], listed[at - 1]].flatMap((ticket) => ticket ?? []);
  }
}
