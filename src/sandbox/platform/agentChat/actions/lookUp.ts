import { isMember, isActive, type Thread } from '../chatStore';
import type { Caller } from '../../action';
import { notAuthorized, notFound, PlatformError } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { requireAccess } from '../access';

/** Scopes of actions that change a chat, and of those that only read it. */
export const WRITE = ['chats--access:rw', 'chats--all:rw'];
export const READ = ['chats--access:ro', 'chats--all:ro', ...WRITE];

/** The threads of a chat, oldest first. @throws PlatformError for an unknown chat and for one of other groups */
export function threadsOf({ chats }: PlatformState, chatId: string, caller: Caller): readonly Thread[] {
  const threads = chats.ofChat(chatId);
  const last = threads.at(-1);
  if (!last) throw notFound('Chat');
  requireAccess(last, caller);
  return threads;
}

/** @throws PlatformError as above, and for an unknown thread */
export function threadOf(platform: PlatformState, chatId: string, threadId: string, caller: Caller): Thread {
  const thread = threadsOf(platform, chatId, caller).find((one) => one.threadId === threadId);
  if (!thread) throw notFound('Thread');
  return thread;
}

/** The active thread of a chat. @throws PlatformError as above, and `chat_inactive` */
export function activeThread(platform: PlatformState, chatId: string, caller: Caller): Thread {
  const thread = threadsOf(platform, chatId, caller).at(-1);
  if (!thread || !isActive(thread)) throw new PlatformError('chat_inactive', 'Chat is inactive');
  thread.chat.isHandled = true;
  return thread;
}

/** The caller must be in the chat; the error type is inferred. */
export function requireMember(thread: Thread, { agent }: Caller): void {
  if (!isMember(thread, agent.login)) throw notAuthorized();
}
