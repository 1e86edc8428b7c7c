import { isFresh } from '../base/isFresh';
import { classicCapabilities, type TicketCapabilities } from '../domain/capabilities';
import type { CallOptions } from '../domain/connection';
import type { Ticket, TicketDraft, TicketQuery } from '../domain/ticket';
import type { TicketChangeInput } from '../domain/ticketInput';
import { createTicket } from './createTicket';
import { saveMany } from './saveMany';
import { refuseLearned, saveTicket } from './saveTicket';
import { defaultFreshMs, refuseUnsupported, ActionContext, type ActionDeps } from './actionContext';
import { applied, conflictsIn, remaining } from './ticketFields';
import type {
  BulkChange,
  BulkOptions,
  BulkResult,
  SeenTicket,
  TicketCreateResult,
  TicketListing,
  TicketUpdateOptions,
  TicketUpdateResult,
} from './ticketOutcome';
import { summaryOf } from './ticketResult';

/**
 * Operations on tickets, for forms, commands and language-model tools. Inputs come from `domain/ticketInput.ts`.
 * Every method rejects with a FailureError if nothing was sent; a result of kind `lost` must not be retried.
 */
export class TicketActions {
  constructor(private readonly deps: ActionDeps) {}

  /** Capabilities of the active account, or of a classic one if signed out. */
  get can(): TicketCapabilities {
    return (this.deps.session.capabilities ?? classicCapabilities).tickets;
  }

  /** One page of tickets, always read from the API. */
  async list(query: TicketQuery, page = 1, options?: CallOptions): Promise<TicketListing> {
    refuseUnsupported(this.can.filters, query);
    const answer = await this.deps.session.run(({ tickets }) => tickets.list(query, String(page), options));
    const tickets = answer.rows.flatMap((row) => (row.kind === 'ticket' ? [summaryOf(row.ticket)] : []));
    return {
      result: { tickets, total: answer.total, pages: answer.pages, page: answer.page },
      unreadable: answer.rows.length - tickets.length,
    };
  }

  /** A ticket with the names of its groups. May have more than the public keys: see `contractTicket`. */
  async get(ticketId: string, options?: CallOptions): Promise<Ticket> {
    return (await this.see(ticketId, options)).ticket;
  }

  /** A ticket with the time of reading, as `base` of a later change. */
  async see(ticketId: string, options?: CallOptions): Promise<SeenTicket> {
    const scope = new ActionContext(this.deps);
    const ticket = await scope.run(({ tickets }) => tickets.get(ticketId, options));
    const readAt = this.deps.clock.now();
    return { ticket: await scope.named(ticket), readAt };
  }

  /** Never retries after a lost response: looks for the ticket and returns what it found. */
  async create(draft: TicketDraft): Promise<TicketCreateResult> {
    return await createTicket(this.deps, draft);
  }

  /**
   * Changes a ticket. Reads it again if `base` is missing or older than `freshMs`, sends only the fields that
   * differ, and returns a conflict if another person changed one of them.
   * @throws FailureError `unsupported` with the names of unsupported fields; further attempts make no call
   */
  async update(
    { ticketId, change }: TicketChangeInput,
    options: TicketUpdateOptions = {},
  ): Promise<TicketUpdateResult> {
    const scope = new ActionContext(this.deps);
    const { base, force = false, tryAgain = false } = options;
    refuseUnsupported(scope.capabilities.tickets.change, change);
    if (!tryAgain) refuseLearned(this.deps, scope, base ? remaining(change, base.ticket) : change);
    const now = await this.fresh(scope, ticketId, base);
    const fields = base && !force ? conflictsIn(change, base.ticket, now.ticket) : [];
    if (base && fields.length > 0) {
      const mine = applied(change, now.ticket);
      return { kind: 'conflict', fields, base: base.ticket, theirs: now.ticket, mine, readAt: now.readAt };
    }
    const seenEvents = (base ?? now).ticket.events.length;
    return await saveTicket(this.deps, scope, { ticketId, change, now: now.ticket, seenEvents, tryAgain });
  }

  /** Changes several tickets, with a result for each. Cancelling stops before the next one. */
  async updateMany(
    ticketIds: readonly string[],
    change: BulkChange,
    options: BulkOptions = {},
  ): Promise<readonly BulkResult[]> {
    return await saveMany(this.deps, ticketIds, change, options);
  }

  private async fresh(
    scope: ActionContext,
    ticketId: string,
    base: SeenTicket | undefined,
  ): Promise<SeenTicket> {
    const { clock, freshMs = defaultFreshMs } = this.deps;
    if (base && isFresh(clock.now(), base.readAt, freshMs)) return base;
    const ticket = await scope.run(({ tickets }) => tickets.get(ticketId));
    const readAt = clock.now();
    // Names are needed only to compare two versions.
    return { ticket: base ? await scope.named(ticket) : ticket, readAt };
  }
}
