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

interface Place {
  readonly side: 'after' | 'before';
  readonly id: string;
}

/** A request for a list, and where in it the page begins. */
export interface Asked {
  readonly request: Readonly<Record<string, unknown>>;
  readonly place?: Place;
}

/**
 * Reads the body of a list call: either a request, or a `page_id` and nothing of it (section 6 [V]).
 * @param kept keys that may stand beside `page_id`
 * @throws PlatformError `validation` for both at once, and for a `page_id` that is foreign or older than a month
 */
export function readAsked(list: string, body: unknown, now: number, kept: readonly string[] = []): Asked {
  const given = checked(v.record(v.string(), v.unknown()), body ?? {});
  if (given.page_id === undefined) return { request: given };
  if (Object.keys(given).some((key) => key !== 'page_id' && !kept.includes(key))) throw wrongFormat();
  const { request, until, side, id, list: from } = checked(cursor, decode(given.page_id));
  if (from !== list || until < now) throw wrongFormat();
  return { request, place: { side, id } };
}

/** Cuts a page out of rows that are sorted, and names its neighbours. */
export function pageOf<T>(
  list: string,
  rows: readonly T[],
  idOf: (row: T) => string,
  limit: number,
  { request, place }: Asked,
  now: number,
): Page<T> {
  const at = place ? rows.findIndex((row) => idOf(row) === place.id) : -1;
  const start = place?.side === 'before' ? Math.max(at - limit, 0) : at + 1;
  const end = place?.side === 'before' ? Math.max(at, 0) : start + limit;
  const cut = rows.slice(start, end);
  const name = (side: Place['side'], row: T | undefined): string | undefined =>
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
