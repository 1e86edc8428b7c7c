import type { CallOptions, Page } from '../domain/connection';

export type FetchPage<Row> = (at: string | undefined, options: CallOptions) => Promise<Page<Row>>;

/** A page as it was when it was read. */
export interface PageMark {
  /** Its cursor; absent for the first page. */
  readonly at: string | undefined;
  readonly keys: readonly string[];
}

interface Reading<Row> {
  /** Each row once. */
  readonly rows: readonly Row[];
  readonly total: number;
  readonly next: string | undefined;
  /** The last page that was read. */
  readonly last: PageMark;
  /** Whether no rows moved while the pages were read, judging by the counts and by pages that were read twice. */
  readonly isSteady: boolean;
}

/** Number of calls that reading every page of a list makes, from the first page on. */
export function callsForAll({ pages }: Pick<Page<unknown>, 'pages'>): number {
  return pages;
}

/** Reads pages from the start until there are `least` rows, or no more pages. */
export async function readPages<Row>(
  fetch: FetchPage<Row>,
  keyOf: (row: Row) => string,
  least: number,
  options: CallOptions,
): Promise<Reading<Row>> {
  const rows = new Map<string, Row>();
  const totals = new Set<number>();
  let count = 0;
  let total = 0;
  let next: string | undefined;
  let last: PageMark | undefined;
  let hasMoved = false;
  do {
    const at = next;
    const page = await fetch(at, options);
    hasMoved ||= await haveRowsMoved(fetch, keyOf, last, page, options);
    last = { at, keys: page.rows.map(keyOf) };
    for (const row of page.rows) rows.set(keyOf(row), row);
    count += page.rows.length;
    ({ total, next } = page);
    totals.add(total);
  } while (next !== undefined && rows.size < least);
  // A row that stands on two pages has moved down, and another one up.
  const isComplete = next !== undefined || rows.size >= total;
  const isSteady = totals.size === 1 && count === rows.size && isComplete && !hasMoved;
  return { rows: [...rows.values()], total, next, last, isSteady };
}

/**
 * Whether rows left the pages before `page`, where counts cannot show it. Reads the page before it once more: after
 * `page`, so that a row that leaves between the two calls is noticed too.
 */
export async function haveRowsMoved<Row>(
  fetch: FetchPage<Row>,
  keyOf: (row: Row) => string,
  before: PageMark | undefined,
  page: Page<Row>,
  options: CallOptions,
): Promise<boolean> {
  if (page.endsWithNewest !== true || before === undefined) return false;
  const { rows } = await fetch(before.at, options);
  return rows.length !== before.keys.length || rows.some((row, index) => keyOf(row) !== before.keys[index]);
}
