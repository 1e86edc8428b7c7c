import type { ConversationLabels, EventView, Fact } from './conversation';
import { flag, list, nothing, number, optional, shape, text, trusted, type Decoded } from './decode';
import { savedState, typedUntil } from './form';
import {
  chatAction,
  composerDraft,
  dropped,
  laterText,
  outgoingText,
  pasted,
  privacy,
  sendAnswer,
  type LiveView,
} from './liveChat';
import type { Protocol } from './messages';

/** Localized texts of the page. */
export interface ChatLabels extends ConversationLabels {
  readonly loading: string;
  readonly copy: string;
  readonly copied: string;
  /** Shown while the host does not respond. */
  readonly waiting: string;
  readonly fault: string;
}

export interface FactSection {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface ChatView {
  /** The visitor. */
  readonly title: string;
  readonly id: string;
  readonly status: { readonly value: 'waiting' | 'running' | 'ended'; readonly label: string };
  readonly sections: readonly FactSection[];
}

/** State of the page except the conversation. Sent when the page is ready and on each change. */
export interface ChatState {
  readonly labels: ChatLabels;
  readonly title: string;
  /** What the panel was opened for. The page persists it. */
  readonly subject: ChatSubject;
  /** Whether the tab shows the next previewed chat instead of this one. The page persists it. */
  readonly isPreview?: boolean;
  readonly chat?: ChatView;
  /** Present for a chat in which the person can take part. */
  readonly live?: LiveView;
  /** Who else has the chat open and is not shown as typing. */
  readonly presence?: string;
  /** Shown instead of the chat. */
  readonly problem?: { readonly title: string; readonly text: string };
  /** Announced once by screen readers. */
  readonly notice?: string;
}

/** An event that was stored, or a chat that LiveChat still has. */
const chatSubject = shape({
  eventId: optional(text),
  chat: optional(shape({ account: text, chatId: text })),
});
export type ChatSubject = Decoded<typeof chatSubject>;

/** Identifies what a page shows: the id of an event, or account and chat. */
export function keyOf({ eventId, chat }: ChatSubject): string {
  return chat ? JSON.stringify([chat.account, chat.chatId]) : (eventId ?? '');
}

/** The reverse of `keyOf`. */
export function subjectIn(key: string): ChatSubject {
  if (!key.startsWith('[')) return { eventId: key };
  const [account = '', chatId = ''] = JSON.parse(key) as readonly string[];
  return { chat: { account, chatId } };
}

/** State that the page persists across reloads. */
export const savedChat = shape({
  subject: chatSubject,
  scroll: optional(number),
  typed: optional(savedState),
  isPreview: optional(flag),
});
export type SavedChat = Decoded<typeof savedChat>;

export const chatProtocol = {
  notifications: {
    show: trusted<ChatState>(),
    /** The conversation, oldest first: its newest events, if `earlier` follows. */
    conversation: shape({ events: list(trusted<EventView>()) }),
    /** The events before those of `conversation`. */
    earlier: shape({ events: list(trusted<EventView>()) }),
    /** Replaces the events from an index on. `notice` is announced by screen readers. */
    change: shape({ from: number, events: list(trusted<EventView>()), notice: optional(text) }),
    /** The input up to this time is stored, or there is nothing to store. */
    stored: typedUntil,
    /** The person came here from the chat before or after it; `text` is announced. */
    entered: shape({ text }),
    /** `text` is announced. */
    announced: shape({ text }),
    /** The privacy shield was switched: what was said before may name people. */
    shielded: nothing,
    /** `text` is inserted at the cursor of the message. */
    inserted: shape({ text }),
    /** The user wants to send the message later. */
    laterWanted: nothing,
    /** The person opened the chat to write in it, or has joined it. */
    inputFocused: nothing,
  },
  commands: {
    /** The page can receive messages. Includes the input that it persisted, and what it shows already. */
    ready: shape({ subject: optional(chatSubject), typed: optional(savedState), shown: optional(text) }),
    act: chatAction,
    /** Sends a failed message again. */
    retry: shape({ key: text }),
    /** Takes a failed message back into the composer. */
    takeBack: shape({ key: text }),
    pickFile: privacy,
    /** Takes back a message that waits. */
    endDelay: nothing,
  },
  requests: {
    copy: { payload: nothing, answer: nothing },
    /** Input that is not sent. Answered at once: no answer means that the host is dead. */
    draft: { payload: composerDraft, answer: nothing },
    send: { payload: outgoingText, answer: sendAnswer },
    /** Asks when the message is sent. */
    later: { payload: laterText, answer: sendAnswer },
    paste: { payload: pasted, answer: sendAnswer },
    drop: { payload: dropped, answer: sendAnswer },
    /** Opens a URL of the chat after a confirmation. Resolves to whether it was opened. */
    openAddress: { payload: shape({ url: text }), answer: shape({ opened: flag }) },
  },
} satisfies Protocol;
export type ChatProtocol = typeof chatProtocol;
