import type { CallOptions, Page } from '../domain/connection';

export type FetchPage<Row> = (at: string | undefined, options: CallOptions) => Promise<Page<Row>>;

interface Reading<Row> {
  /** Each row once. */
  readonly rows: readonly Row[];
  readonly total: number;
  readonly next: string | undefined;
  /** Whether no rows moved while the pages were read, judging by the counts. */
  readonly isSteady: boolean;
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
  do {
    const page = await fetch(next, options);
    for (const row of page.rows) rows.set(keyOf(row), row);
    count += page.rows.length;
    ({ total, next } = page);
    totals.add(total);
  } while (next !== undefined && rows.size < least);
  // A row that stands on two pages has moved down, and another one up.
  const isComplete = next !== undefined || rows.size >= total;
  const isSteady = totals.size === 1 && count === rows.size && isComplete;
  return { rows: [...rows.values()], total, next, isSteady };
}
