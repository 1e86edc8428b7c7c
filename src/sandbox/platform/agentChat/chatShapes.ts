import type { Account } from '../../account/account';
import type { SurveyAnswer } from '../../account/chat';
import type { NamedAgent } from '../../account/ticket';
import { isSince } from '../action';
import { micros } from '../formats';
import type { Thread } from './chatStore';

/** The events of a thread in order. Their ids are `<thread>_<n>`. */
export function eventsOf({ chat, threadId, customerId }: Thread): readonly Record<string, unknown>[] {
  const form =
    chat.survey.length === 0
      ? []
      : [
          {
            type: 'filled_form',
            at: chat.started,
            author_id: customerId,
            form_id: '156630109416307809',
            form_type: 'prechat',
            fields: chat.survey.map(fieldShape),
          },
        ];
  const messages = chat.messages.map(({ text, timestamp, agentId, whisper, customId }) => ({
    type: 'message',
    at: timestamp,
    author_id: agentId ?? customerId,
    text,
    ...(customId !== undefined && { custom_id: customId }),
    ...(whisper && { visibility: 'agents' }),
  }));
  const closings = chat.events.map(({ text, timestamp, userType, agentId }) => ({
    type: 'system_message',
    at: timestamp,
    system_message_type: userType === 'agent' ? 'manual_archived_agent' : 'manual_archived_customer',
    text,
    text_vars: { [userType === 'agent' ? 'agent' : 'customer']: agentId ?? chat.visitor.name },
  }));
  return [...form, ...messages, ...closings].map(({ at, ...event }, i) => ({
    id: `${threadId}_${i + 1}`,
    created_at: micros(at, i),
    visibility: 'all',
    properties: {},
    ...event,
  }));
}

function fieldShape({ id, type, label, answer, answers }: SurveyAnswer) {
  if (answers === undefined) return { id, type, label, answer: answer ?? '' };
  const chosen = answers.filter((one) => one.chosen).map((one, i) => ({ id: String(i), label: one.label }));
  return { id, type, label, answers: chosen };
}

/** The customer and the agents of a thread. The customer's name and e-mail may be absent. */
export function usersOf(account: Account, { chat, customerId }: Thread): readonly Record<string, unknown>[] {
  const { visitor, started, ended } = chat;
  const present = ended === undefined;
  const customer = {
    id: customerId,
    type: 'customer',
    ...(visitor.name !== '' && { name: visitor.name }),
    ...(visitor.email !== '' && { email: visitor.email }),
    email_verified: false,
    present,
    online: present,
    state: present ? 'chatting' : 'browsing',
    created_at: micros(started),
    visit: {
      started_at: micros(started),
      ...(ended !== undefined && { ended_at: micros(ended) }),
      ip: visitor.ip,
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
      referrer: '',
      geolocation: {
        country: visitor.country,
        country_code: visitor.country,
        region: '',
        city: visitor.city,
        timezone: visitor.timezone,
      },
      last_pages: [{ opened_at: micros(started), url: visitor.pageCurrent, title: 'Shop' }],
    },
    session_fields: [{ language: visitor.language }],
    statistics: { chats_count: 1, threads_count: 1, visits_count: 1, tickets_count: 0 },
    tickets: [],
    followed: false,
    group_ids: chat.groups,
  };
  return [customer, ...chat.agents.map((agent) => agentUser(account, agent, present))];
}

export function agentUser(account: Account, { id, name }: NamedAgent, present: boolean) {
  const avatar = account.agents.get(id)?.avatar;
  return {
    id,
    type: 'agent',
    name,
    email: id,
    present,
    events_seen_up_to: '',
    ...(avatar !== undefined && { avatar: `https://${avatar}` }),
    visibility: 'all',
  };
}

/** A thread without its events. */
function threadHead({ chat, threadId, customerId }: Thread) {
  return {
    id: threadId,
    created_at: micros(chat.started),
    active: chat.ended === undefined,
    user_ids: [customerId, ...chat.agents.map(({ id }) => id)],
    properties: {},
    access: { group_ids: chat.groups },
  };
}

/** A thread as in `get_chat`, `list_archives` and `incoming_chat`. @param all the threads of its chat */
export function threadShape(thread: Thread, all: readonly Thread[]) {
  const at = all.indexOf(thread);
  const previous = all[at - 1];
  const next = all[at + 1];
  const { tags } = thread.chat;
  return {
    ...threadHead(thread),
    ...(tags.length > 0 && { tags }),
    events: eventsOf(thread),
    ...(previous && { previous_thread_id: previous.threadId }),
    ...(next && { next_thread_id: next.threadId }),
  };
}

/** A chat with one of its threads. */
export function chatWith(account: Account, thread: Thread, all: readonly Thread[], followed: boolean) {
  return {
    id: thread.chatId,
    users: usersOf(account, thread),
    thread: threadShape(thread, all),
    properties: {},
    access: { group_ids: thread.chat.groups },
    is_followed: followed,
  };
}

/** The items of `list_chats` and of a login, under the names of the version. */
export function chatSummaries(
  account: Account,
  threads: readonly Thread[],
  version: string,
  isFollowed: (chatId: string) => boolean,
) {
  const chats = threads.map((thread) => {
    const { chatId } = thread;
    const head = threadHead(thread);
    const last = Object.fromEntries(
      eventsOf(thread).map((event) => [
        String(event.type),
        { thread_id: thread.threadId, thread_created_at: head.created_at, event },
      ]),
    );
    return {
      id: chatId,
      users: usersOf(account, thread),
      ...(isSince(version, '3.7')
        ? { last_thread_info: { ...head, last_event_per_type: last } }
        : { last_event_per_type: last, last_thread_summary: head }),
      properties: {},
      access: { group_ids: thread.chat.groups },
      is_followed: isFollowed(chatId),
    };
  });
  return isSince(version, '3.7') ? { chats_info: chats } : { chats_summary: chats };
}
