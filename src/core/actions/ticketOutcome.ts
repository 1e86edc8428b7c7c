import type { CallOptions } from '../domain/connection';
import type { Failure } from '../domain/failure';
import type { Ticket, TicketChange, TicketEvent, TicketStatus, TicketSummary } from '../domain/ticket';

/** The public result of "list tickets". */
export interface TicketListResult {
  readonly tickets: readonly TicketSummary[];
  readonly total: number;
  readonly pages: number;
  readonly page: number;
}

export interface TicketListing {
  readonly result: TicketListResult;
  /** Number of rows without a readable id; they count in `total` but are not in `tickets`. */
  readonly unreadable: number;
}

/** A ticket and the time of reading in epoch milliseconds: what the user saw. */
export interface TicketSnapshot {
  readonly ticket: Ticket;
  readonly readAt: number;
}

/** A part of the operation that failed although the rest succeeded. */
export type TicketWarning =
  /** The separate call that sets the tags failed. It may be repeated. */
  | { readonly kind: 'tags-not-set'; readonly tags: readonly string[]; readonly why: Failure }
  /** The separate call that changes `field` (a public key) was refused. */
  | { readonly kind: 'not-done'; readonly field: string; readonly why: Failure }
  /** The API accepted the call, but applied `field`, a public key, in another way. */
  | { readonly kind: 'not-applied'; readonly field: string }
  /** The API accepted the call, but the ticket does not show `field`, a public key, as it was sent yet. */
  | { readonly kind: 'not-seen'; readonly field: string }
  /** The response was lost, but reading the ticket again showed that everything was done. */
  | { readonly kind: 'response-lost'; readonly why: Failure };

export interface CreatedTicket {
  readonly kind: 'created';
  readonly ticket: Ticket;
  readonly warnings: readonly TicketWarning[];
}

/**
 * The ticket was sent once, and the result is unknown. `found` are tickets of this requester created since then:
 * usually none or one. If some have this subject, only those.
 */
export interface LostTicket {
  readonly kind: 'lost';
  readonly why: Failure;
  readonly found: readonly TicketSummary[];
  /** None of `found` has the subject that was sent: LiveChat may have changed it, or it is another ticket. */
  readonly hasOtherSubject?: true;
  /** The API confirmed that the ticket was created, but its response does not contain it. */
  readonly isAccepted?: true;
  /** Why the lookup failed; `found` is empty then. */
  readonly lookupFailure?: Failure;
}

export type TicketCreateResult = CreatedTicket | LostTicket;

export interface SavedTicket {
  readonly kind: 'saved';
  readonly ticket: Ticket;
  /** Public keys of the fields that were sent; empty if nothing differed, so no call was made. */
  readonly sent: readonly string[];
  readonly warnings: readonly TicketWarning[];
  /** Messages added since the user read the ticket. They are not a conflict. */
  readonly newMessages: readonly TicketEvent[];
}

/** Another user changed the same fields to other values. Nothing was sent. */
export interface TicketConflict {
  readonly kind: 'conflict';
  /** Public keys of the conflicting fields. */
  readonly fields: readonly string[];
  /** The ticket as the user saw it. */
  readonly base: Ticket;
  /** The current ticket. */
  readonly current: Ticket;
  /** `current` with the user's change applied. */
  readonly merged: Ticket;
  /** When `current` was read: with it as `base`, saving again overwrites deliberately. */
  readonly readAt: number;
}

/** The change was sent once, and some fields could not be confirmed. It is not retried. */
export interface LostChange {
  readonly kind: 'lost';
  readonly why: Failure;
  /** Public keys of confirmed fields. */
  readonly done: readonly string[];
  /** Public keys of unconfirmed fields. */
  readonly missing: readonly string[];
  /** The current ticket; absent if it could not be read. */
  readonly ticket?: Ticket;
}

export type TicketUpdateResult = SavedTicket | TicketConflict | LostChange;

export interface TicketUpdateOptions {
  /** The ticket as the user saw it. Without it no conflict is detected. */
  readonly base?: TicketSnapshot;
  /**
   * Public keys of changed fields of which it is not known what the user saw. With `base`, any value but the wanted
   * one is a conflict.
   */
  readonly unseen?: readonly string[];
  /** Overwrites changes of other people. */
  readonly force?: boolean;
  /** Sends fields that the account was found not to support. */
  readonly sendUnsupported?: boolean;
  readonly sending?: SendOptions;
}

/** How the calls of a change are made. */
export interface SendOptions {
  readonly call?: CallOptions;
  /** Number of the run that the change belongs to, for the audit log. */
  readonly run?: number;
  /**
   * Called before the change is sent, with what differs from the ticket as it was just read. Nothing is sent, and the
   * ticket counts as unchanged, if it resolves to `false`.
   */
  readonly maySend?: (send: TicketChange, now: Ticket) => Promise<boolean>;
}

/** A change of several tickets. */
export interface BulkChange {
  readonly status?: TicketStatus;
  readonly assignee?: { readonly id: string };
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

export interface BulkOptions {
  /** Stops before the next ticket; a change in progress is completed. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
  /** The tickets as the user saw them: what a colleague changed since is not overwritten. */
  readonly seen?: readonly TicketSummary[];
}

export interface BulkResult {
  readonly ticketId: string;
  readonly outcome:
    | SavedTicket
    | LostChange
    | { readonly kind: 'failed'; readonly why: Failure }
    /** Not started before the user cancelled. */
    | { readonly kind: 'cancelled' };
}
