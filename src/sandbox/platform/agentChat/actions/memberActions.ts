import * as v from 'valibot';
import { isActive as isActiveAgent } from '../../../account/agent';
import { setChatTags } from '../../../account/runChat';
import { action, isSince, type Actions } from '../../action';
import { notFound, PlatformError, wrongFormat } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { sharesGroup } from '../access';
import { isMember, membershipOf } from '../chatStore';
import { addAgent, removeAgent } from '../live/members';
import { activeThread, requireMember, threadOf, WRITE } from './lookUp';

const isIgnored = v.optional(v.boolean(), false);
const tagging = v.object({
  chat_id: v.string(),
  thread_id: v.string(),
  tag: v.pipe(v.string(), v.nonEmpty()),
});

/** Actions on the users and tags of a chat. */
export function memberActions(platform: PlatformState): Actions {
  const { account } = platform;
  return {
    add_user_to_chat: action(
      v.object({
        chat_id: v.string(),
        user_id: v.string(),
        user_type: v.picklist(['agent', 'customer']),
        visibility: v.optional(v.picklist(['all', 'agents'])),
        ignore_requester_presence: isIgnored,
      }),
      WRITE,
      (body, caller) => {
        const thread = activeThread(platform, body.chat_id, caller);
        // Versions before 3.4 know neither.
        const isNew = isSince(caller.version, '3.4');
        if (isNew && body.visibility === undefined) throw wrongFormat('`visibility` is required');
        if (isNew && !body.ignore_requester_presence) requireMember(thread, caller);
        // Each chat of the sandbox has a customer, and one is the limit.
        if (body.user_type === 'customer') throw wrongFormat();
        const agent = account.agents.get(body.user_id);
        if (!agent || !isActiveAgent(agent)) throw notFound('Agent');
        const { visibility = 'all' } = body;
        if (isMember(thread, agent.login) && membershipOf(thread, agent.login).visibility === visibility) {
          throw new PlatformError('already_exists', 'User is in the chat');
        }
        if (agent !== caller.agent && !sharesGroup(thread.chat.groups, agent)) {
          throw new PlatformError('missing_access', 'Missing access');
        }
        addAgent(platform, thread, agent, visibility, caller.agent);
        return undefined;
      },
    ),

    remove_user_from_chat: action(
      v.object({
        chat_id: v.string(),
        user_id: v.string(),
        user_type: v.literal('agent'),
        ignore_requester_presence: isIgnored,
      }),
      WRITE,
      (body, caller) => {
        const thread = activeThread(platform, body.chat_id, caller);
        if (isSince(caller.version, '3.4') && !body.ignore_requester_presence) requireMember(thread, caller);
        const agent = account.agents.get(body.user_id);
        if (!agent || !isMember(thread, agent.login)) throw notFound('User');
        removeAgent(platform, thread, agent, caller.agent);
        return undefined;
      },
    ),

    tag_thread: action(tagging, WRITE, ({ chat_id: chatId, thread_id: threadId, tag }, caller) => {
      const { chat } = threadOf(platform, chatId, threadId, caller);
      setChatTags(account, chat, new Set([...chat.tags, tag]));
      return undefined;
    }),

    untag_thread: action(tagging, WRITE, ({ chat_id: chatId, thread_id: threadId, tag }, caller) => {
      const { chat } = threadOf(platform, chatId, threadId, caller);
      setChatTags(account, chat, new Set(chat.tags.filter((other) => other !== tag)));
      return undefined;
    }),
  };
}
