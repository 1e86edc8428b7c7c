import type { Failure } from '../../core/domain/failure';
import type { TicketRow } from '../../core/domain/ticket';
import type { TicketListKey } from '../../core/stores/ticketStore';

/** What stands in the tree of tickets, as plain values; `ticketItem` alone knows how they look. */
export type TicketNode =
  | { readonly kind: 'group'; readonly key: TicketListKey; readonly total: number | undefined }
  | { readonly kind: 'ticket'; readonly key: TicketListKey; readonly row: TicketRow }
  | { readonly kind: 'more'; readonly key: TicketListKey; readonly left: number; readonly busy: boolean }
  | { readonly kind: 'failure'; readonly key: TicketListKey | undefined; readonly why: Failure };

/** Whether a command was called on a row of the tree, rather than by code or from the palette. */
export function isTicketNode(value: unknown): value is TicketNode {
  return typeof value === 'object' && value !== null && 'kind' in value && ('key' in value || 'why' in value);
}
