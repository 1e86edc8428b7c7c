import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Failure } from '../domain/failure';
import {
  allTicketStatuses,
  ticketStatuses,
  type TicketQuery,
  type TicketRow,
  type TicketStatus,
  type TicketSummary,
} from '../domain/ticket';
import { isForOtherAddress, PagedList, type ListState } from './pagedList';
import { accountIdOf, type SessionStore } from './sessionStore';

/** One list per status, or a single list if the filter has a status. */
export type TicketListKey = TicketStatus | 'all';

/**
 * The rows of a list of this account and status that were kept on this machine, if any. Never rejects.
 * @param count of rows after those of the first page
 */
export type ReadKeptRows = (
  account: string,
  status: TicketListKey,
  count: number,
) => Promise<KeptRows | undefined>;

interface KeptRows {
  readonly rows: readonly TicketRow[];
  /** Whether more of them are kept. */
  readonly hasMore?: boolean;
  readonly total: number;
  /** In milliseconds since the epoch. */
  readonly keptAt: number;
}

/** Kept rows that are shown in addition at a time. */
const moreKept = 100;
/** Times of tickets may be rounded to seconds. */
const timeResolutionMs = 1_000;

export function rowKey(row: TicketRow): string {
  return row.kind === 'ticket' ? row.ticket.id : row.key;
}

function toRow(ticket: TicketSummary): TicketRow {
  return { kind: 'ticket', ticket, malformed: [] };
}

/** Tickets of the active account, filtered and grouped by status. Trees only read from here. */
export class TicketStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changeEmitter = this.owned.add(new Emitter<TicketListKey | undefined>());
  /** Fires with the list that changed, or `undefined` for all of them. */
  readonly onDidChange = this.changeEmitter.event;
  private readonly lists: ReadonlyMap<TicketListKey, PagedList<TicketRow>>;
  private currentFilter: TicketQuery = {};
  private account: string | undefined;
  /** Number of resets, so that a refresh in progress notices one. */
  private resetCount = 0;
  /** When the loaded lists were found to be up to date, in epoch milliseconds. */
  private currentAt = 0;

  constructor(
    private readonly session: SessionStore,
    clock: Clock,
    private readonly readKept: ReadKeptRows = () => Promise.resolve(undefined),
  ) {
    const list = (key: TicketListKey): readonly [TicketListKey, PagedList<TicketRow>] => {
      const paged = new PagedList<TicketRow>(
        (at, options) => this.session.run(({ tickets }) => tickets.list(this.queryOf(key), at, options)),
        rowKey,
        clock,
      );
      this.owned.add(paged.onDidChange(() => this.changeEmitter.fire(key)));
      return [key, this.owned.add(paged)];
    };
    this.account = accountIdOf(session.current);
    this.lists = new Map([...allTicketStatuses, 'all' as const].map(list));
    this.owned.add(
      session.onDidChange((now) => {
        // If the secret was refused, loaded rows stay visible; they are never shown for another account or URL.
        if (now.kind === 'rejected') return;
        this.adaptFilter(accountIdOf(now));
        this.resetLists();
      }),
    );
  }

  get filter(): TicketQuery {
    return this.currentFilter;
  }

  get isFiltered(): boolean {
    return Object.keys(this.currentFilter).length > 0;
  }

  /** The shown lists, in order. */
  get shownLists(): readonly TicketListKey[] {
    if (this.currentFilter.status !== undefined) return ['all'];
    return this.session.capabilities?.tickets.statuses ?? ticketStatuses;
  }

  state(key: TicketListKey): ListState<TicketRow> {
    return this.list(key).state;
  }

  /**
   * Load time of the oldest shown list in epoch milliseconds, or when the lists were found to be up to date later;
   * `undefined` while one is not loaded. A list that failed while others loaded does not count, because its row offers to
   * retry.
   */
  get loadedAt(): number | undefined {
    const loads = this.shownLists
      .map((key) => this.state(key))
      .filter(({ loadedAt, failure }) => loadedAt !== undefined || !failure);
    const times = loads.map(({ loadedAt }) => loadedAt);
    if (times.length === 0 || times.includes(undefined)) return undefined;
    return Math.max(Math.min(...(times as number[])), this.currentAt);
  }

  /** The loaded lists were found to be up to date, or brought there. @param at epoch milliseconds */
  noteCurrent(at: number): void {
    this.currentAt = at;
  }

  /** When the rows of a list that is not loaded were kept, in epoch milliseconds. */
  get keptAt(): number | undefined {
    return this.shownLists.map((key) => this.state(key).keptAt).find((at) => at !== undefined);
  }

  /** The failure if no list could be loaded. */
  get failure(): Failure | undefined {
    const states = this.shownLists.map((key) => this.state(key));
    if (states.some(({ rows, loadedAt }) => rows.length > 0 || loadedAt !== undefined)) return undefined;
    return states.find(({ failure }) => failure)?.failure?.why;
  }

  /** Whether a list could not be loaded because of the network. */
  get isOffline(): boolean {
    return this.shownLists.some((key) => this.state(key).failure?.why.code === 'network');
  }

  get busy(): boolean {
    return this.shownLists.some((key) => this.state(key).busy !== undefined);
  }

  /** Sets the filter and loads the lists. */
  async setFilter(filter: TicketQuery): Promise<void> {
    this.currentFilter = filter;
    this.resetLists();
    await this.refresh();
  }

  /**
   * Loads the first page of the shown lists. The first list is loaded before the others, so that a refused secret
   * or an unavailable server costs one call.
   * @param keys lists to load; all shown ones by default
   */
  async refresh(
    priority: 'interactive' | 'background' = 'interactive',
    keys: readonly TicketListKey[] = this.shownLists,
  ): Promise<void> {
    const [first, ...others] = keys;
    if (first === undefined) return;
    void this.showKept(keys);
    const { resetCount: forgotten } = this;
    await this.list(first).refresh(priority);
    if (this.resetCount !== forgotten) return;
    const { failure } = this.state(first);
    if (failure && isForOtherAddress(failure.why)) for (const list of this.lists.values()) list.dropKept();
    if (failure) return;
    await Promise.all(others.map((key) => this.list(key).refresh(priority)));
  }

  /** Shows what was kept of the shown lists until they are loaded. Never rejects. */
  async showKept(keys: readonly TicketListKey[] = this.shownLists): Promise<void> {
    await Promise.all(keys.map((key) => this.showKeptList(key)));
  }

  async loadMore(key: TicketListKey): Promise<void> {
    const { keptAt, rows } = this.state(key);
    if (keptAt === undefined) await this.list(key).loadMore();
    else await this.showKeptList(key, rows.length + moreKept);
  }

  /** Replaces a ticket in every list that contains it. */
  replace(row: TicketRow): void {
    for (const list of this.lists.values()) list.replace(row);
  }

  /**
   * Adds a created ticket without a call. With a filter only LiveChat knows whether it matches, so it is added by
   * the next refresh.
   */
  addCreated(ticket: TicketSummary): void {
    const { status, order, ...others } = this.currentFilter;
    if (Object.keys(others).length > 0) return;
    const row = toRow(ticket);
    for (const key of this.shownLists)
      if ((key === 'all' ? status : key) === ticket.status) this.insert(key, row);
  }

  /**
   * Adds a ticket that an event reported, without a call. A ticket created before its list was loaded, but missing
   * in it, is left out: it has changed since, or is on another page.
   */
  addArrived(ticket: TicketSummary): void {
    const createdAt = ticket.date === undefined ? NaN : Date.parse(ticket.date);
    const isNew = this.shownLists.every(
      (key) => createdAt >= (this.state(key).loadedAt ?? 0) - timeResolutionMs,
    );
    const isListed = [...this.lists.values()].some((list) => list.has(ticket.id));
    if (isNew && !isListed) this.addCreated(ticket);
  }

  /** Updates a ticket, and moves it to the list of its new status. */
  update(ticket: TicketSummary): void {
    const row = toRow(ticket);
    let moved = false;
    for (const [key, list] of this.lists) {
      const status = key === 'all' ? this.currentFilter.status : key;
      if (ticket.status === undefined || status === ticket.status || !list.has(ticket.id)) list.replace(row);
      else {
        list.remove(ticket.id);
        moved = true;
      }
    }
    // The ticket matched the filter before; only its status decides about its list.
    const target = this.shownLists.find((key) => key === ticket.status);
    if (moved && target) this.insert(target, row);
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Keeps the part of the filter that another account supports. Group ids differ between accounts. */
  private adaptFilter(account: string | undefined): void {
    const supported = this.session.capabilities?.tickets;
    if (account === this.account || !supported) return;
    this.account = account;
    const { group: _group, status, ...others } = this.currentFilter;
    const known = supported.statuses.find((one) => one === status);
    const remaining = Object.entries({ ...others, ...(known && { status: known }) });
    this.currentFilter = Object.fromEntries(
      remaining.filter(([key]) => supported.filters.some((one) => one === key)),
    );
  }

  /** Shows what was kept of a list until it is loaded. @param count of rows after those of the first page */
  private async showKeptList(key: TicketListKey, count = 0): Promise<void> {
    const { status, ...others } = this.currentFilter;
    const account = accountIdOf(this.session.current);
    const isShown =
      this.state(key).loadedAt !== undefined || (this.state(key).rows.length > 0 && count === 0);
    if (isShown || account === undefined || Object.keys(others).length > 0) return;
    const { resetCount } = this;
    const found = await this.readKept(account, key === 'all' ? (status ?? 'all') : key, count);
    const isRefused = this.shownLists.some((each) => {
      const { failure } = this.state(each);
      return failure && isForOtherAddress(failure.why);
    });
    if (!found || this.resetCount !== resetCount || isRefused) return;
    const { hasMore, ...kept } = found;
    this.list(key).showKept(kept, hasMore);
  }

  private resetLists(): void {
    this.resetCount += 1;
    this.currentAt = 0;
    for (const list of this.lists.values()) list.reset();
    this.changeEmitter.fire(undefined);
  }

  /** The ticket changed last is first, or with `asc` last, possibly on a page that is not loaded. */
  private insert(key: TicketListKey, row: TicketRow): void {
    const list = this.list(key);
    if (this.currentFilter.order !== 'asc') list.insert(row, 'first');
    else list.insert(row, list.state.next === undefined ? 'last' : 'hidden');
  }

  private list(key: TicketListKey): PagedList<TicketRow> {
    const list = this.lists.get(key);
    if (!list) throw new RangeError(`no list ${key}`);
    return list;
  }

  private queryOf(key: TicketListKey): TicketQuery {
    return key === 'all' ? this.currentFilter : { ...this.currentFilter, status: key };
  }
}
