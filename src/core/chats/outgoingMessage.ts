import type { Failure } from '../domain/failure';
import type { LiveChat } from '../domain/liveChat';

/** What is sent: a message, or a file that was uploaded. */
export type OutgoingContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly url: string; readonly name: string };

export type SendFailure =
  /** LiveChat refused it, so the customer did not get it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The chat has ended. It may be resumed with this message. */
  | { readonly kind: 'ended' }
  /** The response was lost, and the message is not in the chat as far as could be read: it may have arrived. */
  | { readonly kind: 'unconfirmed'; readonly failure?: Failure }
  /** Not sent, because an earlier message of the chat failed. */
  | { readonly kind: 'earlier-failed' };

export type SendState =
  /** Waits for an earlier message of the chat, is sent, or is looked for after a lost response. */
  | { readonly kind: 'sending' }
  /** LiveChat has it, and its event was not received yet. `eventId` is absent if the response lacked it. */
  | { readonly kind: 'sent'; readonly eventId?: string }
  | { readonly kind: 'failed'; readonly why: SendFailure };

/** A message on its way. It disappears once its event is in the chat. */
export interface OutgoingEntry {
  /** Identifies the message; a UUID, which is also the `customId` of its event. */
  readonly customId: string;
  readonly chatId: string;
  readonly content: OutgoingContent;
  readonly isPrivate: boolean;
  /** Starts a new thread if the chat has ended. */
  readonly resumes?: true;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  /** For a sent message: the thread that was the chat's newest, or in which it was found. */
  readonly threadId?: string;
  readonly state: SendState;
}

/** Whether LiveChat has the message, and the chat shows it or has gone on to another thread. */
export function isSettled({ customId, state, threadId }: OutgoingEntry, chat: LiveChat | undefined): boolean {
  if (!chat) return false;
  const isSent = state.kind === 'sent';
  if (isSent && threadId !== undefined && threadId !== chat.threadId) return true;
  const { events = [] } = chat;
  return events.some((event) => event.customId === customId || (isSent && event.id === state.eventId));
}
