import { flag, list, number, oneOf, optional, shape, text, type Decoded } from './decode';
import { formValues, type FormValues } from './form';
import type { DelayedReply } from './delayedReply';

/** What the buttons above a running or ended chat do. */
export const chatActionIds = [
  'join',
  'whisper',
  'takeOver',
  'resume',
  'close',
  'transfer',
  'leave',
  'tag',
  'untag',
  'customersView',
  'createTicket',
  'copyLink',
  'openPage',
  'earlier',
] as const;
export type ChatActionId = (typeof chatActionIds)[number];

export interface ChatActionView {
  readonly id: ChatActionId;
  readonly label: string;
  /** What the action does, where the label does not say it all. */
  readonly title?: string;
  readonly isPrimary?: true;
  /** Set for a toggle. */
  readonly isPressed?: boolean;
}

/** Localized texts of the composer. `{0}` and `{1}` are replaced with numbers. */
export interface ComposerLabels {
  readonly title: string;
  readonly message: string;
  readonly placeholder: string;
  readonly placeholderPrivate: string;
  readonly send: string;
  readonly sendPrivate: string;
  /** The chat has ended, and sending resumes it: with the message, or without a private note. */
  readonly resumeAndSend: string;
  readonly resume: string;
  readonly private: string;
  readonly privateHelp: string;
  readonly sendLater: string;
  readonly attach: string;
  /** Other ways to attach files. */
  readonly attachHelp: string;
  /** Which key sends. */
  readonly keyHelp: string;
  readonly restored: string;
  /** `{0}` of `{1}` bytes are used. */
  readonly bytes: string;
  /** The message is longer than `{1}` bytes. */
  readonly tooLong: string;
  readonly sending: string;
  readonly you: string;
}

/** The input for a message. */
export interface ComposerView {
  readonly labels: ComposerLabels;
  /** Every message is a private note, because the customer does not see the person. */
  readonly isPrivateOnly: boolean;
  /** The chat has ended: sending resumes it with the message. Files cannot be sent. */
  readonly resumes?: true;
  readonly sendsOn: 'enter' | 'ctrlEnter';
  /** A message waits before it is sent: the input keeps it until then. */
  readonly delays?: true;
  /** A message waits. */
  readonly delayed?: DelayedReply;
  /** Of UTF-8. */
  readonly maxBytes: number;
  /** Of a file. Larger ones are not read. */
  readonly maxFileBytes: number;
  /** Input known to the host. */
  readonly values: FormValues;
  /** Incremented when the host changes `values`; otherwise the page's input is newer. */
  readonly revision: number;
  readonly isRestored: boolean;
  /** Epoch milliseconds of the last edit known to the host. */
  readonly lastEditAt: number;
}

/** What a page of a chat shows of a chat that LiveChat still has, beside the conversation. */
export interface LiveView {
  /** Identifies the input of the composer. */
  readonly key: string;
  readonly actions: readonly ChatActionView[];
  /** Shows the thread before those that are shown; absent if there is none. */
  readonly earlier?: ChatActionView;
  /** Absent while nothing can be sent; `hint` then says why. */
  readonly composer?: ComposerView;
  readonly hint?: string;
  /** When LiveChat transfers the chat to another agent, unless the person answers. */
  readonly transfer?: string;
  /** Who is typing, as a sentence. */
  readonly typing?: string;
  /** What the customer is typing and has not sent. */
  readonly peek?: { readonly label: string; readonly text: string };
  /** The conversation is shown as the customer sees it. */
  readonly customersView?: string;
  readonly isBusy: boolean;
}

export const chatAction = shape({ action: oneOf(...chatActionIds) });

/** Input of the composer and its time, in epoch milliseconds, with the last `revision` that the page took. */
export const composerDraft = shape({ values: formValues, at: number, revision: optional(number) });

export const outgoingText = shape({ text, isPrivate: flag, customId: text });
export const laterText = shape({ text, isPrivate: flag });
/** `notice` is announced. */
export const sendAnswer = shape({
  outcome: oneOf('accepted', 'refused'),
  problem: optional(text),
  notice: optional(text),
});
export type SendAnswer = Decoded<typeof sendAnswer>;

/** A file that was pasted or dropped. `data` is Base64, and absent if the file is too large or cannot be read. */
const pastedFile = shape({ name: text, type: text, size: number, data: optional(text) });
export type PastedFile = Decoded<typeof pastedFile>;

/** Files of the editor that were dropped, as URIs. */
export const dropped = shape({ uris: list(text), isPrivate: flag });

/** The page says who will see a file: without a text, the host has no input that would tell. */
export const privacy = shape({ isPrivate: flag });
export const pasted = shape({ file: pastedFile, isPrivate: flag });
