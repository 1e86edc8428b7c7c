import type { Failure } from '../domain/failure';
import type { Ticket, TicketEvent, TicketStatus, TicketSummary } from '../domain/ticket';

/** The result of "list tickets" as the contract has it. */
export interface TicketListResult {
  readonly tickets: readonly TicketSummary[];
  readonly total: number;
  readonly pages: number;
  readonly page: number;
}

export interface TicketListing {
  readonly result: TicketListResult;
  /** Rows that had not even a readable id: they count in `total` and are not among `tickets`. */
  readonly unreadable: number;
}

/** A ticket and when it was read, in milliseconds of the clock: what a person has before them. */
export interface SeenTicket {
  readonly ticket: Ticket;
  readonly readAt: number;
}

/** What did not go as asked although the rest was done. */
export type TicketWarning =
  /** The tags go by a call of their own, and that one failed. Setting them again does no harm. */
  | { readonly kind: 'tags-not-set'; readonly tags: readonly string[]; readonly why: Failure }
  /** `field` goes by a call of its own after the rest, and that one was refused. It is a contract key. */
  | { readonly kind: 'not-done'; readonly field: string; readonly why: Failure }
  /** The API said yes, and its answer still has another value. `field` is a contract key. */
  | { readonly kind: 'not-carried'; readonly field: string }
  /** The answer was lost, and reading the ticket again showed that all was done. */
  | { readonly kind: 'answer-lost'; readonly why: Failure };

export interface CreatedTicket {
  readonly kind: 'created';
  readonly ticket: Ticket;
  readonly warnings: readonly TicketWarning[];
}

/**
 * The ticket was sent once, and whether it was made is not known. `found` are tickets of this requester and
 * subject that were made since then: usually none or the one.
 */
export interface LostTicket {
  readonly kind: 'lost';
  readonly why: Failure;
  readonly found: readonly TicketSummary[];
  /** Why nobody could look; `found` is empty then and says nothing. */
  readonly unsearched?: Failure;
}

export type TicketCreateResult = CreatedTicket | LostTicket;

export interface SavedTicket {
  readonly kind: 'saved';
  readonly ticket: Ticket;
  /** Contract keys of what travelled; empty where the ticket was so already and no call was made. */
  readonly sent: readonly string[];
  readonly warnings: readonly TicketWarning[];
  /** Messages that came since the person looked. They are no conflict. */
  readonly content: readonly TicketEvent[];
}

/** Somebody else changed what was to be changed, to something else. Nothing was sent. */
export interface TicketConflict {
  readonly kind: 'conflict';
  /** Contract keys of the fields in question. */
  readonly fields: readonly string[];
  /** As the person saw it. */
  readonly base: Ticket;
  /** As it is now. */
  readonly theirs: Ticket;
  /** As it would be: `theirs` with the person's change. */
  readonly mine: Ticket;
  /** When `theirs` was read: with it as `base`, saving again overwrites knowingly. */
  readonly readAt: number;
}

/** The change was sent once, and not all of it can be seen in the ticket. Nothing is repeated. */
export interface LostChange {
  readonly kind: 'lost';
  readonly why: Failure;
  /** Contract keys of what can be seen to be done. */
  readonly done: readonly string[];
  /** Contract keys of what can not. */
  readonly missing: readonly string[];
  /** As it is now; absent where it could not be read. */
  readonly ticket?: Ticket;
}

export type TicketUpdateResult = SavedTicket | TicketConflict | LostChange;

export interface TicketUpdateOptions {
  /** As the person saw it. Without it there is no conflict: what the caller says, holds. */
  readonly base?: SeenTicket;
  /** Overwrites what somebody else changed meanwhile. */
  readonly force?: boolean;
  /** Tries what this account was learned not to carry. */
  readonly tryAgain?: boolean;
}

/** What can be changed of several tickets at once. */
export interface BulkChange {
  readonly status?: TicketStatus;
  readonly assignee?: { readonly id: string };
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

export interface BulkOptions {
  /** Stops between tickets: a change that is on its way is waited for. */
  readonly signal?: AbortSignal;
  /** Called after each ticket. */
  readonly onProgress?: (done: number, of: number) => void;
}

export interface BulkResult {
  readonly ticketId: string;
  readonly outcome:
    | SavedTicket
    | LostChange
    | { readonly kind: 'failed'; readonly why: Failure }
    /** Not begun when the person cancelled. */
    | { readonly kind: 'cancelled' };
}
