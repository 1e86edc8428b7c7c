import type { ConversationLabels, EventView, Fact } from './conversation';
import { flag, list, nothing, number, optional, shape, text, trusted, type Decoded } from './decode';
import type { Protocol } from './messages';

/** Localized texts of the page. */
export interface ChatLabels extends ConversationLabels {
  readonly loading: string;
  readonly copy: string;
  readonly copied: string;
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
  readonly status: { readonly value: 'running' | 'ended'; readonly label: string };
  readonly sections: readonly FactSection[];
}

/** State of the page except the conversation. Sent when the page is ready and on each change. */
export interface ChatState {
  readonly labels: ChatLabels;
  readonly title: string;
  /** Identifies the event that is shown. The page persists it. */
  readonly eventId: string;
  readonly chat?: ChatView;
  /** Shown instead of the chat. */
  readonly problem?: { readonly title: string; readonly text: string };
  /** Announced once by screen readers. */
  readonly notice?: string;
}

/** State that the page persists across reloads. */
export const savedChat = shape({ eventId: text, scroll: optional(number) });
export type SavedChat = Decoded<typeof savedChat>;

export const chatProtocol = {
  notifications: {
    show: trusted<ChatState>(),
    /** The whole conversation, oldest first. */
    conversation: shape({ events: list(trusted<EventView>()) }),
  },
  commands: {
    /** The page can receive messages. */
    ready: nothing,
  },
  requests: {
    copy: { payload: nothing, answer: nothing },
    /** Opens a URL of the chat after a confirmation. Resolves to whether it was opened. */
    openAddress: { payload: shape({ url: text }), answer: shape({ opened: flag }) },
  },
} satisfies Protocol;
export type ChatProtocol = typeof chatProtocol;
