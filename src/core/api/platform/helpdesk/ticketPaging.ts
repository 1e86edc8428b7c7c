import type { Page } from '../../../domain/connection';
import { fail } from '../../../domain/failure';
import type { TicketRow } from '../../../domain/ticket';
import type { ApiResponse } from '../../response';
import { asCount, asObject } from '../../decode';

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
export type PageStart = { readonly page: number } | Cursor;

/** @throws FailureError `invalid-input` if `at` is neither */
export function parsePageStart(at: string): PageStart {
  if (/^[1-9]\d{0,8}$/.test(at)) return { page: Number(at) };
  const [page = '', value, ID, ...more] = at.split('|');
  if (!/^[1-9]\d{0,8}$/.test(page) || value === undefined || ID === undefined || more.length > 0) {
    return fail({ code: 'invalid-input', reasons: [], field: 'page' });
  }
  return { page: Number(page), value, ID };
}

function formatCursor({ page, value, ID }: Cursor): string {
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
export const maxPageSize = 100;
export const byCreation: Paging = { size: maxPageSize, sortBy: 'createdAt' };

/** The cursor after the last row that has both an id and a time. */
export function cursorAfter(
  items: readonly unknown[],
  page: number,
  sortBy: Paging['sortBy'],
): Cursor | undefined {
  for (const item of [...items].reverse()) {
    const raw = asObject(item);
    const { ID, [sortBy]: value } = raw ?? {};
    const isUsable = typeof ID === 'string' && typeof value === 'string' && !`${ID}${value}`.includes('|');
    if (isUsable && ID !== '' && value !== '') return { page, value, ID };
  }
  return undefined;
}

/**
 * @param items items of the response
 * @param rows those of them that match the query
 */
export function toPage(
  response: ApiResponse,
  items: readonly unknown[],
  rows: readonly TicketRow[],
  page: number,
  { size, sortBy }: Paging,
): Page<TicketRow> {
  const reportedTotal = asCount(response.header('x-total-results'));
  // If the server ignored a filter, its total counts other tickets too.
  const exactTotal = rows.length === items.length ? reportedTotal : undefined;
  const total = exactTotal ?? (page - 1) * size + rows.length;
  const pages = Math.max(
    asCount(response.header('x-total-pages')) ?? Math.ceil((reportedTotal ?? total) / size),
    items.length > 0 ? page : 0,
  );
  const hasMore = reportedTotal === undefined ? items.length === size : page < pages && items.length > 0;
  const cursor = hasMore ? cursorAfter(items, page + 1, sortBy) : undefined;
  return {
    ...{ rows, total, pages, page },
    ...(exactTotal !== undefined && { paging: 'cursor' }),
    ...(cursor && { next: formatCursor(cursor) }),
  };
}
