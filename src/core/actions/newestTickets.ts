import { isFresh } from '../base/clock';
import { failureOf } from '../domain/failure';
import type { TicketSummary } from '../domain/ticket';
import type { TicketListKey } from '../stores/ticketStore';
import type { ActionOptions } from './actionContext';
import { listKey } from './ticketResult';

/** Age up to which a list counts as up to date. */
export const freshMs = 60_000;
/** The offset of LiveChat's clock is not exact. */
const skewMs = 2 * 60_000;
/** With fewer lists, loading them again takes no more calls than asking first. */
const leastLists = 3;

interface Changes {
  /** When the page was requested, in epoch milliseconds. */
  readonly askedAt: number;
  /** Tickets that are not listed as they are now. */
  readonly changed: readonly TicketSummary[];
  /** Tickets that changed later were created since then; by LiveChat's clock. */
  readonly from: number;
}

/**
 * Learns from the newest page of all tickets, with one call, which tickets have changed since their lists were loaded, so
 * that the others need not be fetched again.
 */
export class NewestTickets {
  private checked: { readonly session: unknown; readonly at: number } | undefined;

  constructor(private readonly options: Pick<ActionOptions, 'session' | 'tickets' | 'clock'>) {}

  /**
   * When the rows of a list were last known to be up to date, in epoch milliseconds.
   * @param loadedAt of the list
   */
  checkedAt(loadedAt: number | undefined): number | undefined {
    const { checked } = this;
    if (loadedAt === undefined || checked?.session !== this.options.session.current) return loadedAt;
    return Math.max(loadedAt, checked.at);
  }

  /** Loads lists again, in the background, unless nothing in them has changed. A failure is in their state. */
  async refreshLists(): Promise<void> {
    const { tickets } = this.options;
    const { loadedAt: since } = tickets;
    const wanted = since === undefined ? undefined : await this.listsToLoad(since);
    await tickets.refresh('background', wanted?.lists);
    this.moveSpam();
    if (wanted && !wanted.lists.some((key) => tickets.state(key).failure))
      tickets.noteCurrent(wanted.askedAt);
  }

  /**
   * Whether a ticket is still as it is listed. Makes a call unless that was checked a moment ago; rows that have changed
   * are updated.
   * @throws FailureError
   */
  async isUnchanged(ticket: TicketSummary): Promise<boolean> {
    const { session, tickets, clock } = this.options;
    const since = this.checkedAt(this.listed(ticket.id)?.loadedAt);
    if (since === undefined || !this.isListed(ticket)) return false;
    if (isFresh(clock.now(), since, freshMs)) return true;
    const { current } = session;
    const changes = await this.changesSince(since, 'interactive');
    if (!changes || current !== session.current) return false;
    for (const one of changes.changed) tickets.update(one);
    this.checked = { session: current, at: changes.askedAt };
    return this.isListed(ticket);
  }

  private async listsToLoad(
    since: number,
  ): Promise<{ readonly askedAt: number; readonly lists: readonly TicketListKey[] } | undefined> {
    const { shownLists } = this.options.tickets;
    if (shownLists.length < leastLists) return undefined;
    try {
      const changes = await this.changesSince(since, 'background');
      if (!changes) return undefined;
      const { askedAt, changed, from } = changes;
      const affected = new Set(changed.flatMap((ticket) => this.listsOf(ticket, from)));
      // A list of all tickets has no spam.
      affected.add('spam');
      return { askedAt, lists: shownLists.filter((key) => affected.has(key)) };
    } catch (thrown) {
      if (!failureOf(thrown)) throw thrown;
      // Loading the lists says why.
      return undefined;
    }
  }

  /** What has become spam leaves the list in which it was. */
  private moveSpam(): void {
    const { tickets } = this.options;
    const { rows } = tickets.state('spam');
    for (const row of rows) {
      if (row.kind === 'ticket' && this.listed(row.ticket.id)?.key !== 'spam') tickets.update(row.ticket);
    }
  }

  /** The lists in which a changed ticket is, was or may be. */
  private listsOf(ticket: TicketSummary, from: number): readonly TicketListKey[] {
    const { shownLists, isFiltered } = this.options.tickets;
    const before = this.listed(ticket.id)?.key;
    const isNew = Date.parse(ticket.date ?? '') >= from;
    if (isFiltered || (before === undefined && !isNew)) return shownLists;
    return shownLists.filter((key) => key === before || key === ticket.status);
  }

  /** @returns `undefined` if one page does not show all changes */
  private async changesSince(
    since: number,
    priority: 'interactive' | 'background',
  ): Promise<Changes | undefined> {
    const { session, clock } = this.options;
    const askedAt = clock.now();
    const { page, offset } = await session.run(async (connection) => {
      const first = await connection.tickets.list({}, undefined, { priority });
      return { page: first, offset: connection.clockOffset() ?? 0 };
    });
    const from = since + offset - skewMs;
    const tickets = page.rows.flatMap((row) => (row.kind === 'ticket' ? [row.ticket] : []));
    const times = tickets.map(({ modified }) => Date.parse(modified ?? ''));
    const hasTimes = tickets.length === page.rows.length && times.every((time) => !Number.isNaN(time));
    const isWhole = page.next === undefined || times.some((time) => time < from);
    if (!hasTimes || !isWhole) return undefined;
    const changed = tickets.filter((ticket, at) => (times[at] ?? 0) >= from && !this.isListed(ticket));
    return { askedAt, changed, from };
  }

  private isListed(ticket: TicketSummary): boolean {
    const listed = this.listed(ticket.id);
    return listed !== undefined && listKey(listed.ticket) === listKey(ticket);
  }

  private listed(id: string) {
    const { tickets } = this.options;
    for (const key of tickets.shownLists) {
      const { rows, loadedAt } = tickets.state(key);
      const row = rows.find((each) => each.kind === 'ticket' && each.ticket.id === id);
      if (row?.kind === 'ticket') return { key, ticket: row.ticket, loadedAt };
    }
    return undefined;
  }
}
