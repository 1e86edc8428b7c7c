import { mayAdminister, type Agent } from '../../account/agent';
import type { NamedAgent } from '../../account/ticket';
import { isSince } from '../action';
import { micros } from '../formats';
import type { PlatformState } from '../platformState';
import { isActive, membershipOf, type Properties, type Thread } from './chatStore';
import { queueOf } from './live/queue';
import type { ThreadEvent } from './threadLog';

/** The events as an agent sees them: those who are not administrators get stubs of deleted events. */
function eventsFor({ log }: Thread, agent: Agent | undefined): readonly object[] {
  const events = log.all();
  return agent && mayAdminister(agent) ? events : events.map(withoutDeletedContent);
}

function withoutDeletedContent(event: ThreadEvent): object {
  if (!event.deleted) return event;
  const { id, created_at, type, visibility, deleted, author_id, custom_id } = event;
  const optional = {
    ...(author_id !== undefined && { author_id }),
    ...(custom_id !== undefined && { custom_id }),
  };
  return { id, created_at, type, visibility, deleted, ...optional };
}

/** The customer and the agents of a thread, former ones included. The customer's name and e-mail may be absent. */
function usersOf(platform: PlatformState, thread: Thread): readonly object[] {
  const present = isActive(thread);
  return [
    customerUser(platform, thread),
    ...thread.chat.agents.map((agent) => agentUser(platform, thread, agent, present)),
    ...thread.former.map((agent) => agentUser(platform, thread, agent, false)),
  ];
}

export function customerUser(platform: PlatformState, thread: Thread) {
  const { visitor, started, ended, groups, survey } = thread.chat;
  const threads = platform.chats.ofChat(thread.chatId);
  const present = ended === undefined;
  const events = thread.log.all();
  const lastOfCustomer = events.findLast(({ author_id: id }) => id === thread.customerId);
  const lastOfAgent = events.findLast(({ author_id: id }) => id !== undefined && id !== thread.customerId);
  return {
    id: thread.customerId,
    type: 'customer',
    ...(visitor.name !== '' && { name: visitor.name }),
    ...(visitor.email !== '' && { email: visitor.email }),
    email_verified: false,
    present,
    online: present,
    state: present ? (thread.queuedAt === undefined ? 'chatting' : 'queued') : 'browsing',
    ...(thread.customerSeenUpTo !== '' && { events_seen_up_to: thread.customerSeenUpTo }),
    ...(lastOfCustomer && { customer_last_event_created_at: lastOfCustomer.created_at }),
    ...(lastOfAgent && { agent_last_event_created_at: lastOfAgent.created_at }),
    created_at: micros(threads[0]?.chat.started ?? started),
    visit: {
      started_at: micros(started),
      ...(ended !== undefined && { ended_at: micros(ended) }),
      referrer: '',
      ...visitOf(thread),
      last_pages: thread.pages,
    },
    session_fields: [{ language: visitor.language }, ...(survey.length > 0 ? [{ plan: 'basic' }] : [])],
    ...thread.customer,
    statistics: {
      chats_count: 1,
      threads_count: threads.length,
      visits_count: threads.length,
      tickets_count: 0,
    },
    tickets: [],
    followed: false,
    group_ids: groups,
  };
}

function visitOf({ chat: { visitor } }: Thread) {
  return {
    ip: visitor.ip,
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    geolocation: {
      country: visitor.country,
      country_code: visitor.country,
      region: '',
      city: visitor.city,
      timezone: visitor.timezone,
    },
  };
}

export function agentUser(
  { account }: PlatformState,
  thread: Thread,
  { id, name }: NamedAgent,
  present: boolean,
) {
  const avatar = account.agents.get(id)?.avatar;
  const { visibility, seenUpTo } = membershipOf(thread, id);
  return {
    id,
    type: 'agent',
    name,
    email: id,
    present,
    events_seen_up_to: seenUpTo,
    ...(avatar !== undefined && { avatar: `https://${avatar}` }),
    visibility,
  };
}

/** A thread without its events. Only agents who are in the thread are in `user_ids`. */
function threadHead(platform: PlatformState, thread: Thread) {
  const { chat, threadId, customerId } = thread;
  const queue = queueOf(platform.chats, thread, platform.clock.now());
  return {
    id: threadId,
    created_at: micros(chat.started),
    active: isActive(thread),
    user_ids: [customerId, ...chat.agents.map(({ id }) => id)],
    properties: thread.properties,
    access: { group_ids: chat.groups },
    ...(queue && { queue }),
  };
}

/** A thread as in `get_chat`, `list_archives` and `incoming_chat`. @param agent who asks; absent for pushes */
export function threadShape(platform: PlatformState, thread: Thread, agent?: Agent) {
  const all = platform.chats.ofChat(thread.chatId);
  const at = all.indexOf(thread);
  const previous = all[at - 1];
  const next = all[at + 1];
  const { tags } = thread.chat;
  return {
    ...threadHead(platform, thread),
    ...(tags.length > 0 && { tags }),
    ...(thread.restricted === undefined
      ? { events: eventsFor(thread, agent) }
      : { restricted_access: thread.restricted }),
    ...(previous && { previous_thread_id: previous.threadId }),
    ...(next && { next_thread_id: next.threadId }),
    ...(thread.summary && { summary: thread.summary }),
    customer_visit: visitOf(thread),
  };
}

/** A chat with one of its threads. @param agent who asks; absent for pushes, which do not say who follows */
export function chatWith(platform: PlatformState, thread: Thread, agent?: Agent) {
  return {
    id: thread.chatId,
    users: usersOf(platform, thread),
    thread: threadShape(platform, thread, agent),
    properties: chatProperties(platform, thread),
    access: { group_ids: thread.chat.groups },
    ...(agent && { is_followed: platform.chats.isFollowedBy(agent.login, thread.chatId) }),
  };
}

function chatProperties({ chats }: PlatformState, { chatId, properties: { routing } }: Thread): Properties {
  const own = chats.propertiesOf(chatId);
  return { ...own, routing: { continuous: routing?.continuous === true, ...own.routing } };
}

/** The items of `list_chats` and of a login, under the names of the version. */
export function chatSummaries(
  platform: PlatformState,
  threads: readonly Thread[],
  version: string,
  agent: Agent,
) {
  const isNew = platform.hasNewNames || isSince(version, '3.7');
  const chats = threads.map((thread) => {
    const head = threadHead(platform, thread);
    const last = thread.restricted === undefined ? lastEvents(thread, agent, head.created_at) : {};
    return {
      id: thread.chatId,
      users: usersOf(platform, thread),
      ...(isNew
        ? { last_thread_info: { ...head, last_event_per_type: last } }
        : { last_event_per_type: last, last_thread_summary: head }),
      properties: chatProperties(platform, thread),
      access: { group_ids: thread.chat.groups },
      is_followed: platform.chats.isFollowedBy(agent.login, thread.chatId),
    };
  });
  return isNew ? { chats_info: chats } : { chats_summary: chats };
}

/** The newest event of each type. */
function lastEvents(thread: Thread, agent: Agent, threadCreatedAt: string): Readonly<Record<string, object>> {
  const events = thread.log.all();
  const shown = eventsFor(thread, agent);
  const last: Record<string, object> = {};
  for (const [i, { type }] of events.entries()) {
    last[type] = { thread_id: thread.threadId, thread_created_at: threadCreatedAt, event: shown[i] };
  }
  return last;
}
