import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Lookups } from '../../../../src/core/events/ingest/eventEnricher';

/** What events tell of by ids alone, asked of one connection. */
export function lookupsOf({ chats, tickets }: Pick<LiveChatConnection, 'chats' | 'tickets'>): Lookups {
  return {
    chat: async (ref, options) => await chats.get?.(ref, options),
    ticket: (id, options) => tickets.get(id, options),
  };
}
