import type { TicketRow } from '../../domain/ticket';
import { readPages, type FetchPage, type PagesOptions } from './readPages';

/** Of a page of a classic account. */
const usualRows = 25;

export interface NewTicketsOptions extends Pick<PagesOptions<TicketRow>, 'fetch' | 'rows'> {
  /** How many pages of 25 tickets are fetched at most. A larger page counts as several. */
  readonly most: number;
}

/**
 * Reads the tickets that were created since then, see `TicketApi.newest`. Rows that are sorted by creation keep their
 * places. Where they are sorted by their last change, one that is changed meanwhile moves to the beginning, perhaps before
 * it was read: after several pages, the first one is read again until it has nothing new.
 * @param from milliseconds since the epoch
 * @returns whether there were more than were fetched
 * @throws what `fetch` throws
 */
export async function readNewTickets(
  from: number,
  { fetch, most, rows }: NewTicketsOptions,
): Promise<boolean> {
  const read = { pages: 0, isByCreation: false };
  const counted: FetchPage<TicketRow> = async (at, run) => {
    const page = await fetch(at, run);
    read.pages += 1;
    read.isByCreation = page.paging === 'cursor';
    return page;
  };
  const more = await readPages<TicketRow>({
    ...{ fetch: counted, rows },
    most: (first) => Math.ceil((most * usualRows) / Math.max(first.rows.length, usualRows)),
    goesOn: (page) => page.page < page.pages && isSince(page.rows.at(-1), from, read.isByCreation),
  });
  if (read.pages > 1 && !read.isByCreation && !more) await readMoved(fetch, most, rows);
  return more;
}

/** Reads what has moved to the beginning since the first page was read. */
async function readMoved(fetch: FetchPage<TicketRow>, most: number, rows: TicketRow[]): Promise<void> {
  const met = new Set(rows.map(idOf));
  /** What was changed later than this has moved. */
  let top = changedAt(rows[0]) ?? Infinity;
  let nextTop = top;
  let at: string | undefined;
  let found = 0;
  for (let calls = 0; calls < most; calls += 1) {
    const page = await fetch(at, {});
    if (at === undefined) nextTop = changedAt(page.rows[0]) ?? Infinity;
    const moved = page.rows.filter((row) => !met.has(idOf(row)));
    for (const row of moved) met.add(idOf(row));
    rows.push(...moved);
    found += moved.length;
    const hasMore = (changedAt(page.rows.at(-1)) ?? -Infinity) > top;
    at = hasMore ? page.next : undefined;
    if (at !== undefined) continue;
    if (found === 0) return;
    [top, found] = [nextTop, 0];
  }
}

function isSince(row: TicketRow | undefined, from: number, isByCreation: boolean): boolean {
  if (row?.kind !== 'ticket') return true;
  const at = isByCreation ? Date.parse(row.ticket.date ?? '') : changedAt(row);
  return at === undefined || Number.isNaN(at) || at >= from;
}

function changedAt(row: TicketRow | undefined): number | undefined {
  const at = row?.kind === 'ticket' ? Date.parse(row.ticket.modified ?? row.ticket.date ?? '') : NaN;
  return Number.isNaN(at) ? undefined : at;
}

function idOf(row: TicketRow): string | undefined {
  return row.kind === 'ticket' ? row.ticket.id : undefined;
}
