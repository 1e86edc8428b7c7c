import { oneLine } from '../base/plainText';
import type { Requester, TicketSummary } from '../domain/ticket';

/** Columns of an exported table of tickets, in order. */
export const ticketColumns = [
  'id',
  'shortId',
  'subject',
  'status',
  'priority',
  'requester.name',
  'requester.mail',
  'assignee.id',
  'assignee.name',
  'tags',
  'source',
  'date',
  'modified',
] as const;
export type TicketColumn = (typeof ticketColumns)[number];

const longest = 10_000;

/**
 * A row of the table. Each text is on one line, without characters that could hide something.
 * @param requester as it may be handed out
 */
export function ticketCells(ticket: TicketSummary, requester: Requester | undefined): readonly string[] {
  const { id, shortId, subject, status, priority, assignee, tags = [], source, date, modified } = ticket;
  const cells: Readonly<Record<TicketColumn, string | undefined>> = {
    id,
    shortId,
    subject,
    status,
    priority,
    'requester.name': requester?.name,
    'requester.mail': requester?.mail,
    'assignee.id': assignee?.id,
    'assignee.name': assignee?.name,
    tags: tags.join(', '),
    source: source?.type,
    date,
    modified,
  };
  return ticketColumns.map((column) => oneLine(cells[column] ?? '', longest));
}
