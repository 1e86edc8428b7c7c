import type { HistoryItem } from '../../core/localData/people/history';
import type { PanelContent } from './cardSubject';

/** A ticket or chat of the card. `threads`: of a chat that is shown with its newest thread. */
export type ShownItem = HistoryItem & { readonly threads?: number };

/**
 * The other tickets and chats of a person, changed last first, each once: a chat with its newest thread, except the chat
 * of the panel, of which each other thread is listed.
 * @param items an item may be among them twice; the newer version is taken
 * @param self what the panel shows
 */
export function mergeItems(items: readonly HistoryItem[], self: PanelContent): readonly ShownItem[] {
  const byKey = new Map<string, HistoryItem>();
  for (const item of items) {
    const key = keyOf(item);
    if (item.at > (byKey.get(key)?.at ?? -1)) byKey.set(key, item);
  }
  const sorted = [...byKey.values()].filter((item) => !isSelf(item, self)).sort((a, b) => b.at - a.at);
  const threads = new Map<string, number>();
  for (const item of sorted) {
    if (item.kind === 'chat') threads.set(item.chat.chatId, (threads.get(item.chat.chatId) ?? 0) + 1);
  }
  const seen = new Set<string>();
  return sorted.flatMap((item): readonly ShownItem[] => {
    if (item.kind === 'ticket' || isOfChat(item, self)) return [item];
    const { chatId } = item.chat;
    if (seen.has(chatId)) return [];
    seen.add(chatId);
    return [{ ...item, threads: threads.get(chatId) ?? 1 }];
  });
}

export function isOfChat(item: HistoryItem, self: PanelContent): boolean {
  return item.kind === 'chat' && self.kind === 'chat' && item.chat.chatId === self.chatId;
}

function isSelf(item: HistoryItem, self: PanelContent): boolean {
  if (item.kind === 'ticket') return self.kind === 'ticket' && item.ticket.id === self.id;
  return self.kind === 'chat' && item.chat.threadId === self.threadId;
}

function keyOf(item: HistoryItem): string {
  return item.kind === 'ticket' ? `ticket ${item.ticket.id}` : `chat ${item.chat.threadId}`;
}
