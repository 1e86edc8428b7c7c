import { l10n } from 'vscode';
import { decodeSaved } from '../../protocol/decode';
import { openedFrom, type OpenedFrom } from '../../protocol/detail';
import { allTicketStatuses, type TicketSummary } from '../../core/domain/ticket';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { TicketListKey } from '../../core/stores/ticketStore';
import { subjectLabel } from '../messages/ticketLabels';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { listedTickets } from './knownTickets';

const mostTickets = 1_000;
/** Of a list that ends with the window, on each side of a ticket. */
const mostAround = 100;
/** A saved view has the same key after a reload of the window; what a search found is gone then. */
const savedViews = 'view/saved/';

/** The tickets of a list, in order. */
export interface TicketsInOrder {
  /** Key of a saved view; absent for the lists by status. */
  readonly view?: string;
  readonly tickets: readonly TicketSummary[];
}

/** The ticket after or before another one. */
export interface Neighbor {
  readonly id: string;
  readonly view: string | undefined;
  /** Which ticket it is, and its place in the list. */
  readonly text: string;
}

/** From which list tickets were opened, to know which one is next. */
export class TicketLists {
  private readonly from = new Map<string, OpenedFrom>();
  /** Tickets of views that the tree does not show, such as after a reload of the window. */
  private readonly unshown = new Map<string, readonly TicketSummary[]>();

  constructor(private readonly app: Pick<App, 'local' | 'session' | 'shared' | 'shield' | 'tickets'>) {}

  /** @param view the key of the view whose row was selected */
  opened(ticketId: string, view: string | undefined): void {
    if (view === undefined) this.from.delete(ticketId);
    else {
      const ids = view.startsWith(savedViews) ? undefined : this.idsAround(view, ticketId);
      this.note(ticketId, { view, ...(ids && { ids }) });
    }
  }

  /** A ticket of an earlier window or extension host. @param from as it was stored */
  restored(ticketId: string, from: unknown): void {
    const known = from === undefined ? undefined : decodeSaved(openedFrom, from);
    if (known) this.note(ticketId, known);
  }

  /** To be stored, so that the order is known after a reload of the window. */
  openedFrom(ticketId: string): { readonly from?: OpenedFrom } {
    const from = this.from.get(ticketId);
    return from ? { from } : {};
  }

  /** The list that a ticket was opened from, if it still has the ticket; otherwise all lists by status. */
  around(ticketId: string): TicketsInOrder {
    const view = this.from.get(ticketId)?.view;
    const tickets = view === undefined ? undefined : this.ticketsIn(view, ticketId);
    if (view !== undefined && tickets) return { view, tickets };
    return { tickets: listedTickets(this.app.tickets).map(({ ticket }) => ticket) };
  }

  /**
   * The ticket after (1) or before (-1) one. Makes no call.
   * @returns a sentence if there is none
   */
  async neighbor(ticketId: string, step: 1 | -1): Promise<Neighbor | string> {
    await this.readUnshown(ticketId);
    const { view, tickets } = this.around(ticketId);
    const from = tickets.findIndex(({ id }) => id === ticketId);
    if (from < 0) return l10n.t('This ticket is in none of the lists that are loaded.');
    const at = from + step;
    const ticket = tickets[at];
    if (!ticket) return step > 0 ? l10n.t('No next ticket is loaded.') : l10n.t('This is the first ticket.');
    const label = subjectLabel(this.app.shield.shown.ticket(ticket));
    const text = l10n.t('{0}, {1} of {2}', label, wholeNumber(at + 1), wholeNumber(tickets.length));
    return { id: ticket.id, view, text };
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

  /** The tickets of a list by status, or of all of them. */
  listed(key: TicketListKey | undefined): readonly TicketSummary[] {
    const keys: readonly TicketListKey[] = key === undefined ? [...allTicketStatuses, 'all'] : [key];
    const rows = keys.flatMap((each) => this.app.tickets.state(each).rows);
    return rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
  }

  private note(ticketId: string, from: OpenedFrom): void {
    if (this.from.size >= mostTickets) this.from.clear();
    this.from.set(ticketId, from);
  }

  /** @returns `undefined` if the view does not have the ticket */
  private ticketsIn(view: string, ticketId: string): readonly TicketSummary[] | undefined {
    const lists = [this.app.shared.ticketsIn?.(view), this.unshown.get(view)];
    return lists.find((tickets) => tickets && has(tickets, ticketId));
  }

  private idsAround(view: string, ticketId: string): readonly string[] {
    const tickets = this.ticketsIn(view, ticketId) ?? [];
    const at = Math.max(0, tickets.findIndex(({ id }) => id === ticketId) - mostAround);
    return tickets.slice(at, at + 2 * mostAround).map(({ id }) => id);
  }

  /** Reads the list of a ticket if the tree does not show it. */
  private async readUnshown(ticketId: string): Promise<void> {
    const from = this.from.get(ticketId);
    if (!from || has(this.app.shared.ticketsIn?.(from.view) ?? [], ticketId)) return;
    const tickets = from.ids ? await this.kept(from.ids) : await this.app.shared.readTicketsIn?.(from.view);
    if (tickets) this.unshown.set(from.view, tickets);
  }

  private async kept(ids: readonly string[]): Promise<readonly TicketSummary[]> {
    const account = accountIdOf(this.app.session.current);
    if (account === undefined) return [];
    const { kept } = await this.app.local.get();
    return ids.flatMap((id) => kept.row(account, id)?.ticket ?? []);
  }
}

function has(tickets: readonly TicketSummary[], ticketId: string): boolean {
  return tickets.some(({ id }) => id === ticketId);
}
