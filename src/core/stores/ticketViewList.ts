import { isFresh, type Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { errorMessage, type Log } from '../base/log';
import { findUnsupported, isRowFilter } from '../domain/capabilities';
import { fail, failureOf, type Failure } from '../domain/failure';
import type { TicketQuery, TicketRow, TicketSort } from '../domain/ticket';
import type { KeptItems } from '../localData/keptItems';
import { listedWith } from '../localData/listedByApi';
import type { LocalStore } from '../localData/localStore';
import type { ListedByApi, WaitFilter } from '../localData/ticketFilter';
import { callsForAll } from './readPages';
import { accountIdOf, type SessionStore } from './sessionStore';
import { inOrder } from './ticketOrder';

/** Rows that are shown at first, and that each Load More adds. */
export const viewPage = 100;
/** Rows that are shown once all are loaded; Load More shows further ones. */
const mostShown = 1_000;
/** What LiveChat returned is shown for so long before an expanded view asks again. */
const freshMs = 60_000;

/** What a view shows. */
export interface ViewQuery {
  readonly filter: TicketQuery;
  readonly sort: TicketSort;
  readonly wait?: WaitFilter;
}

export interface SavedViewState {
  readonly rows: readonly TicketRow[];
  /** Number of tickets that match: as LiveChat counts them, or of those that are kept. */
  readonly total: number;
  /** Whether other tickets may match, because only the kept ones are known. */
  readonly isPartial: boolean;
  readonly hasMore: boolean;
  /** Number of tickets that the order covers: the others are not loaded. */
  readonly known: number;
  readonly busy: boolean;
  readonly failure?: Failure;
}

export interface ViewListOptions {
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
  /** What is kept on this machine; `undefined` where it cannot be opened. */
  readonly local: () => (Pick<LocalStore, 'tickets'> & { kept: Pick<KeptItems, 'isOn'> }) | undefined;
}

/** Every ticket of a view, see `listAllTickets`. */
export type ListAll = (
  filter: TicketQuery,
  signal: AbortSignal,
) => Promise<{ readonly rows: readonly TicketRow[] } | undefined>;

/** What LiveChat returned for the filter of a view. */
interface Listed extends ListedByApi {
  readonly total: number;
  readonly pages: number;
  readonly next: string | undefined;
  /** Absent where tickets are kept: they are read from there. */
  readonly rows?: readonly TicketRow[];
}

const empty: SavedViewState = { rows: [], total: 0, isPartial: true, hasMore: false, known: 0, busy: false };

/**
 * The tickets of one view. They are read from what is kept on this machine. If LiveChat supports the filter, expanding the
 * view loads the first page of it, which adds to what is kept.
 */
export class ViewList implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private current = empty;
  private listed: Listed | undefined;
  private limit = 0;
  private keptTotal = 0;
  /** When LiveChat was asked last, in epoch milliseconds. */
  private askedAt: number | undefined;
  private reading = 0;
  private loading: AbortController | undefined;
  private isLoadingAll = false;

  constructor(
    private readonly options: ViewListOptions,
    readonly query: ViewQuery,
  ) {}

  get state(): SavedViewState {
    return this.current;
  }

  /** Filters that only kept tickets can be filtered by. */
  get unsupported(): readonly string[] {
    const { filter, wait } = this.query;
    const can = this.options.session.capabilities?.tickets;
    if (!can) return [];
    const keys = findUnsupported(can.filters, filter);
    const isKnownStatus = filter.status === undefined || can.statuses.includes(filter.status);
    return [...keys, ...(isKnownStatus ? [] : ['status']), ...(wait === undefined ? [] : ['wait'])];
  }

  /** Whether LiveChat can list every ticket of the view. */
  get canLoadAll(): boolean {
    return this.unsupported.every(isRowFilter);
  }

  /**
   * Whether further tickets can be loaded, and with how many calls (`callsForAll`), if that is known.
   * @returns `undefined` if all are loaded, or LiveChat cannot list them
   */
  get rest(): { readonly calls?: number } | undefined {
    const { listed, unsupported } = this;
    if (!this.isExpanded || !this.canLoadAll) return undefined;
    if (listed) return listed.next === undefined ? undefined : { calls: callsForAll(listed) };
    return unsupported.length > 0 && this.options.session.capabilities ? {} : undefined;
  }

  /** Whether the view is expanded. */
  get isExpanded(): boolean {
    return this.limit > 0;
  }

  /** Shows rows from now on, and asks LiveChat for them if it can and was not asked lately. */
  async expand(): Promise<void> {
    this.limit = Math.max(this.limit, viewPage);
    await this.read();
    const { askedAt } = this;
    if (askedAt === undefined || !isFresh(this.options.clock.now(), askedAt, freshMs))
      await this.load(undefined);
  }

  /** Shows the number of rows only. */
  collapse(): void {
    this.limit = 0;
    void this.read();
  }

  /** Asks LiveChat again if rows are shown. */
  async refresh(): Promise<void> {
    if (this.isExpanded) await this.load(undefined);
  }

  /** Shows further rows that are kept, or loads the next page. */
  async loadMore(): Promise<void> {
    const { length } = this.current.rows;
    const next = this.listed?.next;
    this.limit = length + viewPage;
    if (length < this.keptTotal || next === undefined) await this.read();
    else await this.load(next);
  }

  /** Expands the view, and loads every ticket. @param list resolves to `undefined` if it was cancelled */
  async loadAll(list: ListAll): Promise<void> {
    const { filter } = this.query;
    if (this.isLoadingAll) return;
    this.isLoadingAll = true;
    this.limit = Math.max(this.limit, viewPage);
    const ended = { isCancelled: false };
    // A page that is being loaded is among them.
    this.loading?.abort();
    const loading = this.ask(async (signal, askedAt) => {
      const all = await list(filter, signal);
      ended.isCancelled = !all && !signal.aborted;
      if (!all) return fail({ code: 'cancelled' });
      const { length: total } = all.rows;
      if (this.isExpanded) this.limit = Math.max(this.limit, Math.min(total, mostShown));
      const listed = listedWith(all, undefined, askedAt, filter.order);
      return { ...listed, total, pages: 1, next: undefined, ...(!this.isKept && { rows: all.rows }) };
    });
    await loading.finally(() => (this.isLoadingAll = false));
    if (!ended.isCancelled || this.listed) return;
    // Without its first page, the view would show only what is kept, and no way to load the rest.
    this.askedAt = undefined;
    await this.refresh();
  }

  /** Reads what is kept again. Makes no call. Never rejects. */
  async read(): Promise<void> {
    const reading = (this.reading += 1);
    const rows = await this.readRows();
    // LiveChat may have answered meanwhile.
    const { busy, failure } = this.current;
    if (reading === this.reading && rows) this.set({ ...rows, busy, ...(failure && { failure }) });
  }

  /** The first rows that are known, whether or not the view is expanded. Makes no call. Never rejects. */
  async first(): Promise<readonly TicketRow[]> {
    return (await this.readRows(mostShown))?.rows ?? [];
  }

  dispose(): void {
    this.loading?.abort();
    this.reading += 1;
    this.owned.dispose();
  }

  private get isKept(): boolean {
    return this.options.local()?.kept.isOn ?? false;
  }

  /** @returns `undefined` if they cannot be read */
  private async readRows(limit = this.limit): Promise<Omit<SavedViewState, 'busy' | 'failure'> | undefined> {
    const { session } = this.options;
    const { filter, sort, wait } = this.query;
    const account = accountIdOf(session.current);
    const store = this.options.local();
    const { listed } = this;
    if (account === undefined) return empty;
    if (!store?.kept.isOn) {
      // What was listed while tickets were kept has no rows.
      const { rows = [], total = 0, next } = listed?.rows ? listed : {};
      this.keptTotal = rows.length;
      const sorted = inOrder(rows, sort, (row) => (row.kind === 'ticket' ? row.ticket : undefined));
      const shown = sorted.slice(0, Math.max(limit, viewPage));
      const hasMore = next !== undefined || shown.length < rows.length;
      return { rows: shown, total, isPartial: !listed?.rows, hasMore, known: rows.length };
    }
    const unlisted = session.capabilities?.tickets.unlisted ?? [];
    try {
      const kept = await store.tickets({
        ...{ account, filter, sort, limit, unlisted },
        ...(wait !== undefined && { wait }),
        ...(listed && { listed }),
      });
      this.keptTotal = kept.total;
      const isWhole = listed !== undefined && listed.next === undefined && kept.isComplete;
      const total = listed && !isWhole ? Math.max(listed.total, kept.total) : kept.total;
      const hasMore = limit > 0 && (kept.rows.length < kept.total || listed?.next !== undefined);
      return { rows: kept.rows, total, isPartial: !listed, hasMore, known: kept.total };
    } catch (thrown) {
      this.options.log.warn(`A view could not be read (${errorMessage(thrown)}).`);
      return undefined;
    }
  }

  private async load(at: string | undefined): Promise<void> {
    const { filter } = this.query;
    if (this.unsupported.length > 0 && !this.loading) this.forget();
    if (this.unsupported.length > 0 || this.loading) {
      await this.read();
      return;
    }
    await this.ask(async (signal, askedAt) => {
      const page = await this.options.session.run(({ tickets }) => tickets.list(filter, at, { signal }));
      const before = at === undefined ? undefined : this.listed;
      const { total, pages, next } = page;
      const rows = this.isKept ? undefined : [...(before?.rows ?? []), ...page.rows];
      const listed = listedWith(page, before, askedAt, filter.order);
      return { ...listed, total, pages, next, ...(rows && { rows }) };
    });
  }

  /** What was loaded at some time is not followed, nor why it could not be. */
  private forget(): void {
    const { failure: _before, ...rest } = this.current;
    this.listed = undefined;
    this.set(rest);
  }

  /** Asks LiveChat, and shows what it returned or why not. */
  private async ask(list: (signal: AbortSignal, askedAt: number) => Promise<Listed>): Promise<void> {
    const { session, clock } = this.options;
    const { current } = session;
    const stop = (this.loading = new AbortController());
    const { failure: _before, ...rest } = this.current;
    this.set({ ...rest, busy: true });
    let failure: Failure | undefined;
    const askedAt = (this.askedAt = clock.now());
    try {
      const listed = await list(stop.signal, askedAt);
      if (stop.signal.aborted || session.current !== current) fail({ code: 'cancelled' });
      this.listed = listed;
    } catch (thrown) {
      const why = failureOf(thrown);
      if (!why) throw thrown;
      if (why.code !== 'cancelled') failure = why;
    } finally {
      if (this.loading === stop) this.loading = undefined;
    }
    if (stop.signal.aborted) return;
    const { failure: _failed, ...state } = this.current;
    this.set({ ...state, busy: false, ...(failure && { failure }) });
    await this.read();
  }

  private set(state: SavedViewState): void {
    const { rows, ...facts } = state;
    const { rows: before, ...known } = this.current;
    const isSame = (row: TicketRow, at: number): boolean =>
      row === before[at] || JSON.stringify(row) === JSON.stringify(before[at]);
    // There may be many rows, so they are compared last.
    const areSame = JSON.stringify(facts) === JSON.stringify(known) && rows.length === before.length;
    if (areSame && rows.every(isSame)) return;
    this.current = state;
    this.changed.fire(undefined);
  }
}
