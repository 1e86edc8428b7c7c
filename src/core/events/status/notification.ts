import type { ArrivalKind } from '../../domain/arrival';

export const surfaces = ['toast', 'statusBar', 'off'] as const;
/** Where a person is told of an event: the values of `livechat.notifications.*`. */
export type Surface = (typeof surfaces)[number];

export type Counts = Readonly<Record<ArrivalKind, number>>;

/** What one window is asked to show, once. It names events by id: each window reads the journal itself. */
export type EventNotification =
  | { readonly kind: 'one'; readonly surface: Exclude<Surface, 'off'>; readonly eventId: string }
  /** Several within seconds: "12 chats started". `eventIds` are oldest first. */
  | {
      readonly kind: 'many';
      readonly surface: Exclude<Surface, 'off'>;
      readonly counts: Counts;
      readonly eventIds: readonly string[];
    }
  /** What happened while nobody listened. `more`: there was more than was fetched. */
  | {
      readonly kind: 'digest';
      readonly surface: Exclude<Surface, 'off'>;
      readonly counts: Counts;
      readonly eventIds: readonly string[];
      readonly more: boolean;
    };
