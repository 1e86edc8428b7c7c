import type { Event } from '../../core/base/event';
import { chatKeyOf, type Arrival, type ChatArrival } from '../../core/domain/arrival';
import type { ActivityEntry, ActivitySource } from '../../core/stores/activityStore';
import type { ShownChatsOptions } from './shownChats';

/** Access to the stored events of a chat. */
export interface ChatSource extends Pick<ActivitySource, 'page'> {
  /** Resolves to `undefined` for an event that was never stored or has expired. */
  get(eventId: string): Promise<ActivityEntry | undefined>;
}

/** Stored and incoming events. */
export interface ChatEvents extends Pick<ChatSource, 'get'>, Leader {
  readonly activity: Pick<ChatSource, 'page'>;
  readonly onDidArrive: Event<Arrival>;
}

type Leader = ShownChatsOptions['leader'];

const pageSize = 500;

/** The most complete event of a chat: its end, if stored, else the given one. */
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
