import { mayAdminister, type Agent } from '../../account/agent';
import type { Push } from '../../account/push';
import type { Caller } from '../action';
import { PlatformError } from '../platformError';
import { isMember, type ChatStore, type Thread } from './chatStore';

/**
 * Whether an agent may see a chat: as a member, through a common group, or as an administrator with a scope for all
 * chats. Group 0 contains everyone.
 */
export function hasAccess(thread: Thread, agent: Agent, scopes: ReadonlySet<string>): boolean {
  const { groups } = thread.chat;
  if (isMember(thread, agent.login) || sharesGroup(groups, agent)) return true;
  return mayAdminister(agent) && (scopes.has('chats--all:ro') || scopes.has('chats--all:rw'));
}

export function sharesGroup(groups: readonly number[], agent: Agent): boolean {
  return groups.some((group) => group === 0 || agent.groups.includes(group));
}

/** @throws PlatformError `missing_access` */
export function requireAccess(thread: Thread, { agent, token }: Caller): void {
  if (!hasAccess(thread, agent, token.scopes)) throw new PlatformError('missing_access', 'Missing access');
}

/** A push about a chat, without the ids of chat and thread. */
export type PushBody = readonly [action: string, payload: object];

/**
 * Pushes about a chat. Its members and followers get all of them, others with access get key changes only (Agent Chat
 * API, "Follow Chat" and "Unfollow Chat").
 * @param also logins of others who get them, such as an agent who was removed
 */
export function chatPushes(
  chats: ChatStore,
  thread: Thread,
  list: readonly PushBody[],
  also: readonly string[] = [],
): readonly Push[] {
  const presentIn = [thread.customerId, ...thread.chat.agents.map(({ id }) => id)];
  return list.map(([action, payload]) => ({
    action,
    payload: { chat_id: thread.chatId, thread_id: thread.threadId, ...payload },
    presentIn,
    reaches: (agent, scopes) =>
      also.includes(agent.login) ||
      isMember(thread, agent.login) ||
      chats.isFollowedBy(agent.login, thread.chatId) ||
      (KEY_CHANGES.has(action) && hasAccess(thread, agent, scopes)),
  }));
}

/** That users, tags and properties count as key changes is inferred. */
const KEY_CHANGES: ReadonlySet<string> = new Set([
  ...['incoming_chat', 'chat_deactivated', 'chat_transferred', 'chat_access_updated'],
  ...['user_added_to_chat', 'user_removed_from_chat', 'thread_tagged', 'thread_untagged'],
]);
