import type { DraftItem } from '../../core/stores/draftStore';
import type { Failure } from '../../core/domain/failure';
import type { TicketRow, TicketSummary } from '../../core/domain/ticket';
import type { TicketListKey } from '../../core/stores/ticketStore';
import { isRow, rowsOf } from '../shell/rows';

/** What stands in the tree of tickets, as plain values; `ticketItem` alone knows how they look. */
export type TicketNode =
  | { readonly kind: 'group'; readonly key: TicketListKey; readonly total: number | undefined }
  | { readonly kind: 'ticket'; readonly key: TicketListKey; readonly row: TicketRow }
  | { readonly kind: 'more'; readonly key: TicketListKey; readonly left: number; readonly busy: boolean }
  /** What is unfinished, of tickets and agents alike. */
  | { readonly kind: 'drafts'; readonly key: undefined; readonly items: readonly DraftItem[] }
  | { readonly kind: 'draft'; readonly key: undefined; readonly item: DraftItem }
  | { readonly kind: 'failure'; readonly key: TicketListKey | undefined; readonly why: Failure };

/** Whether a command was called on a row of the tree, rather than by code or from the palette. */
export function isTicketNode(value: unknown): value is TicketNode {
  return isRow(value) && 'kind' in value && 'key' in value;
}

/** The tickets that a command was called on, each once, also where one stands in two lists. */
export function ticketsOf(item: unknown, items: unknown): readonly TicketSummary[] {
  const tickets = rowsOf(item, items).flatMap((node) =>
    isTicketNode(node) && node.kind === 'ticket' && node.row.kind === 'ticket' ? [node.row.ticket] : [],
  );
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()];
}
