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
import { PagedList, type ListState } from './pagedList';
import { accountIdOf, type SessionStore } from './sessionStore';

/** One list per status, or a single flat one where the filter names a status. */
export type TicketListKey = TicketStatus | 'all';

/** Times of tickets can lack their milliseconds. */
const wholeSecondMs = 1_000;

export function rowKey(row: TicketRow): string {
  return row.kind === 'ticket' ? row.ticket.id : row.key;
}

function rowOf(ticket: TicketSummary): TicketRow {
  return { kind: 'ticket', ticket, malformed: [] };
}

/** Tickets of the active account, filtered and grouped by status. Trees draw from here and never fetch. */
export class TicketStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = this.owned.add(new Emitter<TicketListKey | undefined>());
  /** A list changed, or with `undefined` all of them did. */
  readonly onDidChange = this.told.event;
  private readonly lists: ReadonlyMap<TicketListKey, PagedList<TicketRow>>;
  private wanted: TicketQuery = {};
  private account: string | undefined;
  /** How often everything was forgotten: tells a refresh that it was overtaken. */
  private forgotten = 0;

  constructor(
    private readonly session: SessionStore,
    clock: Clock,
  ) {
    const list = (key: TicketListKey): readonly [TicketListKey, PagedList<TicketRow>] => {
      const paged = new PagedList<TicketRow>(
        (at, options) => this.session.run(({ tickets }) => tickets.list(this.queryOf(key), at, options)),
        rowKey,
        clock,
      );
      this.owned.add(paged.onDidChange(() => this.told.fire(key)));
      return [key, this.owned.add(paged)];
    };
    this.account = accountIdOf(session.current);
    this.lists = new Map([...allTicketStatuses, 'all' as const].map(list));
    this.owned.add(
      session.onDidChange((now) => {
        // A refused key keeps what was loaded on the screen; another account or address never sees it.
        if (now.kind === 'rejected') return;
        this.takeOver(accountIdOf(now));
        this.forget();
      }),
    );
  }

  get filter(): TicketQuery {
    return this.wanted;
  }

  get filtered(): boolean {
    return Object.keys(this.wanted).length > 0;
  }

  /** The lists to show, in order. */
  get shown(): readonly TicketListKey[] {
    if (this.wanted.status !== undefined) return ['all'];
    return this.session.capabilities?.tickets.statuses ?? ticketStatuses;
  }

  state(key: TicketListKey): ListState<TicketRow> {
    return this.list(key).state;
  }

  /**
   * Milliseconds since the epoch of the oldest list on show; `undefined` where one was not answered yet. One
   * that failed beside others that arrived does not count: its row offers to try again.
   */
  get loadedAt(): number | undefined {
    const asked = this.shown
      .map((key) => this.state(key))
      .filter(({ loadedAt, failure }) => loadedAt !== undefined || !failure);
    const times = asked.map(({ loadedAt }) => loadedAt);
    return times.length === 0 || times.includes(undefined) ? undefined : Math.min(...(times as number[]));
  }

  /** Why nothing at all can be shown. */
  get failure(): Failure | undefined {
    const states = this.shown.map((key) => this.state(key));
    if (states.some(({ rows, loadedAt }) => rows.length > 0 || loadedAt !== undefined)) return undefined;
    return states.find(({ failure }) => failure)?.failure?.why;
  }

  get busy(): boolean {
    return this.shown.some((key) => this.state(key).busy !== undefined);
  }

  /** Replaces the filter and loads what it asks for. */
  async setFilter(filter: TicketQuery): Promise<void> {
    this.wanted = filter;
    this.forget();
    await this.refresh();
  }

  /**
   * Loads the first page of the lists on show, the first alone before the others, so that a refused key or
   * a server that is down costs one call.
   * @param keys only these, where given
   */
  async refresh(
    priority: 'person' | 'background' = 'person',
    keys: readonly TicketListKey[] = this.shown,
  ): Promise<void> {
    const [first, ...others] = keys;
    if (first === undefined) return;
    const { forgotten } = this;
    await this.list(first).refresh(priority);
    if (this.forgotten !== forgotten || this.state(first).failure) return;
    await Promise.all(others.map((key) => this.list(key).refresh(priority)));
  }

  async more(key: TicketListKey): Promise<void> {
    await this.list(key).more();
  }

  /** Tickets are matched by id, so a change shows wherever the ticket stands. */
  replace(row: TicketRow): void {
    for (const list of this.lists.values()) list.replace(row);
  }

  /**
   * Shows a ticket that was just made, without a fetch. Where a filter is set nobody but the API knows whether
   * it matches, so it waits for the next refresh then.
   */
  created(ticket: TicketSummary): void {
    const { status, order, ...others } = this.wanted;
    if (Object.keys(others).length > 0) return;
    const row = rowOf(ticket);
    for (const key of this.shown) if ((key === 'all' ? status : key) === ticket.status) this.insert(key, row);
  }

  /**
   * Shows a ticket that LiveChat told of, without a fetch. One that was made before its list was loaded, and is
   * not in it, is left out: it has changed since, or stands on another page.
   */
  arrived(ticket: TicketSummary): void {
    const made = ticket.date === undefined ? NaN : Date.parse(ticket.date);
    const isNew = this.shown.every((key) => made >= (this.state(key).loadedAt ?? 0) - wholeSecondMs);
    const isHere = [...this.lists.values()].some((list) => list.has(ticket.id));
    if (isNew && !isHere) this.created(ticket);
  }

  /** Shows a ticket as it is now: in place, or in the list of its new status. */
  changed(ticket: TicketSummary): void {
    const row = rowOf(ticket);
    let moved = false;
    for (const [key, list] of this.lists) {
      const status = key === 'all' ? this.wanted.status : key;
      if (ticket.status === undefined || status === ticket.status || !list.has(ticket.id)) list.replace(row);
      else {
        list.remove(ticket.id);
        moved = true;
      }
    }
    // It matched the filter before, and only its status is known to matter for where it stands.
    const target = this.shown.find((key) => key === ticket.status);
    if (moved && target) this.insert(target, row);
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Of the filter another account keeps what it can do; numbers of groups mean others there. */
  private takeOver(account: string | undefined): void {
    const can = this.session.capabilities?.tickets;
    if (account === this.account || !can) return;
    this.account = account;
    const { group: _group, status, ...others } = this.wanted;
    const known = can.statuses.find((one) => one === status);
    const kept = Object.entries({ ...others, ...(known && { status: known }) });
    this.wanted = Object.fromEntries(kept.filter(([key]) => can.filters.some((one) => one === key)));
  }

  private forget(): void {
    this.forgotten += 1;
    for (const list of this.lists.values()) list.reset();
    this.told.fire(undefined);
  }

  /** What changed last stands at the top, or with `asc` at the end, which may be on a page that is not here. */
  private insert(key: TicketListKey, row: TicketRow): void {
    const list = this.list(key);
    if (this.wanted.order !== 'asc') list.insert(row, 'first');
    else list.insert(row, list.state.next === undefined ? 'last' : 'hidden');
  }

  private list(key: TicketListKey): PagedList<TicketRow> {
    const list = this.lists.get(key);
    if (!list) throw new RangeError(`no list ${key}`);
    return list;
  }

  private queryOf(key: TicketListKey): TicketQuery {
    return key === 'all' ? this.wanted : { ...this.wanted, status: key };
  }
}
