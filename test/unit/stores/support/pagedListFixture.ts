import type { Page } from '../../../../src/core/domain/connection';
import { PagedList } from '../../../../src/core/stores/pagedList';
import { ManualFetch } from './manualFetch';
import { FakeClock } from '../../support/fakeClock';

export interface Row {
  readonly id: string;
  readonly text?: string;
}

const pageSize = 3;

/** One page of a list with these ids, as a server would return it. */
export function pageOf(ids: string, page: number): Page<Row> {
  const all = Array.from(ids, (id) => ({ id }));
  const pages = Math.ceil(all.length / pageSize);
  const rows = all.slice((page - 1) * pageSize, page * pageSize);
  return {
    rows,
    total: all.length,
    pages,
    page,
    paging: 'numbered',
    ...(page < pages && { next: String(page + 1) }),
  };
}

/** A server whose rows are sorted by their last change, newest first, and whose pages continue after such a time. */
export class CursorServer {
  calls = 0;
  /** Counted in addition to the rows that are listed. */
  uncounted = 0;
  private readonly changes = new Map<string, number>();
  private lastChange = 0;

  constructor(ids: string) {
    for (const id of Array.from(ids).reverse()) this.change(id);
  }

  /** Changes a row or adds one. */
  change(id: string): void {
    this.lastChange += 1;
    this.changes.set(id, this.lastChange);
  }

  remove(id: string): void {
    this.changes.delete(id);
  }

  page(at: string | undefined): Page<Row> {
    this.calls += 1;
    const sorted = [...this.changes].sort(([, one], [, other]) => other - one);
    const following = sorted.filter(([, time]) => at === undefined || time < Number(at));
    const listed = following.slice(0, pageSize);
    const total = sorted.length + this.uncounted;
    return {
      rows: listed.map(([id]) => ({ id })),
      ...{ total, pages: Math.ceil(total / pageSize), page: 1, paging: 'cursor' },
      ...(following.length > pageSize && { next: String(listed.at(-1)?.[1]) }),
    };
  }
}

/** A list whose pages the test provides. Rows are named by one letter each. */
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

  /** Loads the first pages of a list with these ids. */
  async loaded(ids: string, pages: number): Promise<void> {
    await this.refreshed(ids);
    for (let page = 2; page <= pages; page += 1) {
      const more = this.list.loadMore();
      await (await this.source.last()).answer(pageOf(ids, page));
      await more;
    }
  }
}
