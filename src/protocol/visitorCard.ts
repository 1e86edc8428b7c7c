import type { ShownTime } from './conversation';
import { nothing, number, oneOf, shape, text, trusted, type Decoded } from './decode';
import type { Protocol } from './messages';

/** Localized texts of the card. `{0}` is replaced with a number. */
export interface CardLabels {
  readonly title: string;
  readonly history: string;
  readonly showMore: string;
  readonly note: string;
  /** Says that notes stay on this machine. */
  readonly noteHelp: string;
  readonly search: string;
  readonly cancel: string;
  readonly fault: string;
}

/** An earlier ticket or chat. */
export interface CardEntry {
  readonly kind: 'ticket' | 'chat';
  /** Of a ticket, or of a chat's thread. */
  readonly id: string;
  readonly kindLabel: string;
  /** Subject of a ticket, or the last words of a chat. */
  readonly title: string;
  readonly status?: { readonly value: string; readonly label: string };
  readonly moment?: ShownTime;
}

export interface NoteView {
  /** Identifies account and person. */
  readonly key: string;
  readonly text: string;
  /** Epoch milliseconds of the last edit known to the host; 0 without one. */
  readonly savedAt: number;
  /** The text is masked by the privacy shield and cannot be edited before it is shown. */
  readonly masked?: { readonly text: string; readonly show: string };
  /** Why the note is not stored. */
  readonly problem?: string;
}

/** The card of the requester of a ticket, or of the visitor of a chat. Sent on each change. */
export interface CardState {
  readonly labels: CardLabels;
  /** The person's e-mail address; why there is no history and no note otherwise. */
  readonly person: string;
  readonly hasAddress: boolean;
  /** Newest first; absent until they are read. */
  readonly entries?: readonly CardEntry[];
  /** Where the entries are from, and what may be missing. */
  readonly completeness?: string;
  /** Progress or result of a search at LiveChat. */
  readonly search?: { readonly isRunning: boolean; readonly text: string };
  /** Absent until it is read. */
  readonly note?: NoteView;
}

/** Notes on their way from the page to its host. */
export const typedNote = shape({ key: text, text, at: number });
export type TypedNote = Decoded<typeof typedNote>;

/** A second conversation of pages that show a card, beside that of their panel. */
export const cardProtocol = {
  channel: 'visitorCard',
  notifications: {
    show: trusted<CardState>(),
    /** The note with this key is stored up to this time. */
    stored: shape({ key: text, at: number }),
    /** The event of the conversation with this key is shown and focused. */
    revealed: shape({ key: text }),
  },
  commands: {
    /** The page can receive messages. */
    ready: nothing,
    open: shape({ kind: oneOf('ticket', 'chat'), id: text }),
    /** Searches LiveChat, which makes calls. */
    search: nothing,
    cancel: nothing,
    /** Shows a masked note. */
    reveal: nothing,
  },
  requests: {
    /** Answered at once: no answer means that the host is dead. */
    note: { payload: typedNote, answer: nothing },
  },
} satisfies Protocol;
export type CardProtocol = typeof cardProtocol;
