import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { CallOptions, Page } from '../domain/connection';
import { failureOf, type Failure } from '../domain/failure';
import { RowPlaces } from './rowPlaces';

export interface ListState<Row> {
  readonly rows: readonly Row[];
  /** Number of all matching rows; absent before the first page. */
  readonly total?: number;
  /** Cursor of the next page; absent if all rows are loaded. */
  readonly next?: string;
  /** Time of the last response in epoch milliseconds; absent before the first page. */
  readonly loadedAt?: number;
  readonly busy?: 'page' | 'more';
  /** The failure of the last attempt; earlier rows stay. */
  readonly failure?: { readonly of: 'page' | 'more'; readonly why: Failure };
}

export type FetchPage<Row> = (at: string | undefined, options: CallOptions) => Promise<Page<Row>>;

/**
 * A list that is fetched page by page and kept in memory. At most one fetch runs at a time: equal requests share
 * it, and responses that arrive after `reset` are dropped.
 */
export class PagedList<Row> implements Disposable {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  private current: ListState<Row> = { rows: [] };
  private readonly places: RowPlaces<Row>;
  private underway:
    | { readonly of: 'page' | 'more'; readonly done: Promise<void>; readonly stop: AbortController }
    | undefined;

  constructor(
    private readonly fetch: FetchPage<Row>,
    private readonly keyOf: (row: Row) => string,
    private readonly clock: Clock,
  ) {
    this.places = new RowPlaces(keyOf);
  }

  get state(): ListState<Row> {
    return this.current;
  }

  /** Loads the first page and merges it into the list. Resolves when done; a failure is in `state`. */
  refresh(priority: CallOptions['priority'] = 'person'): Promise<void> {
    if (this.underway?.of === 'page') return this.underway.done;
    this.underway?.stop.abort();
    return this.run('page', undefined, priority, (page) => this.laidOver(page));
  }

  /** Loads the next page and appends it. */
  more(): Promise<void> {
    const { next } = this.current;
    if (this.underway) return this.underway.done;
    if (next === undefined) return Promise.resolve();
    return this.run('more', next, 'person', (page) => this.appended(page));
  }

  /** Replaces the row with the same key, if there is one. */
  replace(row: Row): void {
    const key = this.keyOf(row);
    const { rows } = this.current;
    const at = this.places.indexOf(key, rows);
    if (at < 0) return;
    const renewed = this.places.isUnique(rows)
      ? rows.with(at, row)
      : rows.map((old) => (this.keyOf(old) === key ? row : old));
    this.become({ ...this.current, rows: renewed });
  }

  /**
   * Adds a row that was created at the server after the list was loaded. Does nothing before the first load; an
   * existing row is replaced.
   * @param place `hidden` only increases the total: the row is on a page that is not loaded
   */
  insert(row: Row, place: 'first' | 'last' | 'hidden'): void {
    const { rows, total, loadedAt } = this.current;
    if (loadedAt === undefined) return;
    if (this.has(this.keyOf(row))) {
      this.replace(row);
      return;
    }
    if (place === 'first') this.places.addFirst(row);
    if (place === 'last') this.places.addLast(row);
    const added = place === 'first' ? [row].concat(rows) : place === 'last' ? rows.concat([row]) : rows;
    this.become({ ...this.current, rows: added, total: (total ?? rows.length) + 1 });
  }

  /** Removes a row, if it exists. */
  remove(key: string): void {
    const { rows, total = rows.length } = this.current;
    const at = this.places.indexOf(key, rows);
    if (at < 0) return;
    const left = this.places.isUnique(rows)
      ? rows.toSpliced(at, 1)
      : rows.filter((row) => this.keyOf(row) !== key);
    this.places.remove(key);
    this.become({ ...this.current, rows: left, total: Math.max(left.length, total - 1) });
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  /** Clears the list, for another account or filter. */
  reset(): void {
    this.underway?.stop.abort();
    this.underway = undefined;
    this.places.renew([]);
    this.become({ rows: [] });
  }

  dispose(): void {
    this.underway?.stop.abort();
    this.underway = undefined;
    this.changed.dispose();
  }

  private run(
    of: 'page' | 'more',
    at: string | undefined,
    priority: CallOptions['priority'],
    apply: (page: Page<Row>) => ListState<Row>,
  ): Promise<void> {
    const stop = new AbortController();
    const work = async (): Promise<void> => {
      try {
        const page = await this.fetch(at, { signal: stop.signal, ...(priority && { priority }) });
        if (this.underway?.stop === stop) this.settle(apply(page));
      } catch (thrown) {
        const why = failureOf(thrown);
        if (this.underway?.stop !== stop) return;
        const { busy, ...calm } = this.current;
        this.settle(why === undefined || why.code === 'cancelled' ? calm : { ...calm, failure: { of, why } });
        if (why === undefined) throw thrown;
      }
    };
    const { failure, ...rest } = this.current;
    // The fetch starts after `underway` is set, so that it finds itself there even if it fails at once.
    const done = Promise.resolve().then(work);
    this.underway = { of, done, stop };
    this.become({ ...rest, busy: of });
    return done;
  }

  private settle(state: ListState<Row>): void {
    this.underway = undefined;
    this.become(state);
  }

  private become(state: ListState<Row>): void {
    this.current = state;
    this.changed.fire(undefined);
  }

  private laidOver(page: Page<Row>): ListState<Row> {
    const tail = this.olderRows(page);
    const rows = [...page.rows, ...tail];
    this.places.renew(rows);
    return this.ready(rows, page.total, tail.length > 0 ? this.current.next : page.next);
  }

  /**
   * Rows of later pages that still follow the new first page. They are kept only if the counts prove it: the rows
   * added and removed on the first page must explain the whole change of the total. Otherwise rows may be missing
   * in between, or may have been removed.
   */
  private olderRows(page: Page<Row>): readonly Row[] {
    const fresh = new Set(page.rows.map(this.keyOf));
    const old = this.current.rows.map(this.keyOf);
    const lastFresh = page.rows.at(-1);
    const border = lastFresh === undefined ? -1 : old.indexOf(this.keyOf(lastFresh));
    if (border < 0) return [];
    const known = new Set(old);
    const came = [...fresh].filter((key) => !known.has(key)).length;
    const gone = old.slice(0, border + 1).filter((key) => !fresh.has(key)).length;
    if (page.total !== (this.current.total ?? 0) + came - gone) return [];
    return this.current.rows.slice(border + 1).filter((row) => !fresh.has(this.keyOf(row)));
  }

  private appended(page: Page<Row>): ListState<Row> {
    const added = page.rows.filter((row) => !this.places.has(this.keyOf(row)));
    for (const row of added) this.places.addLast(row);
    return this.ready(this.current.rows.concat(added), page.total, page.next);
  }

  private ready(rows: readonly Row[], total: number, next: string | undefined): ListState<Row> {
    return { rows, total, loadedAt: this.clock.now(), ...(next !== undefined && { next }) };
  }
}
