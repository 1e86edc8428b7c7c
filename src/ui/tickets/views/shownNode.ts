import type { Shown } from '../../../core/shield/shownValues';
import type { ListNode } from './ticketItem';

/** A row as the privacy shield shows it. */
export function shownNode(node: ListNode, shown: Pick<Shown, 'draft' | 'failure' | 'ticket'>): ListNode {
  if (node.kind === 'draft') return { ...node, item: shown.draft(node.item) };
  if (node.kind === 'failure') return { ...node, why: shown.failure(node.why) };
  if (node.kind !== 'ticket' || node.row.kind !== 'ticket') return node;
  return { ...node, row: { ...node.row, ticket: shown.ticket(node.row.ticket) } };
}
