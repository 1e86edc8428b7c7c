import type { LiveChatApi, LiveChatConnection, TicketApi } from '../domain/connection';

/** The connection, whose writes of texts are sent only if `check` resolves. */
export function checkedWrites(
  connection: LiveChatConnection,
  check: (value: unknown) => Promise<void>,
): LiveChatConnection {
  const { tickets, liveChats } = connection;
  const ticketCalls: Partial<TicketApi> = {
    create: async (draft, options) => {
      await check(draft);
      return await tickets.create(draft, options);
    },
    update: async (id, change, options) => {
      await check(change);
      return await tickets.update(id, change, options);
    },
  };
  const chatCalls = (api: LiveChatApi): Partial<LiveChatApi> => ({
    send: async (chatId, message, options) => {
      await check(message.text);
      return await api.send(chatId, message, options);
    },
    resume: async (chatId, how, options) => {
      await check(how.first);
      return await api.resume(chatId, how, options);
    },
    tag: async (ref, tag, options) => {
      await check(tag);
      await api.tag(ref, tag, options);
    },
  });
  return withMethods(connection, {
    tickets: withMethods(tickets, ticketCalls),
    ...(liveChats && { liveChats: withMethods(liveChats, chatCalls(liveChats)) }),
  });
}

/** The target with some properties replaced; also if it is an instance of a class. */
function withMethods<T extends object>(target: T, replaced: Partial<T>): T {
  return new Proxy(target, {
    get: (object, name): unknown => Reflect.get(Object.hasOwn(replaced, name) ? replaced : object, name),
  });
}
