import type { ChatActions } from '../actions/chats/chatActions';
import type { TicketActions } from '../actions/ticketActions';
import type { TicketWarning } from '../actions/ticketOutcome';
import { failureOf, type Failure } from '../domain/failure';
import type { Ticket } from '../domain/ticket';
import type { ScheduledItem, WhyUnsent } from './scheduledItem';

export type ReplyOutcome =
  | { readonly kind: 'sent'; readonly warnings: readonly TicketWarning[] }
  /** Nothing was sent. */
  | { readonly kind: 'unsent'; readonly why: WhyUnsent }
  /** Sent once. It is not known whether LiveChat has it. */
  | { readonly kind: 'unconfirmed'; readonly why?: Failure }
  /** Nothing was sent, because another window has it. */
  | { readonly kind: 'not-mine' };

export interface ReplyActions {
  readonly ticketActions: Pick<TicketActions, 'update'>;
  readonly chatActions: Pick<ChatActions, 'getSendable' | 'send'>;
}

/** What the user looks at before replying: a reply is not sent where this has changed. */
export function versionOf({ status, assignee, events }: Ticket): string {
  const last = events.at(-1);
  return JSON.stringify([status ?? null, assignee?.id ?? null, events.length, last?.date ?? null]);
}

/**
 * Sends a reply once.
 * @param markSending stores that it is about to be sent; resolves to whether it may be
 * @param isForced whether it is sent although the ticket has changed
 */
export async function sendReply(
  { ticketActions, chatActions }: ReplyActions,
  { target, targetId, reply }: ScheduledItem,
  markSending: () => Promise<boolean>,
  isForced = false,
): Promise<ReplyOutcome> {
  if (!reply) return { kind: 'not-mine' };
  const progress: Progress = { isMarked: false };
  const mark = async (): Promise<boolean> => (progress.isMarked = await markSending());
  const { text: message, isPrivate } = reply;
  try {
    if (target === 'chat') {
      const chat = { chatId: targetId, message, isPrivate };
      await chatActions.getSendable(chat);
      if (!(await mark())) return { kind: 'not-mine' };
      const result = await chatActions.send(chat);
      return result.kind === 'sent'
        ? { kind: 'sent', warnings: [] }
        : { kind: 'unconfirmed', why: result.why };
    }
    const seen = isForced ? undefined : reply.seen;
    const maySend = async (_send: unknown, now: Ticket): Promise<boolean> => {
      progress.hasChanged = seen !== undefined && versionOf(now) !== seen;
      return !progress.hasChanged && (await mark());
    };
    const change = { message, private: isPrivate };
    const result = await ticketActions.update({ ticketId: targetId, change }, { sending: { maySend } });
    if (progress.hasChanged === true) return { kind: 'unsent', why: { kind: 'changed' } };
    if (!progress.isMarked) return { kind: 'not-mine' };
    if (result.kind === 'saved') return { kind: 'sent', warnings: result.warnings };
    if (result.kind === 'lost' && result.done.includes('message')) return { kind: 'sent', warnings: [] };
    return { kind: 'unconfirmed', ...(result.kind === 'lost' && { why: result.why }) };
  } catch (thrown) {
    const failure = failureOf(thrown);
    // Actions reject with a failure only if nothing was sent.
    if (failure) return { kind: 'unsent', why: { kind: 'failed', failure } };
    if (progress.isMarked) return { kind: 'unconfirmed' };
    throw thrown;
  }
}

interface Progress {
  isMarked: boolean;
  hasChanged?: boolean;
}
