import type { LiveApi, LiveChatConnection } from '../../../../src/core/domain/connection';
import type { Lookups } from '../../../../src/core/events/ingest/eventEnricher';
import type { EventServiceOptions } from '../../../../src/core/events/service/eventService';
import type { WebhookPort } from '../../../../src/core/events/transports/webhook/webhookPorts';

/** The lookups for reference-only events, over one connection. */
export function lookupsOf({ chats, tickets }: Pick<LiveChatConnection, 'chats' | 'tickets'>): Lookups {
  return {
    chat: async (ref, options) => await chats.get?.(ref, options),
    ticket: (id, options) => tickets.get(id, options),
  };
}

/** The webhook calls of a connection, which may change between calls. */
export function webhooksOf(connection: () => Pick<LiveChatConnection, 'webhooks'>): WebhookPort {
  return {
    list: (options) => connection().webhooks.list(options),
    create: (draft, options) => connection().webhooks.create(draft, options),
    remove: (id, options) => connection().webhooks.remove(id, options),
    enable: (options) => connection().webhooks.enable(options),
    deliveries: () => Promise.resolve(connection().webhooks.deliveries),
  };
}

/** The calls of an event service over one connection, for a server whose clock is that of this machine. */
export function callsOf(
  connection: Pick<LiveChatConnection, 'webhooks' | 'chats' | 'tickets'>,
): Pick<EventServiceOptions, 'webhooks' | 'lookups' | 'listings'> {
  const { chats, tickets } = connection;
  return {
    webhooks: webhooksOf(() => connection),
    lookups: lookupsOf(connection),
    listings: {
      clockOffset: () => Promise.resolve(0),
      serverTime: () => undefined,
      chats: (query, at, options) => chats.list(query, at, options),
      newTickets: (since, at, options) => tickets.newest(since, at, options),
    },
  };
}

/** The live API of one connection, as an event service uses it. */
export function livePort(live: LiveApi): NonNullable<EventServiceOptions['live']> {
  return {
    endpoint: (options) => live.endpoint(options),
    format: () => Promise.resolve(live.format),
    isAccepting: (options) => live.isAccepting(options),
    movedTo: (region) => {
      live.setRegion(region);
      return Promise.resolve();
    },
    spent: (token) => {
      live.reportExpired(token);
      return Promise.resolve();
    },
  };
}

/** A secret storage that is empty and ignores writes. */
export const noSecrets: EventServiceOptions['secrets'] = {
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};
