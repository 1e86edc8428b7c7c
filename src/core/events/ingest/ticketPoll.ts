import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { TicketContent } from '../../domain/arrival';
import { ticketPollMs } from '../../domain/callCost';
import { classifyProblem, logTextOf } from '../status/problem';
import { wholeOf, type Listings } from './catchUp';

/** The offset of LiveChat's clock is not exact. */
const skewMs = 2 * 60_000;
/** No account has so many new tickets in five minutes; a server without a last page would be polled for ever. */
const mostPages = 20;

export interface TicketPollOptions {
  readonly clock: Clock;
  readonly list: Listings['newTickets'];
  readonly clockOffset: Listings['clockOffset'];
  readonly serverTime?: Listings['serverTime'] | undefined;
  /** Whether polling is wanted now; asked before each call. */
  readonly isWanted: () => boolean;
  readonly onTicket: (content: TicketContent) => void;
  readonly onFailure: (thrown: unknown) => void;
}

export interface PollPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Polls for new tickets where no event reports them. */
  readonly newTickets?: Listings['newTickets'];
  /** As `LiveChatConnection.clockOffset`; 0 where absent. */
  readonly clockOffset?: Listings['clockOffset'];
  /** As `Listings.serverTime`; unknown where absent. */
  readonly serverTime?: Listings['serverTime'];
}

type Rows = Awaited<ReturnType<TicketPollOptions['list']>>['rows'];

/**
 * Polls for new tickets where no event reports them: one call for those created since the last poll, at long intervals as
 * every call costs. Further pages are fetched only while a page is full of new tickets. Tickets created before the start
 * are ignored.
 */
export class TicketPoll implements Disposable {
  private timer: Disposable;
  /** When it began, by this machine's clock. */
  private readonly begunAt: number;
  /** From when on tickets are new, by LiveChat's clock; `undefined` until that is known. */
  private newest: number | undefined;
  /** Creation times of reported tickets, as long as a poll can find them again. */
  private readonly reported = new Map<string, number>();
  /** Whether the last poll was complete. */
  private isWhole = true;
  private isOver = false;

  constructor(private readonly parts: TicketPollOptions) {
    this.begunAt = parts.clock.now();
    this.newest = parts.serverTime?.();
    this.timer = this.later();
  }

  dispose(): void {
    this.isOver = true;
    this.timer.dispose();
  }

  private later(): Disposable {
    return this.parts.clock.after(ticketPollMs, () => void this.look());
  }

  private async look(): Promise<void> {
    if (this.parts.isWanted()) {
      const from = (await this.start()) - skewMs;
      const { rows, isWhole } = await this.rowsSince(from);
      if (!this.isOver) this.report(rows, from, isWhole);
    }
    if (!this.isOver) this.timer = this.later();
  }

  /** Without a response so far, the clocks are taken to be the same; the next poll begins at the same time again. */
  private async start(): Promise<number> {
    const { clock, serverTime } = this.parts;
    const offset = await this.parts.clockOffset().catch(() => undefined);
    const now = serverTime?.() ?? (offset === undefined ? undefined : clock.now() + offset);
    if (now !== undefined) {
      this.newest ??= now - (clock.now() - this.begunAt);
      // After the clock was set back, new tickets must not be ignored until it has caught up.
      if (now < this.newest) this.newest = now - ticketPollMs;
    }
    return this.newest ?? this.begunAt;
  }

  private async rowsSince(from: number): Promise<{ rows: Rows; isWhole: boolean }> {
    const { list, onFailure, isWanted } = this.parts;
    const since = new Date(from).toISOString();
    const rows: Rows[number][] = [];
    const met = new Set<string>();
    let at: string | undefined;
    try {
      for (let pages = 0; pages < mostPages; pages += 1) {
        const page = await list(since, at, { priority: 'background', cachedNamesOnly: true });
        rows.push(...page.rows);
        const before = met.size;
        for (const row of page.rows) if (row.kind === 'ticket') met.add(row.ticket.id);
        // A server that returns the same page again has no other.
        if (page.next === undefined || met.size === before || !this.goesOn(page.rows, from)) break;
        if (this.isOver || !isWanted()) return { rows, isWhole: false };
        at = page.next;
      }
      return { rows, isWhole: true };
    } catch (thrown) {
      onFailure(thrown);
      // What came before the failure is reported; the next poll starts at the same time again.
      return { rows, isWhole: false };
    }
  }

  /** Whether the next page may have more new tickets. */
  private goesOn(rows: Rows, from: number): boolean {
    const times = rows.flatMap((row) => (row.kind === 'ticket' ? [madeAt(row.ticket)] : []));
    const dated = times.filter((time) => time !== undefined);
    if (dated.some((time) => time < from)) return false;
    const isNew = (row: Rows[number]): boolean => row.kind === 'ticket' && !this.reported.has(row.ticket.id);
    return rows.some(isNew) || !this.isWhole;
  }

  private report(rows: Rows, from: number, isWhole: boolean): void {
    let newest = this.newest ?? -Infinity;
    for (const row of [...rows].reverse()) {
      const at = row.kind === 'ticket' ? madeAt(row.ticket) : undefined;
      if (row.kind !== 'ticket' || at === undefined || at < from || this.reported.has(row.ticket.id))
        continue;
      this.reported.set(row.ticket.id, at);
      newest = Math.max(newest, at);
      const ticket = wholeOf(row.ticket);
      this.parts.onTicket({ kind: 'ticket_created', ticket });
    }
    this.isWhole = isWhole;
    if (!isWhole || newest === -Infinity) return;
    this.newest = newest;
    for (const [id, at] of this.reported) if (at < newest - skewMs - ticketPollMs) this.reported.delete(id);
  }
}

/** Polls where there is a listing to poll; failures are logged. */
export function pollTickets(
  { clock, log, newTickets, serverTime, clockOffset = () => Promise.resolve(0) }: PollPorts,
  isWanted: TicketPollOptions['isWanted'],
  onTicket: TicketPollOptions['onTicket'],
): TicketPoll | undefined {
  if (!newTickets) return undefined;
  const onFailure = (thrown: unknown): void => {
    const { problem } = classifyProblem(thrown);
    log.warn(`Listener: polling for new tickets failed (${logTextOf(problem, thrown)}).`);
  };
  return new TicketPoll({ clock, list: newTickets, clockOffset, serverTime, isWanted, onTicket, onFailure });
}

function madeAt({ date }: { readonly date?: string }): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
}
