import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import type { LiveChat } from '../domain/liveChat';
import type { ChatStore } from './chatStore';

/** Messages of one chat come in quick succession. */
const waitMs = 5_000;

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
    if (chatId === undefined || isIndicator || waiting.has(chatId)) return;
    if (!store.get(chatId)?.chat.events) return;
    const timer = clock.after(waitMs, () => {
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
