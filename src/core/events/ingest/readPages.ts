import type { CallOptions, Page } from '../../domain/connection';

export interface PagesOptions<Row> {
  readonly fetch: FetchPage<Row>;
  /** Whether the next page may have what is wanted. */
  readonly goesOn: (page: Page<Row>) => boolean;
  /** How many pages are fetched at most. */
  readonly most: (first: Page<Row>) => number;
  /** Gets the rows of each page as soon as it is fetched: they are there where a later one fails. */
  readonly rows: Row[];
}

/** @param at a `next` of an earlier page; the first page where absent */
export type FetchPage<Row> = (
  at: string | undefined,
  run: Pick<CallOptions, 'callsOfRun'>,
) => Promise<Page<Row>>;

/**
 * Newest first, so rows that come meanwhile move others to a later page, and none is left out.
 * @returns whether there were more than were fetched
 * @throws what `fetch` throws
 */
export async function readPages<Row>({ fetch, goesOn, most, rows }: PagesOptions<Row>): Promise<boolean> {
  let page = await fetch(undefined, {});
  rows.push(...page.rows);
  const mostPages = most(page);
  for (let fetched = 1; goesOn(page); fetched += 1) {
    if (page.next === undefined || fetched >= mostPages) return true;
    page = await fetch(page.next, { callsOfRun: Math.min(mostPages, page.pages) });
    rows.push(...page.rows);
  }
  return false;
}
