import type { Failure } from '../domain/failure';

/**
 * `reply`: is sent at its time. `reminder`: is shown at its time. `delayed`: a reply that waits in a composer for a few
 * seconds, whose text is its draft.
 */
export const scheduledItemKinds = ['reply', 'reminder', 'delayed'] as const;
export type ScheduledItemKind = (typeof scheduledItemKinds)[number];

/**
 * `waiting`: for its time. `sending`: it may have been sent. `unsent`: it was not sent, and only the user sends it.
 * `unconfirmed`: it was sent once, and it is not known whether LiveChat has it; it is not sent again. `shown`: a reminder
 * whose time has come.
 */
export const scheduledItemStates = ['waiting', 'sending', 'unsent', 'unconfirmed', 'shown'] as const;
export type ScheduledItemState = (typeof scheduledItemStates)[number];

export const targetKinds = ['ticket', 'chat'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What an item is about. */
export interface ScheduleTarget {
  /** Id of the account. */
  readonly account: string;
  readonly target: TargetKind;
  /** Id of the ticket or chat. */
  readonly targetId: string;
  /** Subject of the ticket or name of the visitor; may be customers' text. */
  readonly title: string;
}

/** What is sent, exactly. */
export interface ScheduledReply {
  readonly text: string;
  readonly isPrivate: boolean;
  /** The version of the ticket that the user saw, see `versionOf`. */
  readonly seen?: string;
}

/** Why a reply was not sent. */
export type WhyUnsent =
  /** No window could send it at its time: no editor ran, or the machine slept. */
  | { readonly kind: 'late' }
  /** Another account was active at its time, or none. */
  | { readonly kind: 'other-account' }
  /** The ticket has changed since the user saw it. */
  | { readonly kind: 'changed' }
  /** The window closed while the reply waited in its composer. */
  | { readonly kind: 'closed' }
  /** Nothing was sent. */
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface ScheduledItem extends ScheduleTarget {
  readonly id: number;
  readonly kind: ScheduledItemKind;
  /** In epoch milliseconds, as all times here. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly state: ScheduledItemState;
  /** Of a reply, and of one that waits in a composer. */
  readonly reply?: ScheduledReply;
  readonly why?: WhyUnsent;
}
