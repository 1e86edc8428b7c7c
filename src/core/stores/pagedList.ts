import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { CallOptions, Page } from '../domain/connection';
import { type Failure, failureOf } from '../domain/failure';
import { type FetchPage, type PageMark, haveRowsMoved, readPages } from './readPages';
import { RowIndex } from './rowIndex';

export interface ListState<Row> {
  readonly rows: readonly Row[];
  /** Number of all matching rows; absent before the first page. */
  readonly total?: number;
  /** Cursor of the next page; absent if all rows are loaded. */
  readonly next?: string;
  /** Time of the last response in epoch milliseconds; absent before the first page. */
  readonly loadedAt?: number;
  /** The rows are those that were kept at this time, until the first page is loaded. */
  readonly keptAt?: number;
  readonly busy?: 'page' | 'more';
  /** The failure of the last attempt; earlier rows stay. */
  readonly failure?: { readonly of: 'page' | 'more'; readonly why: Failure };
}

/** Whether the settings name an address that the account's key may not be sent to: nothing that was kept is shown then. */
export function isForOtherAddress({ code }: Failure): boolean {
  return code === 'invalid-input';
}

/** As `next`: the pages did not fit together, so they are read again from the start. */
const fromStart = '';
/** As `next`: more rows were kept. */
const fromKept = 'kept';
/** How often pages that do not fit together are read again at once. */
const maxReadings = 2;

/**
 * A list that is fetched page by page and kept in memory. At most one fetch runs at a time: equal requests share
 * it, and responses that arrive after `reset` are dropped.
 */
export class PagedList<Row> implements Disposable {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private current: ListState<Row> = { rows: [] };
  private readonly index: RowIndex<Row>;
  /** Number of rows on the loaded pages, when they were loaded. */
  private loadedRows = 0;
  /** Whether the total changed while pages were loaded, so that it does not show whether rows were missed. */
  private hasChangedTotal = false;
  /** The last loaded page. */
  private lastPage: PageMark | undefined;
  private pending:
    | { readonly of: 'page' | 'more'; readonly done: Promise<void>; readonly stop: AbortController }
    | undefined;

  constructor(
    private readonly fetch: FetchPage<Row>,
    private readonly keyOf: (row: Row) => string,
    private readonly clock: Clock,
  ) {
    this.index = new RowIndex(keyOf);
  }

  get state(): ListState<Row> {
    return this.current;
  }

  /** Loads the first page and merges it into the list. Resolves when done; a failure is in `state`. */
  refresh(priority: CallOptions['priority'] = 'interactive'): Promise<void> {
    if (this.pending?.of === 'page') return this.pending.done;
    this.pending?.stop.abort();
    return this.run('page', undefined, priority, (page) => this.mergeFirstPage(page));
  }

  /**
   * Loads the next page and appends it. If rows may have been missed because they moved meanwhile, all loaded pages are
   * read again.
   */
  loadMore(): Promise<void> {
    const { next } = this.current;
    if (this.pending) return this.pending.done;
    if (next === undefined || this.current.keptAt !== undefined) return Promise.resolve();
    const at = next === fromStart ? undefined : next;
    return this.run('more', at, 'interactive', async (page, options) =>
      next === fromStart ||
      this.mayHaveMissed(page) ||
      (await haveRowsMoved(this.fetch, this.keyOf, this.lastPage, page, options))
        ? this.readAgain(this.current.rows.length + page.rows.length, options)
        : this.appendPage(page, at),
    );
  }

  /**
   * Shows rows that were kept until the first page is loaded: in an empty list, or more of them.
   * @param hasMore whether `next` is a cursor, for others that were kept
   */
  showKept(kept: Required<Pick<ListState<Row>, 'rows' | 'total' | 'keptAt'>>, hasMore = false): void {
    const { loadedAt, keptAt, next: _, ...rest } = this.current;
    if (loadedAt !== undefined || (rest.rows.length > 0 && keptAt === undefined)) return;
    this.index.rebuild(kept.rows);
    this.setState({ ...rest, ...kept, ...(hasMore && { next: fromKept }) });
  }

  /** Removes rows that were kept, if the list is not loaded yet. */
  dropKept(): void {
    const { keptAt, total, next: _, ...rest } = this.current;
    if (keptAt === undefined) return;
    this.index.rebuild([]);
    this.setState({ ...rest, rows: [] });
  }

  /** Replaces the row with the same key, if there is one. */
  replace(row: Row): void {
    const key = this.keyOf(row);
    const { rows } = this.current;
    const at = this.index.indexOf(key, rows);
    if (at < 0) return;
    const replaced = this.index.isUnique(rows)
      ? rows.with(at, row)
      : rows.map((old) => (this.keyOf(old) === key ? row : old));
    this.setState({ ...this.current, rows: replaced });
  }

  /**
   * Adds a row that was created at the server after the list was loaded. An existing row is replaced;
   * otherwise it does nothing before the first load.
   * @param position `hidden` only increases the total: the row is on a page that is not loaded
   */
  insert(row: Row, position: 'first' | 'last' | 'hidden'): void {
    const { rows, total, loadedAt } = this.current;
    if (this.has(this.keyOf(row))) {
      this.replace(row);
      return;
    }
    if (loadedAt === undefined) return;
    if (position === 'first') this.index.addFirst(row);
    if (position === 'last') this.index.addLast(row);
    const added = position === 'first' ? [row].concat(rows) : position === 'last' ? rows.concat([row]) : rows;
    this.setState({ ...this.current, rows: added, total: (total ?? rows.length) + 1 });
  }

  /** Removes a row, if it exists. */
  remove(key: string): void {
    const { rows, total = rows.length } = this.current;
    const at = this.index.indexOf(key, rows);
    if (at < 0) return;
    const remaining = this.index.isUnique(rows)
      ? rows.toSpliced(at, 1)
      : rows.filter((row) => this.keyOf(row) !== key);
    this.index.remove(key);
    this.setState({ ...this.current, rows: remaining, total: Math.max(remaining.length, total - 1) });
  }

  has(key: string): boolean {
    return this.index.has(key);
  }

  /** Clears the list, for another account or filter. */
  reset(): void {
    this.pending?.stop.abort();
    this.pending = undefined;
    this.index.rebuild([]);
    this.setState({ rows: [] });
  }

  dispose(): void {
    this.pending?.stop.abort();
    this.pending = undefined;
    this.changed.dispose();
  }

  private run(
    of: 'page' | 'more',
    at: string | undefined,
    priority: CallOptions['priority'],
    apply: (page: Page<Row>, options: CallOptions) => ListState<Row> | Promise<ListState<Row>>,
  ): Promise<void> {
    const controller = new AbortController();
    const isCurrent = (): boolean => this.pending?.stop === controller;
    const work = async (): Promise<void> => {
      try {
        const options = { signal: controller.signal, ...(priority && { priority }) };
        const page = await this.fetch(at, options);
        if (!isCurrent()) return;
        const state = await apply(page, options);
        if (isCurrent()) this.settle(state);
      } catch (thrown) {
        const why = failureOf(thrown);
        if (!isCurrent()) return;
        const { busy, ...idle } = this.current;
        this.settle(why === undefined || why.code === 'cancelled' ? idle : { ...idle, failure: { of, why } });
        if (why === undefined) throw thrown;
      }
    };
    const { failure, ...rest } = this.current;
    // A row that reports it stays during an attempt that the user has not asked for.
    const before = priority === 'background' ? this.current : rest;
    // The fetch starts after `underway` is set, so that it finds itself there even if it fails at once.
    const done = Promise.resolve().then(work);
    this.pending = { of, done, stop: controller };
    this.setState({ ...before, busy: of });
    return done;
  }

  private settle(state: ListState<Row>): void {
    this.pending = undefined;
    this.setState(state);
  }

  private setState(state: ListState<Row>): void {
    this.current = state;
    this.changed.fire(undefined);
  }

  private mergeFirstPage(page: Page<Row>): ListState<Row> {
    const tail = this.keepLaterRows(page);
    const rows = this.sameOrNew([...page.rows, ...tail]);
    if (tail.length === 0) {
      this.loadedRows = page.rows.length;
      this.hasChangedTotal = false;
      this.lastPage = { at: undefined, keys: page.rows.map(this.keyOf) };
    }
    this.index.rebuild(rows);
    return this.toState(rows, page.total, tail.length > 0 ? this.current.next : page.next);
  }

  /** The rows; unchanged ones are the same objects as before, also the list of all of them. */
  private sameOrNew(rows: readonly Row[]): readonly Row[] {
    const before = this.current.rows;
    const known = new Map(before.map((row) => [this.keyOf(row), row]));
    const merged = rows.map((row) => {
      const old = known.get(this.keyOf(row));
      return old !== undefined && JSON.stringify(old) === JSON.stringify(row) ? old : row;
    });
    const isSame = merged.length === before.length && merged.every((row, at) => row === before[at]);
    return isSame ? before : merged;
  }

  /**
   * Rows of later pages that still follow the new first page. They are kept only if the counts prove it: the rows
   * added and removed on the first page must explain the whole change of the total. Otherwise rows may be missing
   * in between, or may have been removed.
   */
  private keepLaterRows(page: Page<Row>): readonly Row[] {
    if (this.current.loadedAt === undefined) return [];
    const newKeys = new Set(page.rows.map(this.keyOf));
    const oldKeys = this.current.rows.map(this.keyOf);
    const lastFresh = page.rows.at(-1);
    const boundary = lastFresh === undefined ? -1 : oldKeys.indexOf(this.keyOf(lastFresh));
    if (boundary < 0) return [];
    const known = new Set(oldKeys);
    const addedCount = [...newKeys].filter((key) => !known.has(key)).length;
    const removedCount = oldKeys.slice(0, boundary + 1).filter((key) => !newKeys.has(key)).length;
    if (page.total !== (this.current.total ?? 0) + addedCount - removedCount) return [];
    return this.current.rows.slice(boundary + 1).filter((row) => !newKeys.has(this.keyOf(row)));
  }

  private mayHaveMissed({ paging, total, next, rows }: Page<Row>): boolean {
    if (paging === undefined) return false;
    const isKnown = (row: Row): boolean => this.index.has(this.keyOf(row));
    this.hasChangedTotal ||= total !== this.current.total;
    if (paging === 'numbered') {
      return this.hasChangedTotal || this.current.rows.length !== this.loadedRows || rows.some(isKnown);
    }
    // A row that moved before the cursor changes no total. It is missing when all others are loaded.
    const loaded = this.current.rows.length + rows.filter((row) => !isKnown(row)).length;
    return next === undefined && (this.hasChangedTotal || loaded < total);
  }

  /** Reads pages from the start until there are this many rows, or no more. */
  private async readAgain(least: number, options: CallOptions): Promise<ListState<Row>> {
    let previous: string | undefined;
    for (let reading = 1; ; reading += 1) {
      const { rows, total, next, last, isSteady } = await readPages(this.fetch, this.keyOf, least, options);
      // If nothing moved and rows are missing all the same, the server counts rows that it does not list.
      const found = JSON.stringify([total, ...rows.map(this.keyOf)]);
      const isComplete = isSteady || rows.length >= total || found === previous;
      previous = found;
      if (!isSteady && reading < maxReadings) continue;
      this.index.rebuild(rows);
      this.loadedRows = rows.length;
      this.hasChangedTotal = false;
      this.lastPage = last;
      return this.toState(rows, total, next ?? (isComplete ? undefined : fromStart));
    }
  }

  private appendPage(page: Page<Row>, at: string | undefined): ListState<Row> {
    const added = page.rows.filter((row) => !this.index.has(this.keyOf(row)));
    for (const row of added) this.index.addLast(row);
    this.loadedRows += page.rows.length;
    this.lastPage = { at, keys: page.rows.map(this.keyOf) };
    return this.toState(this.current.rows.concat(added), page.total, page.next);
  }

  private toState(rows: readonly Row[], total: number, next: string | undefined): ListState<Row> {
    return { rows, total, loadedAt: this.clock.now(), ...(next !== undefined && { next }) };
  }
}
