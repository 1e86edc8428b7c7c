import type { TicketWarning } from '../actions/ticketOutcome';
import type { Failure } from '../domain/failure';
import type { TicketChange, TicketStatus, TicketSummary } from '../domain/ticket';
import type { AuditValues } from '../stores/auditLog';

/** What a user asks to change in several tickets. */
export interface RunRequest {
  readonly status?: TicketStatus;
  readonly assignee?: { readonly id: string };
  readonly tags?: { readonly how: TagsHow; readonly names: readonly string[] };
  /** With variables, see `core/replies`. */
  readonly message?: string;
  readonly private?: boolean;
}

export const tagsHow = ['add', 'remove', 'replace'] as const;
export type TagsHow = (typeof tagsHow)[number];

/**
 * `selected`: tickets were selected, and nothing is decided. `planned`: it is known what would change, and not confirmed.
 * `running` and `paused`: confirmed. `ended`: every item has its outcome.
 */
export const runStates = ['selected', 'planned', 'running', 'paused', 'ended'] as const;
export type RunState = (typeof runStates)[number];

/**
 * `sending`: the change may have been sent. `unconfirmed`: it was, and it is not known whether LiveChat executed it; it
 * is not sent again. `not-sent`: it will not be sent.
 */
export const runItemStates = [
  'waiting',
  'sending',
  'done',
  'unchanged',
  'failed',
  'unconfirmed',
  'not-sent',
] as const;
export type RunItemState = (typeof runItemStates)[number];

export interface Run {
  readonly id: number;
  /** Id of the account. */
  readonly account: string;
  readonly state: RunState;
  /** In epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly request: RunRequest;
  /** The run that this one undoes. */
  readonly undoOf?: number;
  /** LiveChat accepts no calls before that. */
  readonly pausedUntil?: number;
}

export interface RunItem {
  readonly position: number;
  readonly ticketId: string;
  /** The ticket as it was shown: what was changed since by others is not overwritten. */
  readonly ticket: TicketSummary;
  readonly change: TicketChange;
  readonly state: RunItemState;
  readonly sent?: SentChange;
  readonly outcome?: ItemOutcome;
}

/** Stored before a change is sent, to find out later whether it was executed. */
export interface SentChange {
  readonly change: TicketChange;
  /** Values before, by public key. */
  readonly before: AuditValues;
  /** How many events the ticket had. */
  readonly events: number;
}

/** Why an item is in its state. Absent parts do not apply. */
export interface ItemOutcome {
  readonly why?: Failure;
  /** Public keys of fields that others changed since. */
  readonly conflicts?: readonly string[];
  readonly warnings?: readonly TicketWarning[];
  /** Public keys of an unconfirmed change, as far as they are confirmed. */
  readonly done?: readonly string[];
  readonly missing?: readonly string[];
  /** Names of variables in the message that have no value. */
  readonly variables?: readonly string[];
  /** Public keys that cannot be changed back. */
  readonly notUndone?: readonly string[];
}

export type RunCounts = Readonly<Record<RunItemState, number>>;

/** The editor's state has it while a run may be unfinished, so that other starts open nothing. */
export const unfinishedKey = 'livechat.bulk.unfinished';
