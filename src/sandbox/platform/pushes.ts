import type { DomainEvent } from '../account/account';
import type { NamedAgent } from '../account/ticket';
import type { Chat } from '../account/chat';
import { underscored } from './agentChat/statusActions';
import { agentUser, chatWith, eventsOf } from './agentChat/chatShapes';
import { AGENT_FIELDS, agentShape } from './configuration/agentShape';
import type { World } from './world';

/** Something to push or to deliver: the same words for websockets and webhooks, but for statuses (section 0). */
export interface Push {
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The thread's customer and agents, where there is one. */
  readonly presentIn?: readonly string[];
}

/** What the v3 APIs tell of a happening, in its order (sections 5.5 and 7.2). Of tickets they tell nothing here. */
export function pushesOf(world: World, domainEvent: DomainEvent): readonly Push[] {
  switch (domainEvent.type) {
    case 'chat_started':
      return started(world, domainEvent.chat);
    case 'chat_message':
      return aboutChat(world, domainEvent.chat, [
        ['incoming_event', { event: lastEvent(world, domainEvent.chat) }],
      ]);
    case 'chat_ended':
      return ended(world, domainEvent.chat);
    case 'chat_changed':
      return aboutChat(world, domainEvent.chat, [
        ...domainEvent.tagged.map((tag) => ['thread_tagged', { tag }] as const),
        ...domainEvent.untagged.map((tag) => ['thread_untagged', { tag }] as const),
      ]);
    case 'chat_joined':
      return aboutChat(world, domainEvent.chat, [
        joined(world, domainEvent.agent, { reason: 'manual', requester_id: domainEvent.by.login }),
      ]);
    case 'chat_left':
      return aboutChat(world, domainEvent.chat, [
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
      return aboutAgent(world, domainEvent);
  }
}

function started(world: World, chat: Chat): readonly Push[] {
  const thread = world.chats.of(chat);
  const shape = chatWith(world.account, thread, world.chats.ofChat(thread.chatId), false);
  const presentIn = [thread.customerId, ...chat.agents.map(({ id }) => id)];
  return [
    { action: 'incoming_chat', payload: { chat: shape }, presentIn },
    ...aboutChat(
      world,
      chat,
      chat.agents.map((agent) => joined(world, agent, { reason: 'assigned' })),
    ),
  ];
}

function ended(world: World, chat: Chat): readonly Push[] {
  const closing = chat.events.at(-1);
  const { customerId } = world.chats.of(chat);
  return aboutChat(world, chat, [
    ['incoming_event', { event: lastEvent(world, chat) }],
    ['chat_deactivated', { user_id: closing?.agentId ?? customerId }],
  ]);
}

function joined(world: World, agent: NamedAgent, more: object) {
  const user = agentUser(world.account, agent, true);
  return ['user_added_to_chat', { user, ...more }] as const;
}

function lastEvent(world: World, chat: Chat): unknown {
  return eventsOf(world.chats.of(chat)).at(-1);
}

function aboutChat(world: World, chat: Chat, list: readonly (readonly [string, object])[]): readonly Push[] {
  const { chatId, threadId, customerId } = world.chats.of(chat);
  const presentIn = [customerId, ...chat.agents.map(({ id }) => id)];
  return list.map(([action, payload]) => ({
    action,
    payload: { chat_id: chatId, thread_id: threadId, ...payload },
    presentIn,
  }));
}

function aboutAgent(
  { tokens }: World,
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
