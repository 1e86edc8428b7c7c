import type { Page } from '../../domain/connection';
import { fail } from '../../domain/failure';
import type { TicketRow } from '../../domain/ticket';
import type { Answer } from '../answer';
import { countIn, objectIn } from '../decode';

/**
 * Position after the row with this id and time. The client builds it itself
 * (docs/livechat-api.md#helpdesk-tickets).
 */
export interface Cursor {
  readonly page: number;
  readonly value: string;
  readonly ID: string;
}

/** A page by its number, or by the `next` of an earlier page. */
export type Place = { readonly page: number } | Cursor;

/** @throws FailureError `invalid-input` if `at` is neither */
export function startOf(at: string): Place {
  if (/^[1-9]\d{0,8}$/.test(at)) return { page: Number(at) };
  const [page = '', value, ID, ...more] = at.split('|');
  if (!/^[1-9]\d{0,8}$/.test(page) || value === undefined || ID === undefined || more.length > 0) {
    return fail({ code: 'invalid-input', reasons: [], field: 'page' });
  }
  return { page: Number(page), value, ID };
}

export function nextOf({ page, value, ID }: Cursor): string {
  return `${page}|${value}|${ID}`;
}

/** `sortBy` names the time that the cursor consists of. */
export interface Paging {
  readonly size: number;
  readonly sortBy: 'createdAt' | 'updatedAt';
}

/** The page size of REST v2, so that pages are alike for all accounts. */
export const byChange: Paging = { size: 25, sortBy: 'updatedAt' };
/** Maximum page size. */
export const strideSize = 100;
export const byCreation: Paging = { size: strideSize, sortBy: 'createdAt' };

/** The cursor after the last row that has both an id and a time. */
export function cursorAfter(
  items: readonly unknown[],
  page: number,
  sortBy: Paging['sortBy'],
): Cursor | undefined {
  for (const item of [...items].reverse()) {
    const raw = objectIn(item);
    const { ID, [sortBy]: value } = raw ?? {};
    const isFit = typeof ID === 'string' && typeof value === 'string' && !`${ID}${value}`.includes('|');
    if (isFit && ID !== '' && value !== '') return { page, value, ID };
  }
  return undefined;
}

/**
 * @param items items of the response
 * @param rows those of them that match the query
 */
export function pageOf(
  answer: Answer,
  items: readonly unknown[],
  rows: readonly TicketRow[],
  page: number,
  { size, sortBy }: Paging,
): Page<TicketRow> {
  const told = countIn(answer.header('x-total-results'));
  // If the server ignored a filter, its total counts other tickets too.
  const total = told !== undefined && rows.length === items.length ? told : (page - 1) * size + rows.length;
  const pages = Math.max(
    countIn(answer.header('x-total-pages')) ?? Math.ceil((told ?? total) / size),
    items.length > 0 ? page : 0,
  );
  const goesOn = told === undefined ? items.length === size : page < pages && items.length > 0;
  const cursor = goesOn ? cursorAfter(items, page + 1, sortBy) : undefined;
  return { rows, total, pages, page, ...(cursor && { next: nextOf(cursor) }) };
}
