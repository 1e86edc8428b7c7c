import type { Page } from '../domain/connection';
import type { TicketQuery, TicketRow } from '../domain/ticket';
import type { ListedByApi } from './ticketFilter';

/**
 * What LiveChat has returned with this page and those before it.
 * @param askedAt in epoch milliseconds
 */
export function listedWith(
  { rows, next }: Pick<Page<TicketRow>, 'rows' | 'next'>,
  before: ListedByApi | undefined,
  askedAt: number,
  order: TicketQuery['order'],
): ListedByApi {
  const ids = rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket.id] : []));
  // Newest first, it has returned every ticket that changed since the last row.
  const oldest = order === 'asc' ? Infinity : Math.min(before?.from ?? Infinity, oldestIn(rows));
  return {
    ids: [...(before?.ids ?? []), ...ids],
    from: next === undefined ? 0 : oldest,
    before: before?.before ?? askedAt,
  };
}

/** In epoch milliseconds. */
function oldestIn(rows: readonly TicketRow[]): number {
  const times = rows.flatMap((row) =>
    row.kind === 'ticket' ? [Date.parse(row.ticket.modified ?? row.ticket.date ?? '')] : [],
  );
  return Math.min(...times.filter((time) => !Number.isNaN(time)));
}
