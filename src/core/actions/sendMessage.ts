import { fail, type ChatConflict, type Failure, type FailureCode } from '../domain/failure';
import { memberOf, type LiveChat } from '../domain/liveChat';
import type { ActionContext, ChatFeed } from './actionContext';
import { loginOf, noLiveChats, withLiveChats } from './chats/chatLookup';
import { messageEntry, orNothing, refuse } from './chats/chatWrite';

export type SendResult =
  /** `eventId` is absent if LiveChat accepted the message, and neither its response nor the chat shows the event. */
  | { readonly kind: 'sent'; readonly chatId: string; readonly threadId: string; readonly eventId?: string }
  /** Sent once, and neither pushes nor the chat show it. It must not be sent again without asking. */
  | { readonly kind: 'lost'; readonly chatId: string; readonly why: Failure };

type Found = ReturnType<ChatFeed['findEvent']>;

interface Outgoing {
  readonly text: string;
  readonly isPrivate: boolean;
}

/** Codes with which LiveChat may refuse a message because of the state of the chat; which one is not documented. */
const stateCodes: ReadonlySet<FailureCode> = new Set(['forbidden', 'invalid-input', 'conflict', 'not-found']);

/**
 * Sends a message once.
 * @param read the chat, read from the API now if `isFresh`
 * @throws FailureError `conflict` if the chat has ended, if the user is not in the chat, or only whispers and the
 *   message is public
 */
export async function sendMessage(
  scope: ActionContext,
  { chatFeed }: { readonly chatFeed?: ChatFeed },
  message: Outgoing,
  read: (isFresh: boolean) => Promise<LiveChat>,
): Promise<SendResult> {
  const [login, known] = await Promise.all([loginOf(scope), read(false)]);
  const isSendable = (now: LiveChat): boolean => conflictOf(now, login, message) === undefined;
  // What is known may be out of date, such as while this machine does not listen.
  const chat = isSendable(known) ? known : await read(true);
  requireSendable(chat, login, message);
  const { chatId, threadId } = chat;
  const customId = crypto.randomUUID();
  const entry = messageEntry(chatId, { message: message.text }, message.isPrivate);
  const find = async (): Promise<Found> =>
    chatFeed?.findEvent(chatId, customId) ??
    (await orNothing(() => findInThread(scope, { chatId, threadId }, customId)));
  const outcome = await scope.write(({ liveChats }) =>
    (liveChats ?? fail(noLiveChats)).send(chatId, { ...message, customId }),
  );
  if (outcome.kind === 'done') {
    await scope.audit({ ...entry, outcome: 'done' });
    const { value: eventId } = outcome;
    if (eventId === undefined) return { kind: 'sent', chatId, threadId, ...(await find()) };
    return { kind: 'sent', chatId, threadId, eventId };
  }
  const { why } = outcome;
  if (outcome.kind === 'failed') {
    await scope.audit({ ...entry, outcome: 'failed', code: why.code });
    // The chat may have changed since it was read.
    const now = stateCodes.has(why.code) ? await orNothing(() => read(true)) : undefined;
    if (now) requireSendable(now, login, message);
    throw outcome.thrown;
  }
  const found = await find();
  await scope.audit({ ...entry, outcome: found ? 'done' : 'lost', code: why.code });
  return found ? { kind: 'sent', chatId, ...found } : { kind: 'lost', chatId, why };
}

/** @throws FailureError `conflict` */
export function requireSendable(
  chat: LiveChat,
  login: string,
  message: { readonly isPrivate: boolean },
): void {
  const conflict = conflictOf(chat, login, message);
  if (conflict !== undefined) refuse(conflict);
}

function conflictOf(
  chat: LiveChat,
  login: string,
  { isPrivate }: { readonly isPrivate: boolean },
): ChatConflict | undefined {
  if (!chat.isActive) return 'ended';
  const self = memberOf(chat, login);
  if (!self) return 'not-member';
  return self.isHidden && !isPrivate ? 'hidden' : undefined;
}

async function findInThread(
  scope: ActionContext,
  ref: { readonly chatId: string; readonly threadId: string },
  customId: string,
): Promise<Found> {
  const { events = [], threadId } = await withLiveChats(scope, (api) => api.get(ref));
  const event = events.find((one) => one.customId === customId);
  return event && { threadId, eventId: event.id };
}
