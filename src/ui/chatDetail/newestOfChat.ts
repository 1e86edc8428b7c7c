import { chatKeyOf, type ChatArrival } from '../../core/domain/arrival';
import type { ActivityEntry, ActivitySource } from '../../core/stores/activityStore';

/** The events that are kept, as far as an open chat needs them. */
export interface ChatSource extends Pick<ActivitySource, 'page'> {
  /** `undefined` where it was never kept, or is too old. */
  get(eventId: string): Promise<ActivityEntry | undefined>;
}

const pageSize = 500;

/** The event that tells most of a chat: its end, where that is kept; else the given one. */
export async function newestOfChat(source: ChatSource, arrival: ChatArrival): Promise<ChatArrival> {
  if (arrival.kind === 'chat_ended') return arrival;
  const key = chatKeyOf(arrival);
  const query = { account: arrival.account, kinds: ['chat_ended'], limit: pageSize } as const;
  let before: number | undefined;
  do {
    const page = await source.page({ ...query, ...(before !== undefined && { before }) });
    for (const { arrival: found } of page.entries) {
      if (found.kind === 'chat_ended' && chatKeyOf(found) === key) return found;
    }
    before = page.next;
  } while (before !== undefined);
  return arrival;
}
