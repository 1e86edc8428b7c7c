import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Lookups } from '../../../../src/core/events/ingest/eventEnricher';

/** The lookups for reference-only events, over one connection. */
export function lookupsOf({ chats, tickets }: Pick<LiveChatConnection, 'chats' | 'tickets'>): Lookups {
  return {
    chat: async (ref, options) => await chats.get?.(ref, options),
    ticket: (id, options) => tickets.get(id, options),
  };
}
