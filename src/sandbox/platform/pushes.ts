import type { DomainEvent } from '../account/account';
import type { NamedAgent } from '../account/ticket';
import type { Chat } from '../account/chat';
import { underscored } from './agentChat/statusActions';
import { agentUser, chatWith, eventsOf } from './agentChat/chatShapes';
import { AGENT_FIELDS, agentShape } from './configuration/agentShape';
import type { PlatformState } from './platformState';

/** A push or webhook payload. Both are the same except for routing statuses. */
export interface Push {
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Ids of the thread's customer and agents, for events about a chat. */
  readonly presentIn?: readonly string[];
}

/** The pushes and webhook payloads of the v3 APIs for an event, in order. There are none for tickets. */
export function pushesOf(platform: PlatformState, domainEvent: DomainEvent): readonly Push[] {
  switch (domainEvent.type) {
    case 'chat_started':
      return started(platform, domainEvent.chat);
    case 'chat_message':
      return aboutChat(platform, domainEvent.chat, [
        ['incoming_event', { event: lastEvent(platform, domainEvent.chat) }],
      ]);
    case 'chat_ended':
      return ended(platform, domainEvent.chat);
    case 'chat_changed':
      return aboutChat(platform, domainEvent.chat, [
        ...domainEvent.tagged.map((tag) => ['thread_tagged', { tag }] as const),
        ...domainEvent.untagged.map((tag) => ['thread_untagged', { tag }] as const),
      ]);
    case 'chat_joined':
      return aboutChat(platform, domainEvent.chat, [
        joined(platform, domainEvent.agent, { reason: 'manual', requester_id: domainEvent.by.login }),
      ]);
    case 'chat_left':
      return aboutChat(platform, domainEvent.chat, [
        [
          'user_removed_from_chat',
          { user_id: domainEvent.agent.id, reason: 'manual', requester_id: domainEvent.by.login },
        ],
      ]);
    case 'routing_status_set': {
      const { login, status } = domainEvent.agent;
      return [{ action: 'routing_status_set', payload: { agent_id: login, status: underscored(status) } }];
    }
    case 'ticket_created':
    case 'ticket_updated':
      return [];
    default:
      return aboutAgent(platform, domainEvent);
  }
}

function started(platform: PlatformState, chat: Chat): readonly Push[] {
  const thread = platform.chats.of(chat);
  const shape = chatWith(platform.account, thread, platform.chats.ofChat(thread.chatId), false);
  const presentIn = [thread.customerId, ...chat.agents.map(({ id }) => id)];
  return [
    { action: 'incoming_chat', payload: { chat: shape }, presentIn },
    ...aboutChat(
      platform,
      chat,
      chat.agents.map((agent) => joined(platform, agent, { reason: 'assigned' })),
    ),
  ];
}

function ended(platform: PlatformState, chat: Chat): readonly Push[] {
  const closing = chat.events.at(-1);
  const { customerId } = platform.chats.of(chat);
  return aboutChat(platform, chat, [
    ['incoming_event', { event: lastEvent(platform, chat) }],
    ['chat_deactivated', { user_id: closing?.agentId ?? customerId }],
  ]);
}

function joined(platform: PlatformState, agent: NamedAgent, more: object) {
  const user = agentUser(platform.account, agent, true);
  return ['user_added_to_chat', { user, ...more }] as const;
}

function lastEvent(platform: PlatformState, chat: Chat): unknown {
  return eventsOf(platform.chats.of(chat)).at(-1);
}

function aboutChat(
  platform: PlatformState,
  chat: Chat,
  list: readonly (readonly [string, object])[],
): readonly Push[] {
  const { chatId, threadId, customerId } = platform.chats.of(chat);
  const presentIn = [customerId, ...chat.agents.map(({ id }) => id)];
  return list.map(([action, payload]) => ({
    action,
    payload: { chat_id: chatId, thread_id: threadId, ...payload },
    presentIn,
  }));
}

function aboutAgent(
  { tokens }: PlatformState,
  domainEvent: Extract<DomainEvent, { readonly type: `agent_${string}` }>,
): readonly Push[] {
  const { type: action } = domainEvent;
  if (domainEvent.type === 'agent_deleted') return [{ action, payload: { id: domainEvent.login } }];
  const { agent } = domainEvent;
  const accountId = tokens.accountId(agent.login);
  if (domainEvent.type === 'agent_created') {
    return [{ action, payload: agentShape(agent, accountId, AGENT_FIELDS) }];
  }
  if (domainEvent.type !== 'agent_updated') return [{ action, payload: { id: agent.login } }];
  const all = Object.entries(agentShape(agent, accountId, AGENT_FIELDS));
  const changed = Object.fromEntries(all.filter(([key]) => domainEvent.changed.includes(key)));
  return [{ action, payload: { id: agent.login, ...changed } }];
}
