const PAGE_SIZE = 25;

/** One page of 25 rows, counted from page 1. A page beyond the end is empty but has the totals. */
export function pageOf<T>(
  rows: readonly T[],
  page: number,
): { rows: readonly T[]; total: number; pages: number } {
  const start = (page - 1) * PAGE_SIZE;
  return {
    rows: rows.slice(start, start + PAGE_SIZE),
    total: rows.length,
    pages: Math.ceil(rows.length / PAGE_SIZE),
  };
}
