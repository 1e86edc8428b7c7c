import type { Page } from '../../domain/connection';
import { fail } from '../../domain/failure';
import type { TicketRow } from '../../domain/ticket';
import type { Answer } from '../answer';
import { countIn, objectIn } from '../decode';

/** Where a page begins: after the row with this id, which was updated then. The API lets its clients build it. */
export interface Cursor {
  readonly page: number;
  readonly value: string;
  readonly ID: string;
}

/** A page by its number, or by what an earlier page said follows it. */
export type Place = { readonly page: number } | Cursor;

/** @throws FailureError `invalid-input` for an `at` that is neither */
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

/** How a list is cut into pages. `sortBy` names the time that its cursor is made of. */
export interface Paging {
  readonly size: number;
  readonly sortBy: 'createdAt' | 'updatedAt';
}

/** As in the classic API, so that a page is a page whatever the account. */
export const byChange: Paging = { size: 25, sortBy: 'updatedAt' };
/** The most that the API gives at once. */
export const strideSize = 100;
export const byCreation: Paging = { size: strideSize, sortBy: 'createdAt' };

/** The cursor behind the last row that can carry one. */
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
 * @param items of the answer, as many as the server gave
 * @param rows what of them matches
 */
export function pageOf(
  answer: Answer,
  items: readonly unknown[],
  rows: readonly TicketRow[],
  page: number,
  { size, sortBy }: Paging,
): Page<TicketRow> {
  const told = countIn(answer.header('x-total-results'));
  // A filter that the server did not heed makes its count a count of something else.
  const total = told !== undefined && rows.length === items.length ? told : (page - 1) * size + rows.length;
  const pages = Math.max(
    countIn(answer.header('x-total-pages')) ?? Math.ceil((told ?? total) / size),
    items.length > 0 ? page : 0,
  );
  const goesOn = told === undefined ? items.length === size : page < pages && items.length > 0;
  const cursor = goesOn ? cursorAfter(items, page + 1, sortBy) : undefined;
  return { rows, total, pages, page, ...(cursor && { next: nextOf(cursor) }) };
}
