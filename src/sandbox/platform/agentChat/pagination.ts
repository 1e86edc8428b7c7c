import * as v from 'valibot';
import { checked } from '../action';
import { wrongFormat } from '../platformError';

const MONTH = 30 * 86_400;

const cursor = v.object({
  list: v.string(),
  request: v.record(v.string(), v.unknown()),
  side: v.picklist(['after', 'before']),
  id: v.string(),
  until: v.number(),
});

export interface Page<T> {
  readonly rows: readonly T[];
  readonly next_page_id?: string;
  readonly previous_page_id?: string;
}

interface Cursor {
  readonly side: 'after' | 'before';
  readonly id: string;
}

/** The request for a list, and the cursor of the page. */
export interface ListRequest {
  readonly request: Readonly<Record<string, unknown>>;
  readonly cursor?: Cursor;
}

/**
 * Parses the body of a list action: either a request or a `page_id`.
 * @param kept keys allowed beside `page_id`
 * @throws PlatformError `validation` for both, and for a `page_id` that is malformed or older than a month
 */
export function readListRequest(
  list: string,
  body: unknown,
  now: number,
  kept: readonly string[] = [],
): ListRequest {
  const given = checked(v.record(v.string(), v.unknown()), body ?? {});
  if (given.page_id === undefined) return { request: given };
  if (Object.keys(given).some((key) => key !== 'page_id' && !kept.includes(key))) throw wrongFormat();
  const { request, until, side, id, list: from } = checked(cursor, decode(given.page_id));
  if (from !== list || until < now) throw wrongFormat();
  return { request, cursor: { side, id } };
}

/** A page of sorted rows, with the ids of the next and previous page. */
export function pageOf<T>(
  list: string,
  rows: readonly T[],
  idOf: (row: T) => string,
  limit: number,
  { request, cursor }: ListRequest,
  now: number,
): Page<T> {
  const at = cursor ? rows.findIndex((row) => idOf(row) === cursor.id) : -1;
  const start = cursor?.side === 'before' ? Math.max(at - limit, 0) : at + 1;
  const end = cursor?.side === 'before' ? Math.max(at, 0) : start + limit;
  const cut = rows.slice(start, end);
  const name = (side: Cursor['side'], row: T | undefined): string | undefined =>
    row &&
    Buffer.from(JSON.stringify({ list, request, side, id: idOf(row), until: now + MONTH })).toString(
      'base64url',
    );
  const next = end < rows.length ? name('after', cut.at(-1)) : undefined;
  const previous = start > 0 ? name('before', cut[0]) : undefined;
  return {
    rows: cut,
    ...(next !== undefined && { next_page_id: next }),
    ...(previous !== undefined && { previous_page_id: previous }),
  };
}

function decode(pageId: unknown): unknown {
  try {
    return JSON.parse(Buffer.from(String(pageId), 'base64url').toString('utf8'));
  } catch {
    throw wrongFormat();
  }
}
