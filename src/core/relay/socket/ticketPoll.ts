import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { TicketNews } from '../../domain/arrival';
import { ticketPollMs } from '../../domain/callCost';
import type { SocketRelayOptions } from './socketPorts';

/** Clocks here and there differ. */
const skewMs = 2 * 60_000;

export interface TicketPollParts {
  readonly clock: Clock;
  readonly list: SocketRelayOptions['tickets'];
  /** Whether it is wanted now; asked before each call. */
  readonly isWanted: () => boolean;
  readonly onTicket: (news: TicketNews) => void;
  readonly onFailure: (thrown: unknown) => void;
}

/**
 * Looks for new tickets, which come by no socket: one call for the newest page, seldom, since every call costs; names
 * come from what is known. What was made before it began is no news.
 */
export class TicketPoll implements Disposable {
  private timer: Disposable;
  private newest: number;
  private readonly seen = new Set<string>();
  private isOver = false;

  constructor(private readonly parts: TicketPollParts) {
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
    const { isWanted, list, onFailure } = this.parts;
    if (isWanted()) {
      const from = this.newest - skewMs;
      const dateFrom = new Date(from).toISOString().slice(0, 10);
      try {
        const page = await list({ dateFrom, order: 'desc' }, { priority: 'background', frugal: true });
        if (!this.isOver) this.tell(page.rows, from);
      } catch (thrown) {
        onFailure(thrown);
      }
    }
    if (!this.isOver) this.timer = this.later();
  }

  private tell(rows: Awaited<ReturnType<SocketRelayOptions['tickets']>>['rows'], from: number): void {
    for (const row of [...rows].reverse()) {
      if (row.kind !== 'ticket' || row.ticket.date === undefined) continue;
      const at = Date.parse(row.ticket.date);
      if (at < from || this.seen.has(row.ticket.id)) continue;
      this.seen.add(row.ticket.id);
      this.newest = Math.max(this.newest, at);
      const ticket = { ...row.ticket, groups: [], events: [], tags: row.ticket.tags ?? [] };
      this.parts.onTicket({ kind: 'ticket_created', ticket });
    }
  }
}
