import type { Arrival, ArrivalKind } from '../../domain/arrival';

export const surfaces = ['toast', 'statusBar', 'off'] as const;
/** Where events are shown: the values of `livechat.notifications.*`. */
export type Surface = (typeof surfaces)[number];

export type Counts = Readonly<Record<ArrivalKind, number>>;

/** What one window shows, once. A single event comes with its content, several with their numbers. */
export type EventNotification<A = Arrival> =
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
