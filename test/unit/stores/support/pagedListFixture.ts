import type { Page } from '../../../../src/core/domain/connection';
import { PagedList } from '../../../../src/core/stores/pagedList';
import { ManualFetch } from './manualFetch';
import { FakeClock } from '../../support/fakeClock';

export interface Row {
  readonly id: string;
  readonly text?: string;
}

const pageSize = 3;

/** One page of the list of these ids, as a server that has them all would send it. */
export function pageOf(ids: string, page: number): Page<Row> {
  const all = Array.from(ids, (id) => ({ id }));
  const pages = Math.ceil(all.length / pageSize);
  const rows = all.slice((page - 1) * pageSize, page * pageSize);
  return {
    rows,
    total: all.length,
    pages,
    page,
    isPositional: true,
    ...(page < pages && { next: String(page + 1) }),
  };
}

/** A list whose pages the test hands out, and short ways to do so. Rows are named by one letter each. */
export class PagedListFixture {
  readonly source = new ManualFetch<string | undefined, Page<Row>>();
  readonly clock = new FakeClock();
  readonly list = new PagedList<Row>(this.source.fetch, (row) => row.id, this.clock);

  get shown(): string {
    return this.list.state.rows.map(({ id }) => id).join('');
  }

  async refreshed(ids: string): Promise<void> {
    const done = this.list.refresh();
    await (await this.source.last()).answer(pageOf(ids, 1));
    await done;
  }

  /** Loads this many pages of the list of these ids. */
  async loaded(ids: string, pages: number): Promise<void> {
    await this.refreshed(ids);
    for (let page = 2; page <= pages; page += 1) {
      const more = this.list.loadMore();
      await (await this.source.last()).answer(pageOf(ids, page));
      await more;
    }
  }
}
