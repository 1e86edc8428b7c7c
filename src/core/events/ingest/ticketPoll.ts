import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { TicketContent } from '../../domain/arrival';
import { ticketPollMs } from '../../domain/callCost';
import type { Listings } from './listings';

/** The server's clock may differ. */
const skewMs = 2 * 60_000;
/** No account has so many new tickets in five minutes; a server without a last page would be polled for ever. */
const mostPages = 20;

export interface TicketPollOptions {
  readonly clock: Clock;
  readonly list: Listings['newTickets'];
  /** Whether polling is wanted now; asked before each call. */
  readonly isWanted: () => boolean;
  readonly onTicket: (content: TicketContent) => void;
  readonly onFailure: (thrown: unknown) => void;
}

type Rows = Awaited<ReturnType<TicketPollOptions['list']>>['rows'];

/**
 * Polls for new tickets where no event reports them: one call for those created since the last poll, at long intervals as
 * every call costs. Further pages are fetched only while a page is full of new tickets. Tickets created before the start
 * are ignored.
 */
export class TicketPoll implements Disposable {
  private timer: Disposable;
  private newest: number;
  /** Creation times of reported tickets, as long as a poll can find them again. */
  private readonly told = new Map<string, number>();
  /** Whether the last poll was complete. */
  private isWhole = true;
  private isOver = false;

  constructor(private readonly parts: TicketPollOptions) {
    this.newest = parts.clock.now();
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
      // After the clock was set back, new tickets must not be ignored until it has caught up.
      const now = this.parts.clock.now();
      if (now < this.newest) this.newest = now - ticketPollMs;
      const from = this.newest - skewMs;
      const { rows, isWhole } = await this.rowsSince(from);
      if (!this.isOver) this.tell(rows, from, isWhole);
    }
    if (!this.isOver) this.timer = this.later();
  }

  private async rowsSince(from: number): Promise<{ rows: Rows; isWhole: boolean }> {
    const { list, onFailure, isWanted } = this.parts;
    const since = new Date(from).toISOString();
    const rows: Rows[number][] = [];
    const met = new Set<string>();
    let at: string | undefined;
    try {
      for (let pages = 0; pages < mostPages; pages += 1) {
        const page = await list(since, at, { priority: 'background', frugal: true });
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
    const isNew = (row: Rows[number]): boolean => row.kind === 'ticket' && !this.told.has(row.ticket.id);
    return rows.some(isNew) || !this.isWhole;
  }

  private tell(rows: Rows, from: number, isWhole: boolean): void {
    let { newest } = this;
    for (const row of [...rows].reverse()) {
      const at = row.kind === 'ticket' ? madeAt(row.ticket) : undefined;
      if (row.kind !== 'ticket' || at === undefined || at < from || this.told.has(row.ticket.id)) continue;
      this.told.set(row.ticket.id, at);
      newest = Math.max(newest, at);
      const ticket = { ...row.ticket, groups: [], events: [], tags: row.ticket.tags ?? [] };
      this.parts.onTicket({ kind: 'ticket_created', ticket });
    }
    this.isWhole = isWhole;
    if (!isWhole) return;
    this.newest = newest;
    for (const [id, at] of this.told) if (at < newest - skewMs - ticketPollMs) this.told.delete(id);
  }
}

function madeAt({ date }: { readonly date?: string }): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
}
