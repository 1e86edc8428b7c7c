import type { LiveApi, LiveChatConnection } from '../../domain/connection';
import { fail } from '../../domain/failure';
import type { WebhookPort } from '../transports/webhook/webhookPorts';
import type { EventServiceOptions } from './eventService';

/** Does some work on the connection of an account. @throws what the work throws, FailureError */
export type RunOnConnection = <T>(work: (connection: LiveChatConnection) => Promise<T>) => Promise<T>;

/**
 * What listening uses of an account.
 * @param answered the last connection that had a response: LiveChat's clock is known from it
 */
export function accountPorts(
  run: RunOnConnection,
  answered: () => Pick<LiveChatConnection, 'serverTime'> | undefined,
): Required<Pick<EventServiceOptions, 'webhooks' | 'live' | 'listings' | 'lookups'>> {
  return {
    webhooks: webhookPort(run),
    live: {
      endpoint: (call) => run(async (connection) => await liveOf(connection).endpoint(call)),
      format: () => run((connection) => Promise.resolve(liveOf(connection).format)),
      isAccepting: (call) => run(async (connection) => await liveOf(connection).isAccepting(call)),
      movedTo: (region) =>
        run((connection) => {
          liveOf(connection).setRegion(region);
          return Promise.resolve();
        }),
      spent: (token) =>
        run((connection) => {
          liveOf(connection).reportExpired(token);
          return Promise.resolve();
        }),
    },
    listings: {
      chats: (query, at, call) => run(({ chats }) => chats.list(query, at, call)),
      clockOffset: () => run((connection) => Promise.resolve(connection.clockOffset())),
      serverTime: () => answered()?.serverTime(),
      newTickets: (since, at, call) => run(({ tickets }) => tickets.newest(since, at, call)),
    },
    lookups: {
      chat: (ref, call) => run(async ({ chats }) => await chats.get?.(ref, call)),
      ticket: (id, call) => run(({ tickets }) => tickets.get(id, call)),
    },
  };
}

/** The webhook calls of an account. */
export function webhookPort(run: RunOnConnection): WebhookPort {
  return {
    list: (options) => run(({ webhooks }) => webhooks.list(options)),
    create: (draft, options) => run(({ webhooks }) => webhooks.create(draft, options)),
    remove: (id, options) => run(({ webhooks }) => webhooks.remove(id, options)),
    enable: (options) => run(({ webhooks }) => webhooks.enable(options)),
    deliveries: () => run(({ webhooks }) => Promise.resolve(webhooks.deliveries)),
  };
}

function liveOf({ live }: LiveChatConnection): LiveApi {
  return live ?? fail({ code: 'unsupported', field: 'live' });
}
