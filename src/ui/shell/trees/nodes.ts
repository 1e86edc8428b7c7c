import type { Agent, AgentRow } from '../../../core/domain/agent';
import type { Failure } from '../../../core/domain/failure';
import type { TicketRow, TicketSummary } from '../../../core/domain/ticket';
import type { DraftItem } from '../../../core/stores/draftStore';
import type { TicketListKey } from '../../../core/stores/ticketStore';
import { TreeNodes } from './treeNodes';

/** The nodes of the Tickets view as plain values; `ticketItem` draws them. */
export type TicketNode =
  | { readonly kind: 'group'; readonly key: TicketListKey; readonly total: number | undefined }
  | { readonly kind: 'ticket'; readonly key: TicketListKey; readonly row: TicketRow }
  | { readonly kind: 'more'; readonly key: TicketListKey; readonly left: number; readonly busy: boolean }
  /** Unsaved forms and replies, of tickets and agents alike. */
  | { readonly kind: 'drafts'; readonly key: undefined; readonly items: readonly DraftItem[] }
  | { readonly kind: 'draft'; readonly key: undefined; readonly item: DraftItem }
  | { readonly kind: 'failure'; readonly key: TicketListKey | undefined; readonly why: Failure };

/** The nodes of the Agents view as plain values; `agentItem` draws them. */
export type AgentNode =
  { readonly kind: 'agent'; readonly row: AgentRow } | { readonly kind: 'failure'; readonly why: Failure };

export const ticketNodes = new TreeNodes<TicketNode>();
export const agentNodes = new TreeNodes<AgentNode>();

/** The tickets that a command was called on, each once even if it is selected in two lists. */
export function ticketsOf(item: unknown, items?: unknown): readonly TicketSummary[] {
  const tickets = ticketNodes
    .selected(item, items)
    .flatMap((node) => (node.kind === 'ticket' && node.row.kind === 'ticket' ? [node.row.ticket] : []));
  return [...new Map(tickets.map((ticket) => [ticket.id, ticket])).values()];
}

/** The agent that a command was called on. */
export function agentOf(item: unknown): Agent | undefined {
  if (!agentNodes.has(item) || item.kind !== 'agent') return undefined;
  return item.row.kind === 'agent' ? item.row.agent : undefined;
}
