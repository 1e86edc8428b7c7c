import type { Event } from '../../core/base/event';

/** What running chats add to the status bar item. */
export interface ChatsStatus {
  /** In a few words; empty for none. */
  readonly text: string;
  readonly lines: StatusBarPart['lines'];
  /** Chats of which the person is the only agent. */
  readonly count: number;
}

/** What waiting customers of tickets add to the status bar item. */
export interface WaitingStatus {
  /** In a few words, with an icon; empty for none. */
  readonly text: string;
  readonly lines: StatusBarPart['lines'];
  /** For screen readers; empty for none. */
  readonly label: string;
  /** Whether one of them waits too long. */
  readonly isTooLong: boolean;
}

/** What a feature adds to the status bar item. */
export interface StatusBarPart {
  readonly onDidChange: Event<undefined>;
  /** Replaces the default icon, such as `broadcast`. */
  readonly icon: string | undefined;
  /** Replaces the item's text for some seconds. The caller escapes icons. */
  readonly content: string | undefined;
  readonly chats: ChatsStatus;
  readonly waiting: WaitingStatus;
  /** Whether it has something to show while signed out. */
  readonly isIndependent: boolean;
  /** Whether the user must act, or something does not work. */
  readonly isWarning: boolean;
  /** Label and value of each line of the hover. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  /** For screen readers. */
  readonly label: string;
}
