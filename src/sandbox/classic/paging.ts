const PAGE_SIZE = 25;

/** Cuts one page out (section 3.5: 25 a page, from page 1). A page beyond the end is empty and keeps the totals. */
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
