import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import type { LiveChat } from '../domain/liveChat';
import type { ChatStore } from './chatStore';

/** Messages of one chat come in quick succession. */
const leastWaitMs = 5_000;
/**
 * For each event. A chat is stored as a whole, so a long one that goes on is stored less often: ten chats of 2,000
 * messages, stored every five seconds, took a twentieth of a core. What is not stored yet is read again when the chat is
 * opened after a restart.
 */
const waitMsPerEvent = 60;

/**
 * Keeps chats whose messages are known, as pushes change them.
 * @param keep gets a chat with its events
 */
export function keepChats(
  store: Pick<ChatStore, 'onDidChange' | 'get'>,
  clock: Clock,
  keep: (chat: LiveChat) => unknown,
): Disposable {
  const waiting = new Map<string, Disposable>();
  const subscription = store.onDidChange(({ chatId, isIndicator }) => {
    if (chatId === undefined || isIndicator) return;
    const known = store.get(chatId)?.chat;
    if (!known?.events) return;
    // One that has ended changes no more.
    if (waiting.has(chatId) && known.isActive) return;
    waiting.get(chatId)?.dispose();
    const waitMs = known.isActive ? waitMsPerEvent * known.events.length : 0;
    const timer = clock.after(Math.max(leastWaitMs, waitMs), () => {
      waiting.delete(chatId);
      // Another account may be active.
      const chat = store.get(chatId)?.chat;
      if (chat?.events) keep(chat);
    });
    waiting.set(chatId, timer);
  });
  return toDisposable(() => {
    subscription.dispose();
    for (const timer of waiting.values()) timer.dispose();
  });
}
