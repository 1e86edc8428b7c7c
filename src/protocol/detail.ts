import { flag, list, nothing, number, oneOf, optional, shape, text, trusted } from './decode';
import type { ConversationLabels, EventView, Fact } from './conversation';
import type { Decoded } from './decode';
import { formValues, typedUntil, type FieldNote, type FormSpec, type FormValues } from './form';
import type { Protocol } from './messages';

/** What is typed into the page belongs to one of two parts, each with a button of its own. */
const detailParts = ['reply', 'fields'] as const;
export type DetailPart = (typeof detailParts)[number];

/** The fields of a reply; all other fields of the form are those of the ticket. */
const replyFields: readonly string[] = ['message', 'private'];

export function partOf(field: string): DetailPart {
  return replyFields.includes(field) ? 'reply' : 'fields';
}

/** Every word that the page shows by itself, in the person's language. `{0}` stands for a number. */
export interface DetailLabels extends ConversationLabels {
  readonly loading: string;
  readonly refresh: string;
  readonly copy: string;
  readonly copied: string;
  readonly reply: string;
  readonly sendReply: string;
  readonly addNote: string;
  readonly noteHelp: string;
  readonly fields: string;
  readonly save: string;
  readonly discard: string;
  readonly saving: string;
  /** The host does not answer. */
  readonly waiting: string;
  readonly restored: string;
  readonly details: string;
  readonly problems: string;
  readonly fault: string;
}

export interface TicketView {
  readonly id: string;
  readonly subject: string;
  readonly status?: { readonly value: string; readonly label: string };
  readonly facts: readonly Fact[];
}

/** Why there is nothing to show, or nothing newer. */
export interface ProblemView {
  readonly kind: 'failed' | 'gone' | 'signIn' | 'otherAccount';
  readonly title: string;
  readonly text: string;
  readonly actions: readonly { readonly command: 'retry' | 'signIn'; readonly label: string }[];
}

/** Somebody else changed the same field meanwhile; the person decides. */
export interface ConflictView {
  readonly text: string;
  readonly choices: readonly { readonly choice: ConflictChoice; readonly label: string }[];
}

const conflictChoices = ['mine', 'theirs', 'keep', 'compare'] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

/** All that the page needs but the conversation, whenever it says that it is ready and whenever it changes. */
export interface DetailState {
  readonly key: string;
  readonly labels: DetailLabels;
  readonly title: string;
  readonly ticket?: TicketView;
  readonly problem?: ProblemView;
  readonly form?: DetailForm;
  readonly conflict?: ConflictView;
  readonly busy?: DetailPart | 'load';
  /** Said once to who cannot see that something happened. */
  readonly notice?: string;
  /** Time of the last edit that the host knows of, in milliseconds since the epoch. */
  readonly lastEditAt: number;
}

export interface DetailForm {
  readonly spec: FormSpec;
  /** As the ticket is. */
  readonly initial: FormValues;
  readonly values: FormValues;
  /** Grows whenever the host changed `values`; else what stands in the page is newer. */
  readonly revision: number;
  /** Parts whose text was typed before and is brought back. */
  readonly restored: readonly DetailPart[];
  readonly problems: readonly FieldNote[];
  /** Why a part was not saved, or not as it was asked. */
  readonly failure?: { readonly part: DetailPart; readonly text: string };
}

const fieldNote = shape({ field: text, text });

const saveAnswer = shape({
  outcome: oneOf('saved', 'refused'),
  problems: list(fieldNote),
  failure: optional(text),
});
export type SaveAnswer = Decoded<typeof saveAnswer>;

/** What the page itself keeps over a reload, and when it was typed, in milliseconds. */
export const keptDetail = shape({
  key: text,
  at: optional(number),
  values: optional(formValues),
  scroll: optional(number),
});
export type KeptDetail = Decoded<typeof keptDetail>;

const typed = shape({ values: formValues });

export const detailProtocol = {
  notifications: {
    show: trusted<DetailState>(),
    /** The whole conversation, oldest first. */
    conversation: shape({ events: list(trusted<EventView>()) }),
    /** What was typed until then is on disk, or not worth keeping. */
    stored: typedUntil,
  },
  commands: {
    /** The page can be spoken to; with what it kept, if it was here before. */
    ready: shape({ kept: optional(keptDetail) }),
    discard: shape({ part: oneOf(...detailParts) }),
    refresh: nothing,
    retry: nothing,
    signIn: nothing,
    resolve: shape({ choice: oneOf(...conflictChoices) }),
  },
  requests: {
    /**
     * What is typed and differs from the ticket, and when it was. The answer comes at once: without it there is no
     * host.
     */
    draft: { payload: shape({ values: formValues, at: number }), answer: nothing },
    send: { payload: typed, answer: saveAnswer },
    save: { payload: typed, answer: saveAnswer },
    copy: { payload: nothing, answer: nothing },
    /** Opens an address of the ticket after asking; whether it was opened. */
    openAddress: { payload: shape({ url: text }), answer: shape({ opened: flag }) },
  },
} satisfies Protocol;
export type DetailProtocol = typeof detailProtocol;
