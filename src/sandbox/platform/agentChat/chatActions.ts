import * as v from 'valibot';
import { endChat, sendMessageAs, setChatTags } from '../../account/runChat';
import { action, type Actions } from '../action';
import { notFound, notAuthorized, PlatformError } from '../platformError';
import type { PlatformState } from '../platformState';
import type { Thread } from './chatStore';
import { eventsOf } from './chatShapes';

const WRITE = ['chats--access:rw', 'chats--all:rw'];
const READ = ['chats--access:ro', 'chats--all:ro', ...WRITE];
const LONGEST_TEXT = 16 * 1024;

const message = v.object({
  type: v.literal('message'),
  text: v.pipe(
    v.string(),
    v.nonEmpty(),
    v.check((text) => Buffer.byteLength(text) <= LONGEST_TEXT),
  ),
  visibility: v.optional(v.picklist(['all', 'agents']), 'all'),
  custom_id: v.optional(v.string()),
});
const tagging = v.object({
  chat_id: v.string(),
  thread_id: v.string(),
  tag: v.pipe(v.string(), v.nonEmpty()),
});
const byId = v.object({ id: v.string() });

/** Actions that change a chat. Starting, resuming and transferring are not implemented. */
export function chatActions(platform: PlatformState): Actions {
  const { account, chats } = platform;
  const running = (chatId: string): Thread => {
    const thread = chats.ofChat(chatId).at(-1);
    if (!thread) throw notFound('Chat');
    if (thread.chat.ended !== undefined) throw new PlatformError('chat_inactive', 'Chat is inactive');
    return thread;
  };
  const threadOf = (chatId: string, threadId: string): Thread => {
    const thread = chats.ofChat(chatId).find((one) => one.threadId === threadId);
    if (!thread) throw notFound('Thread');
    return thread;
  };
  const isIn = ({ chat }: Thread, login: string): boolean => chat.agents.some(({ id }) => id === login);

  return {
    send_event: action(v.object({ chat_id: v.string(), event: message }), WRITE, (body, { agent }) => {
      const thread = running(body.chat_id);
      // The caller must be in the chat; the error type is inferred.
      if (!isIn(thread, agent.login)) throw notAuthorized();
      const { text, visibility, custom_id: customId } = body.event;
      sendMessageAs(account, thread.chat, agent, {
        text,
        ...(visibility === 'agents' && { whisper: true }),
        ...(customId !== undefined && { customId }),
      });
      return { event_id: eventsOf(thread).at(-1)?.id };
    }),

    deactivate_chat: action(
      v.object({ id: v.string(), ignore_requester_presence: v.optional(v.boolean(), false) }),
      WRITE,
      ({ id, ignore_requester_presence: ignore }, { agent }) => {
        const thread = running(id);
        if (!ignore && !isIn(thread, agent.login)) throw notAuthorized();
        endChat(account, thread.chat, agent);
        return undefined;
      },
    ),

    add_user_to_chat: action(
      v.object({ chat_id: v.string(), user_id: v.string(), user_type: v.literal('agent') }),
      WRITE,
      (body, { agent: by }) => {
        const thread = running(body.chat_id);
        const agent = account.agents.get(body.user_id);
        if (!agent) throw notFound('Agent');
        if (isIn(thread, agent.login)) throw new PlatformError('already_exists', 'User is in the chat');
        const added = { id: agent.login, name: agent.name };
        thread.chat.agents = [...thread.chat.agents, added];
        account.emit({ type: 'chat_joined', chat: thread.chat, agent: added, by });
        return undefined;
      },
    ),

    remove_user_from_chat: action(
      v.object({ chat_id: v.string(), user_id: v.string(), user_type: v.literal('agent') }),
      WRITE,
      (body, { agent: by }) => {
        const { chat } = running(body.chat_id);
        const agent = chat.agents.find(({ id }) => id === body.user_id);
        if (!agent) throw notFound('User');
        chat.agents = chat.agents.filter((other) => other !== agent);
        account.emit({ type: 'chat_left', chat, agent, by });
        return undefined;
      },
    ),

    tag_thread: action(tagging, WRITE, (body) => {
      const { chat } = threadOf(body.chat_id, body.thread_id);
      setChatTags(account, chat, new Set([...chat.tags, body.tag]));
      return undefined;
    }),

    untag_thread: action(tagging, WRITE, (body) => {
      const { chat } = threadOf(body.chat_id, body.thread_id);
      setChatTags(account, chat, new Set(chat.tags.filter((tag) => tag !== body.tag)));
      return undefined;
    }),

    follow_chat: action(byId, READ, ({ id }, { agent }) => {
      if (chats.ofChat(id).length === 0) throw notFound('Chat');
      platform.follow(agent.login, id, true);
      return undefined;
    }),

    unfollow_chat: action(byId, READ, ({ id }, { agent }) => {
      platform.follow(agent.login, id, false);
      return undefined;
    }),
  };
}
