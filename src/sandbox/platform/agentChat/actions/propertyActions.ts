import * as v from 'valibot';
import { action, type Actions } from '../../action';
import { notFound } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { chatPushes, type PushBody } from '../access';
import type { Properties, Thread } from '../chatStore';
import { threadOf, threadsOf, WRITE } from './lookUp';

const values = v.record(v.string(), v.record(v.string(), v.unknown()));
const names = v.record(v.string(), v.array(v.string()));
const ofThread = { chat_id: v.string(), thread_id: v.string() };
const ofEvent = { ...ofThread, event_id: v.string() };

/** Actions on the properties of chats, threads and events. Namespaces do not have to be registered. */
export function propertyActions(platform: PlatformState): Actions {
  const { chats, account } = platform;
  const publish = (thread: Thread, push: PushBody): void =>
    account.emit({ type: 'live_chat_changed', pushes: chatPushes(chats, thread, [push]) });
  const eventOf = (thread: Thread, id: string) => {
    const event = thread.log.find(id);
    if (!event) throw notFound('Event');
    return event;
  };

  return {
    update_chat_properties: action(
      v.object({ id: v.string(), properties: values }),
      WRITE,
      (body, caller) => {
        const thread = lastOf(threadsOf(platform, body.id, caller));
        chats.setProperties(body.id, merged(chats.propertiesOf(body.id), body.properties));
        publish(thread, ['chat_properties_updated', { properties: body.properties }]);
        return undefined;
      },
    ),

    delete_chat_properties: action(v.object({ id: v.string(), properties: names }), WRITE, (body, caller) => {
      const thread = lastOf(threadsOf(platform, body.id, caller));
      chats.setProperties(body.id, without(chats.propertiesOf(body.id), body.properties));
      publish(thread, ['chat_properties_deleted', { properties: body.properties }]);
      return undefined;
    }),

    update_thread_properties: action(
      v.object({ ...ofThread, properties: values }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId, properties }, caller) => {
        const thread = threadOf(platform, chatId, threadId, caller);
        thread.properties = merged(thread.properties, properties);
        publish(thread, ['thread_properties_updated', { properties }]);
        return undefined;
      },
    ),

    delete_thread_properties: action(
      v.object({ ...ofThread, properties: names }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId, properties }, caller) => {
        const thread = threadOf(platform, chatId, threadId, caller);
        thread.properties = without(thread.properties, properties);
        publish(thread, ['thread_properties_deleted', { properties }]);
        return undefined;
      },
    ),

    update_event_properties: action(
      v.object({ ...ofEvent, properties: values }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId, event_id, properties }, caller) => {
        const thread = threadOf(platform, chatId, threadId, caller);
        thread.log.replace(event_id, {
          properties: merged(eventOf(thread, event_id).properties, properties),
        });
        publish(thread, ['event_properties_updated', { event_id, properties }]);
        return undefined;
      },
    ),

    delete_event_properties: action(
      v.object({ ...ofEvent, properties: names }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId, event_id, properties }, caller) => {
        const thread = threadOf(platform, chatId, threadId, caller);
        thread.log.replace(event_id, {
          properties: without(eventOf(thread, event_id).properties, properties),
        });
        publish(thread, ['event_properties_deleted', { event_id, properties }]);
        return undefined;
      },
    ),
  };
}

function lastOf(threads: readonly Thread[]): Thread {
  const last = threads.at(-1);
  if (!last) throw notFound('Chat');
  return last;
}

function merged(old: Properties, change: Properties): Properties {
  const result = { ...old };
  for (const [namespace, own] of Object.entries(change)) result[namespace] = { ...result[namespace], ...own };
  return result;
}

function without(old: Properties, removed: Readonly<Record<string, readonly string[]>>): Properties {
  return Object.fromEntries(
    Object.entries(old).map(([namespace, own]) => [
      namespace,
      Object.fromEntries(Object.entries(own).filter(([name]) => !removed[namespace]?.includes(name))),
    ]),
  );
}
