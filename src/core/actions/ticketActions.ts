import { isFresh } from '../base/clock';
import { classicCapabilities, type TicketCapabilities } from '../domain/capabilities';
import type { CallOptions } from '../domain/connection';
import type { Ticket, TicketChange, TicketDraft, TicketQuery } from '../domain/ticket';
import type { TicketChangeInput } from '../domain/input/ticketInput';
import { createTicket } from './createTicket';
import { knownLogin, withKnownAssignee } from './knownLogin';
import { listAllTickets, type AllTickets, type ListAllOptions } from './listAllTickets';
import { saveMany } from './saveMany';
import { refuseLearned, saveTicket } from './saveTicket';
import { defaultFreshMs, refuseUnsupported, ActionContext, type ActionOptions } from './actionContext';
import { applyChange, findConflicts, diffTicket } from './ticketFields';
import type {
  BulkChange,
  BulkOptions,
  BulkResult,
  TicketSnapshot,
  TicketCreateResult,
  TicketListing,
  TicketUpdateOptions,
  TicketUpdateResult,
} from './ticketOutcome';
import { toTicketSummary } from './ticketResult';

/**
 * Operations on tickets, for forms, commands and language-model tools. Inputs come from `domain/input/ticketInput.ts`.
 * Every method rejects with a FailureError if nothing was sent; a result of kind `lost` must not be retried.
 */
export class TicketActions {
  constructor(private readonly options: ActionOptions) {}

  /** Capabilities of the active account, or of a classic one if signed out. */
  get capabilities(): TicketCapabilities {
    return (this.options.session.capabilities ?? classicCapabilities).tickets;
  }

  /** One page of tickets, always read from the API. */
  async list(query: TicketQuery, page = 1, options?: CallOptions): Promise<TicketListing> {
    refuseUnsupported(this.capabilities.filters, query);
    const { assignee } = query;
    const wanted =
      assignee === undefined
        ? query
        : { ...query, assignee: await knownLogin(this.options.agents, assignee) };
    const response = await this.options.session.run(({ tickets }) =>
      tickets.list(wanted, String(page), options),
    );
    const tickets = response.rows.flatMap((row) =>
      row.kind === 'ticket' ? [toTicketSummary(row.ticket)] : [],
    );
    return {
      result: { tickets, total: response.total, pages: response.pages, page: response.page },
      unreadable: response.rows.length - tickets.length,
    };
  }

  /** Every ticket of a list, see `listAllTickets`. */
  async listAll(query: TicketQuery, options?: ListAllOptions): Promise<AllTickets> {
    return await listAllTickets(this.options, query, options);
  }

  /** A ticket with the names of its groups. May have more than the public keys: see `contractTicket`. */
  async get(ticketId: string, options?: CallOptions): Promise<Ticket> {
    return (await this.read(ticketId, options)).ticket;
  }

  /** A ticket with the time of reading, as `base` of a later change. */
  async read(ticketId: string, options?: CallOptions): Promise<TicketSnapshot> {
    const scope = new ActionContext(this.options, options?.callsOfRun);
    const ticket = await scope.run(({ tickets }) => tickets.get(ticketId, options));
    const readAt = this.options.clock.now();
    return { ticket: await scope.addGroupNames(ticket, this.options.directory), readAt };
  }

  /** Never retries after a lost response: looks for the ticket and returns what it found. */
  async create(draft: TicketDraft): Promise<TicketCreateResult> {
    return await createTicket(this.options, draft);
  }

  /**
   * Changes a ticket. Reads it first, sends only the fields that differ, and returns a conflict if someone else
   * changed one of them since `base`, however young that is.
   * @throws FailureError `unsupported` with the names of unsupported fields; further attempts make no call
   */
  async update(
    { ticketId, change: given }: TicketChangeInput,
    options: TicketUpdateOptions = {},
  ): Promise<TicketUpdateResult> {
    const { base, unseen, force = false, sendUnsupported: tryAgain = false, sending } = options;
    const scope = new ActionContext(this.options, sending?.call?.callsOfRun);
    refuseUnsupported(scope.capabilities.tickets.change, given);
    if (!tryAgain) await refuseLearned(this.options, scope, base ? diffTicket(given, base.ticket) : given);
    const change = await withKnownAssignee(this.options, given);
    const now = await this.readIfNeeded(scope, { ticketId, change }, base, sending?.call);
    const fields = base && !force ? findConflicts(change, base.ticket, now.ticket, unseen) : [];
    if (base && fields.length > 0) {
      const merged = applyChange(change, now.ticket);
      return {
        kind: 'conflict',
        fields,
        base: base.ticket,
        current: now.ticket,
        merged: merged,
        readAt: now.readAt,
      };
    }
    const seenEvents = (base ?? now).ticket.events.length;
    return await saveTicket(this.options, scope, {
      ticketId,
      change,
      now: now.ticket,
      seenEvents,
      sendUnsupported: tryAgain,
      sending,
    });
  }

  /** What `update` would send now. Reads the ticket, and sends nothing. */
  async preview(
    { ticketId, change: given }: TicketChangeInput,
    call?: CallOptions,
  ): Promise<{ readonly ticket: Ticket; readonly send: TicketChange }> {
    const scope = new ActionContext(this.options);
    await refuseLearned(this.options, scope, given);
    const change = await withKnownAssignee(this.options, given);
    const ticket = await scope.run(({ tickets }) => tickets.get(ticketId, call));
    return { ticket, send: diffTicket(change, ticket) };
  }

  /** @throws FailureError `unsupported` with the names of fields that the account is known not to support */
  async requireSupport(change: TicketChange): Promise<void> {
    await refuseLearned(this.options, new ActionContext(this.options), change);
  }

  /** Changes several tickets, with a result for each. Cancelling stops before the next one. */
  async updateMany(
    ticketIds: readonly string[],
    change: BulkChange,
    options: BulkOptions = {},
  ): Promise<readonly BulkResult[]> {
    return await saveMany(this.options, ticketIds, change, options);
  }

  /**
   * Reads the ticket again, unless the change is only a message, which overwrites nothing, and the user has just
   * read the ticket.
   */
  private async readIfNeeded(
    scope: ActionContext,
    { ticketId, change: { message, private: isPrivate, ...fields } }: TicketChangeInput,
    base: TicketSnapshot | undefined,
    call: CallOptions | undefined,
  ): Promise<TicketSnapshot> {
    const { clock, freshMs = defaultFreshMs } = this.options;
    const isMessage = message !== undefined && Object.keys(fields).length === 0;
    if (base && isMessage && isFresh(clock.now(), base.readAt, freshMs)) return base;
    const ticket = await scope.run(({ tickets }) => tickets.get(ticketId, call));
    const readAt = clock.now();
    // Names are needed only to compare two versions.
    return { ticket: base ? await scope.addGroupNames(ticket, this.options.directory) : ticket, readAt };
  }
}
