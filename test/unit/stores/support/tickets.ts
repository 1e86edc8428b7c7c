import type { Page } from '../../../../src/core/domain/connection';
import type { TicketQuery, TicketRow } from '../../../../src/core/domain/ticket';

export interface TicketQuestion {
  readonly query: TicketQuery;
  readonly at: string | undefined;
}

export function ticketRow(id: string, subject?: string): TicketRow {
  return { kind: 'ticket', ticket: { id, ...(subject !== undefined && { subject }) }, malformed: [] };
}

/** A page of these tickets, the only one unless `next` is given. */
export function ticketPage(ids: readonly string[], total = ids.length, next?: string): Page<TicketRow> {
  const rows = ids.map((id) => ticketRow(id));
  return { rows, total, pages: 1, page: 1, ...(next !== undefined && { next }) };
}
