import type { PlatformState } from '../../platformState';
import { chatPushes, hasAccess, type PushBody } from '../access';
import { agentUser, chatWith } from '../chatShapes';
import type { Thread } from '../chatStore';
import type { NamedAgent } from '../../../account/ticket';
import { queued, queueOf } from './queue';

/** Publishes changes of a chat. @param also logins of agents who get them without being in the chat */
export function publish(
  platform: PlatformState,
  thread: Thread,
  list: readonly PushBody[],
  also?: readonly string[],
): void {
  platform.account.emit({
    type: 'live_chat_changed',
    pushes: chatPushes(platform.chats, thread, list, also),
  });
}

/** The push for an agent who joins. */
export function userAdded(
  platform: PlatformState,
  thread: Thread,
  agent: NamedAgent,
  cause: { readonly reason: string; readonly requester_id?: string },
): PushBody {
  return ['user_added_to_chat', { user: agentUser(platform, thread, agent, true), ...cause }];
}

/** Pushes `incoming_chat` to the agents who got a running chat of others. */
export function publishHandover(
  platform: PlatformState,
  thread: Thread,
  receivers: readonly NamedAgent[],
  from: { readonly group_ids: readonly number[]; readonly agent_ids: readonly string[] },
  requesterId?: string,
): void {
  const payload = {
    ...(requesterId !== undefined && { requester_id: requesterId }),
    chat: chatWith(platform, thread),
    transferred_from: from,
  };
  platform.account.emit({
    type: 'live_chat_changed',
    pushes: [
      {
        action: 'incoming_chat',
        payload,
        presentIn: [thread.customerId, ...thread.chat.agents.map(({ id }) => id)],
        reaches: (agent) => receivers.some(({ id }) => id === agent.login),
      },
    ],
  });
}

/** Pushes the positions of all customers in the queue to each agent who sees one of them. */
export function publishQueue(platform: PlatformState): void {
  const { account, chats, clock } = platform;
  const waiting = queued(chats);
  if (waiting.length === 0) return;
  const payload = waiting.map((thread) => {
    const { position, wait_time } = queueOf(chats, thread, clock.now()) ?? { position: 0, wait_time: 0 };
    return { chat_id: thread.chatId, thread_id: thread.threadId, queue: { position, wait_time } };
  });
  account.emit({
    type: 'live_chat_changed',
    pushes: [
      {
        action: 'queue_positions_updated',
        payload,
        reaches: (agent, scopes) => waiting.some((thread) => hasAccess(thread, agent, scopes)),
      },
    ],
  });
}

/** Sets properties of a thread and publishes them. */
export function setProperties(
  platform: PlatformState,
  thread: Thread,
  namespace: string,
  values: Readonly<Record<string, unknown>>,
): void {
  thread.properties = {
    ...thread.properties,
    [namespace]: { ...thread.properties[namespace], ...values },
  };
  publish(platform, thread, [['thread_properties_updated', { properties: { [namespace]: values } }]]);
}

/** Publishes a change of a customer to those who get all pushes about the chat. */
export function publishAboutCustomer(
  platform: PlatformState,
  thread: Thread,
  action: string,
  payload: object,
): void {
  const [push] = chatPushes(platform.chats, thread, [[action, {}]]);
  if (push) platform.account.emit({ type: 'live_chat_changed', pushes: [{ ...push, payload }] });
}
