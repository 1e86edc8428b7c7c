import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import type { AgentApi, GroupApi, LiveChatApi, LiveChatConnection, TicketApi } from '../domain/connection';
import { failureOf } from '../domain/failure';
import type { Ticket, TicketQuery, TicketRow } from '../domain/ticket';
import type { TicketSummaryValue } from './keptItem';
import type { KeptItems, ListName } from './keptItems';

/** A chat that was read is drawn first: to store thousands of messages takes about as long. */
const keepChatAfterMs = 500;

/** Keeps what the calls of a connection return. Callers do not wait for that, and it makes no call. */
export function keeping(
  connection: LiveChatConnection,
  account: string,
  kept: KeptItems,
  clock: Clock,
): LiveChatConnection {
  /** @param keep gets the result and the time of the request */
  const after = async <T>(
    call: () => Promise<T>,
    keep: (result: T, askedAt: number) => Promise<void>,
  ): Promise<T> => {
    const askedAt = clock.now();
    const result = await call();
    void keep(result, askedAt);
    return result;
  };
  const keepTicket = async (call: () => Promise<Ticket>): Promise<Ticket> =>
    await after(call, (ticket, askedAt) => kept.keepTicket(account, ticket, askedAt));
  const listing = (api: GroupApi, name: ListName): GroupApi['list'] => {
    return async (options) =>
      await after(
        () => api.list(options),
        (list, askedAt) => kept.keepList(account, name, list, askedAt),
      );
  };

  const { tickets, agents, groups, ticketGroups, tags, liveChats } = connection;
  const ticketCalls: Partial<TicketApi> = {
    list: async (query, at, options) =>
      await after(
        () => tickets.list(query, at, options),
        async ({ rows, total }, askedAt) => {
          const name = at === undefined ? pageOf(query) : undefined;
          const page = { ids: rows.filter(isTicket).map(({ ticket }) => ticket.id), total };
          await Promise.all([
            kept.keepRows(account, rows.filter(isTicket), askedAt),
            name === undefined ? undefined : kept.keepList(account, name, page, askedAt),
          ]);
        },
      ),
    newest: async (since, at, options) =>
      await after(
        () => tickets.newest(since, at, options),
        ({ rows }, askedAt) => kept.keepRows(account, rows.filter(isTicket), askedAt),
      ),
    get: async (id, options) => {
      try {
        return await keepTicket(() => tickets.get(id, options));
      } catch (thrown) {
        if (failureOf(thrown)?.code === 'not-found') void kept.removeTicket(account, id);
        throw thrown;
      }
    },
    create: async (draft, options) => await keepTicket(() => tickets.create(draft, options)),
    update: async (id, change, options) => {
      const ticket = await keepTicket(() => tickets.update(id, change, options));
      // The user knows the own change.
      void kept.markRead(account, id);
      return ticket;
    },
  };
  const agentCalls: Partial<AgentApi> = {
    list: async (filter, options) =>
      await after(
        () => agents.list(filter, options),
        async (rows, askedAt) => {
          if (filter?.status === undefined) await kept.keepList(account, 'agents', rows, askedAt);
        },
      ),
  };
  const chatCalls = (api: LiveChatApi): Partial<LiveChatApi> => ({
    get: async (ref, options) =>
      await after(
        () => api.get(ref, options),
        async (chat, askedAt) => {
          await sleep(clock, keepChatAfterMs);
          await kept.keepChats(account, [chat], askedAt);
        },
      ),
    search: async (search, at, options) =>
      await after(
        () => api.search(search, at, options),
        ({ rows }, askedAt) => kept.keepChats(account, rows, askedAt),
      ),
  });
  return withMethods(connection, {
    tickets: withMethods(tickets, ticketCalls),
    agents: withMethods(agents, agentCalls),
    groups: withMethods(groups, { list: listing(groups, 'groups') }),
    ticketGroups: withMethods(ticketGroups, { list: listing(ticketGroups, 'ticketGroups') }),
    tags: withMethods(tags, {
      list: async (options) =>
        await after(
          () => tags.list(options),
          (list, askedAt) => kept.keepList(account, 'tags', list, askedAt),
        ),
    }),
    ...(liveChats && { liveChats: withMethods(liveChats, chatCalls(liveChats)) }),
  });
}

/** The name of the first page of a status; `undefined` for a list with another filter or order. */
function pageOf({ status, ...others }: TicketQuery): ListName | undefined {
  return Object.keys(others).length > 0 ? undefined : `page/${status ?? 'all'}`;
}

function isTicket(row: TicketRow): row is TicketSummaryValue {
  return row.kind === 'ticket';
}

/** The target with some properties replaced; also if it is an instance of a class. */
function withMethods<T extends object>(target: T, replaced: Partial<T>): T {
  return new Proxy(target, {
    get: (object, name): unknown => Reflect.get(Object.hasOwn(replaced, name) ? replaced : object, name),
  });
}
