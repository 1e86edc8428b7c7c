import type { ConversationLabels, EventView, Fact } from './conversation';
import { flag, list, nothing, number, optional, shape, text, trusted, type Decoded } from './decode';
import type { Protocol } from './messages';

/** Every word that the page shows by itself, in the person's language. */
export interface ChatLabels extends ConversationLabels {
  readonly loading: string;
  readonly copy: string;
  readonly copied: string;
  readonly fault: string;
}

/** A group of facts with its heading. */
export interface FactSection {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface ChatView {
  /** Whom the chat is with. */
  readonly title: string;
  readonly id: string;
  readonly status: { readonly value: 'running' | 'ended'; readonly label: string };
  readonly sections: readonly FactSection[];
}

/** All that the page needs but the conversation, whenever it says that it is ready and whenever it changes. */
export interface ChatState {
  readonly labels: ChatLabels;
  readonly title: string;
  /** Names the event that is shown, for the page to keep. */
  readonly eventId: string;
  readonly chat?: ChatView;
  /** Why there is nothing to show. */
  readonly problem?: { readonly title: string; readonly text: string };
  /** Said once to who cannot see that something happened. */
  readonly notice?: string;
}

/** What the page itself keeps over a reload. */
export const keptChat = shape({ eventId: text, scroll: optional(number) });
export type KeptChat = Decoded<typeof keptChat>;

export const chatProtocol = {
  notifications: {
    show: trusted<ChatState>(),
    /** The whole conversation, oldest first. */
    conversation: shape({ events: list(trusted<EventView>()) }),
  },
  commands: {
    /** The page can be spoken to. */
    ready: nothing,
  },
  requests: {
    copy: { payload: nothing, answer: nothing },
    /** Opens an address of the chat after asking; whether it was opened. */
    openAddress: { payload: shape({ url: text }), answer: shape({ opened: flag }) },
  },
} satisfies Protocol;
export type ChatProtocol = typeof chatProtocol;
