import type { DomainEvent } from '../account/account';
import type { Chat } from '../account/chat';
import type { Push } from '../account/push';
import { chatPushes, hasAccess, type PushBody } from './agentChat/access';
import { agentUser, chatWith } from './agentChat/chatShapes';
import { underscored } from './agentChat/statusActions';
import { AGENT_FIELDS, agentShape } from './configuration/agentShape';
import type { PlatformState } from './platformState';

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
    case 'live_chat_changed':
      return domainEvent.pushes;
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
  const { startedBy } = thread;
  const by = startedBy === undefined ? {} : { requester_id: startedBy };
  return [
    {
      action: 'incoming_chat',
      payload: { ...by, chat: chatWith(platform, thread) },
      presentIn: [thread.customerId, ...chat.agents.map(({ id }) => id)],
      reaches: (agent, scopes) => hasAccess(thread, agent, scopes),
    },
    ...aboutChat(
      platform,
      chat,
      chat.agents.map((agent) => [
        'user_added_to_chat',
        {
          user: agentUser(platform, thread, agent, true),
          ...(startedBy === undefined ? { reason: 'assigned' } : { reason: 'manual', ...by }),
        },
      ]),
    ),
  ];
}

function ended(platform: PlatformState, chat: Chat): readonly Push[] {
  const { customerId, isClosedByRouter } = platform.chats.of(chat);
  const by = isClosedByRouter ? {} : { user_id: chat.events.at(-1)?.agentId ?? customerId };
  return aboutChat(platform, chat, [
    ['incoming_event', { event: lastEvent(platform, chat) }],
    ['chat_deactivated', by],
  ]);
}

function lastEvent(platform: PlatformState, chat: Chat): unknown {
  return platform.chats.of(chat).log.all().at(-1);
}

function aboutChat(platform: PlatformState, chat: Chat, list: readonly PushBody[]): readonly Push[] {
  return chatPushes(platform.chats, platform.chats.of(chat), list);
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
