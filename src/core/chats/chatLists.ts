import type { Failure } from '../domain/failure';
import { sectionOf, type ChatSection, type LiveChat } from '../domain/liveChat';
import { compareTimes } from './eventOrder';

/** The chats of an account by section, each in display order. */
export type ChatSections = Readonly<Record<ChatSection, readonly LiveChat[]>>;

/** Whether and why the list is complete. */
export type ListStatus =
  | { readonly kind: 'unloaded' | 'loading' | 'loaded' }
  /** The chats that were loaded before stay. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** When the chat was queued; LiveChat sends it for queued chats only. */
export function queuedSince({ queuedAt, startedAt }: LiveChat): string | undefined {
  return queuedAt ?? startedAt;
}

/**
 * Sorts chats into sections: `waiting` longest first, `mine` and `others` oldest first, `ended` newest first.
 * @param endedSince in epoch milliseconds; chats that ended earlier are left out
 */
export function sectionsOf(
  chats: Iterable<LiveChat>,
  login: string | undefined,
  endedSince: number,
): ChatSections {
  const sections: Record<ChatSection, LiveChat[]> = { mine: [], waiting: [], others: [], ended: [] };
  for (const chat of chats) {
    const section = sectionOf(chat, login);
    if (section !== 'ended' || Date.parse(chat.endedAt ?? '') >= endedSince) sections[section].push(chat);
  }
  sections.mine.sort(by(({ startedAt }) => startedAt));
  sections.others.sort(by(({ startedAt }) => startedAt));
  sections.waiting.sort(by(queuedSince));
  sections.ended.sort(by(({ endedAt }) => endedAt)).reverse();
  return sections;
}

/** Chats without a time come last. */
function by(timeOf: (chat: LiveChat) => string | undefined) {
  return (one: LiveChat, other: LiveChat): number => {
    const [a, b] = [timeOf(one), timeOf(other)];
    if (a !== undefined && b !== undefined) return compareTimes(a, b);
    return a === b ? 0 : a === undefined ? 1 : -1;
  };
}
