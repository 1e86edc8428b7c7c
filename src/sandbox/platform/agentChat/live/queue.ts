import type { ChatStore, Thread } from '../chatStore';

/** Assumed seconds until the next customer in the queue is served. */
const SECONDS_PER_PLACE = 60;

/** The threads whose customers wait in the queue, longest first. */
export function queued(chats: ChatStore): readonly Thread[] {
  return chats
    .active()
    .filter(({ queuedAt }) => queuedAt !== undefined)
    .sort((a, b) => ((a.queuedAt ?? '') < (b.queuedAt ?? '') ? -1 : 1));
}

/** The `queue` of a thread; `undefined` unless its customer waits. @param now epoch milliseconds */
export function queueOf(chats: ChatStore, thread: Thread, now: number) {
  const { queuedAt } = thread;
  if (queuedAt === undefined) return undefined;
  const position = queued(chats).indexOf(thread) + 1;
  const waited = Math.floor((now - Date.parse(queuedAt)) / 1000);
  return {
    position,
    wait_time: Math.max(position * SECONDS_PER_PLACE - waited, 0),
    queued_at: queuedAt,
  };
}
