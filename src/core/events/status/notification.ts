import type { Arrival, ArrivalKind } from '../../domain/arrival';

export const surfaces = ['toast', 'statusBar', 'off'] as const;
/** Where events are shown: the values of `livechat.notifications.*`. */
export type Surface = (typeof surfaces)[number];

export type Counts = Readonly<Record<ArrivalKind, number>>;

/** What one window shows about a running chat. */
export interface ChatNotification {
  /**
   * `assigned`: another agent or LiveChat gave the chat to the person. `message`: in a chat of the person. `waiting`: the
   * customer has waited longer than the setting.
   */
  readonly kind: 'assigned' | 'message' | 'waiting';
  readonly surface: Exclude<Surface, 'off'>;
  readonly chatId: string;
  readonly threadId: string;
  /** The visitor, or for a message its author: the name or e-mail address, absent if neither is known. */
  readonly name?: string;
  /** `name` is that of an agent. */
  readonly isByAgent?: true;
  /** The customer of the chat, whom the message may mention. */
  readonly customer?: { readonly name?: string; readonly email?: string };
  /** The newest message. Written by a customer or another agent: to be cleaned before it is shown. */
  readonly text?: string;
  /** Number of messages, which within 10 s are shown as one; or of chats that wait. */
  readonly count: number;
  /** Since when the customer waits, in epoch milliseconds. */
  readonly since?: number;
  /** The customer waits for the person's answer, else for any agent. */
  readonly isMine?: boolean;
}

/** What has a setting of its own for where it is shown. */
export type NotifiedKind = ArrivalKind | ChatNotification['kind'];

/** A single event comes with its content, several with their numbers. */
export type ArrivalNotification<A = Arrival> =
  | { readonly kind: 'one'; readonly surface: Exclude<Surface, 'off'>; readonly arrival: A }
  /** Several within seconds: "12 chats started". `eventIds` are oldest first. */
  | {
      readonly kind: 'many';
      readonly surface: Exclude<Surface, 'off'>;
      readonly counts: Counts;
      readonly eventIds: readonly string[];
    }
  /** What happened during a gap. `more`: there was more than was fetched. */
  | {
      readonly kind: 'digest';
      readonly surface: Exclude<Surface, 'off'>;
      readonly counts: Counts;
      readonly eventIds: readonly string[];
      readonly more: boolean;
    };

/** What one window shows, once. */
export type EventNotification = ArrivalNotification | (ChatNotification & { readonly account: string });
