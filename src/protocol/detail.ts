import { flag, list, nothing, number, oneOf, optional, shape, text, trusted } from './decode';
import type { ConversationLabels, EventView, Fact } from './conversation';
import type { Decoded } from './decode';
import type { DelayedReply } from './delayedReply';
import {
  formValues,
  saveAnswer,
  pageDraft,
  pageInput,
  typedUntil,
  type FieldNote,
  type FormSpec,
  type FormValues,
} from './form';
import type { Protocol } from './messages';

/** The page has two forms, each with its own button. */
const detailParts = ['reply', 'fields'] as const;
export type DetailPart = (typeof detailParts)[number];

/** The fields of the reply form; all other fields belong to the ticket form. */
const replyFields: readonly string[] = ['message', 'private'];

export function partOf(field: string): DetailPart {
  return replyFields.includes(field) ? 'reply' : 'fields';
}

/** Localized texts of the page. `{0}` is replaced with a number. */
export interface DetailLabels extends ConversationLabels {
  readonly loading: string;
  readonly refresh: string;
  readonly copy: string;
  readonly copied: string;
  readonly reply: string;
  readonly sendReply: string;
  readonly addNote: string;
  readonly noteHelp: string;
  readonly sendLater: string;
  readonly fields: string;
  readonly save: string;
  readonly discard: string;
  readonly saving: string;
  /** Shown while the host does not respond. */
  readonly waiting: string;
  readonly restored: string;
  readonly details: string;
  readonly openTicket: string;
  readonly problems: string;
  readonly fault: string;
}

export interface TicketPageView {
  readonly id: string;
  readonly subject: string;
  readonly status?: { readonly value: string; readonly label: string };
  readonly facts: readonly Fact[];
}

/** How long the requester waits for an answer. */
export interface WaitView {
  readonly text: string;
  readonly level: 'short' | 'long' | 'tooLong';
}

/** Why the ticket could not be loaded or refreshed. */
export interface ProblemView {
  readonly kind: 'failed' | 'gone' | 'signIn' | 'otherAccount';
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly command: 'retry' | 'signIn'; readonly label: string }[];
}

/** Someone else changed the same field; the user decides. */
export interface ConflictView {
  readonly text: string;
  readonly choices: readonly { readonly choice: ConflictChoice; readonly label: string }[];
}

const conflictChoices = ['overwrite', 'use-current', 'keep-editing', 'compare'] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

/** The list that a ticket was opened from: the key of a view, and the ids of its tickets if it ends with the window. */
export const openedFrom = shape({ view: text, ids: optional(list(text)) });
export type OpenedFrom = Decoded<typeof openedFrom>;

/** State of the page except the conversation. Sent when the page is ready and on each change. */
export interface DetailState {
  readonly key: string;
  readonly labels: DetailLabels;
  readonly title: string;
  /** Without `form`, only what the list shows. */
  readonly ticket?: TicketPageView;
  readonly wait?: WaitView;
  /** Who else reads or types here. */
  readonly presence?: string;
  readonly problem?: ProblemView;
  readonly form?: DetailForm;
  readonly conflict?: ConflictView;
  readonly busy?: DetailPart | 'load';
  /** The reply waits before it is sent; it is busy then. */
  readonly delayed?: DelayedReply;
  /** Announced once by screen readers. */
  readonly notice?: string;
  /** Whether the tab shows the next previewed ticket instead of this one. The page persists it. */
  readonly isPreview?: boolean;
  /** The page persists it. */
  readonly from?: OpenedFrom;
  /** Epoch milliseconds of the last edit known to the host. */
  readonly lastEditAt: number;
}

export interface DetailForm {
  readonly spec: FormSpec;
  /** Current values of the ticket. */
  readonly initial: FormValues;
  readonly values: FormValues;
  /** The values that the edited fields of the ticket had when typing began, as far as they are known. */
  readonly base: FormValues;
  /** Incremented when the host changes `values`; otherwise the page's input is newer. */
  readonly revision: number;
  /** Parts with restored input. */
  readonly restored: readonly DetailPart[];
  readonly problems: readonly FieldNote[];
  /** Why a part was not saved, or not as requested. */
  readonly failure?: { readonly part: DetailPart; readonly text: string };
}

/** State that the page persists across reloads, with the time of the last edit in epoch milliseconds. */
export const savedDetail = shape({
  key: text,
  at: optional(number),
  values: optional(formValues),
  base: optional(formValues),
  scroll: optional(number),
  isPreview: optional(flag),
  from: optional(openedFrom),
});
export type SavedDetail = Decoded<typeof savedDetail>;

export const detailProtocol = {
  notifications: {
    show: trusted<DetailState>(),
    /** The whole conversation, oldest first. */
    conversation: shape({ events: list(trusted<EventView>()) }),
    /** The input up to this time is stored, or there is nothing to store. */
    stored: typedUntil,
    /** The person came here from the ticket before or after it; `text` is announced. */
    entered: shape({ text }),
    /** `text` is announced. */
    announced: shape({ text }),
    /** `text` is inserted at the cursor of the message. */
    inserted: shape({ text }),
    /** The user wants to send the reply later. */
    laterWanted: nothing,
  },
  commands: {
    /** The page can receive messages. Includes its persisted state, and what it shows already. */
    ready: shape({ kept: optional(savedDetail), shown: optional(text) }),
    discard: shape({ part: oneOf(...detailParts) }),
    refresh: nothing,
    retry: nothing,
    /** Shows the fields that are left out of the form. */
    reveal: nothing,
    signIn: nothing,
    resolve: shape({ choice: oneOf(...conflictChoices) }),
    /** Takes back a reply that waits. */
    takeBack: nothing,
    /** Opens a related ticket in its own panel. */
    openTicket: shape({ id: text }),
  },
  requests: {
    /** Input that differs from the ticket, and its time. Answered at once: no answer means that the host is dead. */
    draft: { payload: pageDraft, answer: nothing },
    send: { payload: pageInput, answer: saveAnswer },
    /** Asks when the reply is sent. */
    later: { payload: pageInput, answer: saveAnswer },
    save: { payload: pageInput, answer: saveAnswer },
    copy: { payload: nothing, answer: nothing },
    /** Opens a URL of the ticket after a confirmation. Resolves to whether it was opened. */
    openAddress: { payload: shape({ url: text }), answer: shape({ opened: flag }) },
  },
} satisfies Protocol;
export type DetailProtocol = typeof detailProtocol;
