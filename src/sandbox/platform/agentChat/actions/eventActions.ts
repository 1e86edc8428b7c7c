import * as v from 'valibot';
import { action, type Actions, type Caller } from '../../action';
import { notAuthorized, notFound, PlatformError, wrongFormat } from '../../platformError';
import type { PlatformState } from '../../platformState';
import { publish } from '../live/publish';
import { postEvent } from '../live/postEvent';
import { membershipOf, type Thread } from '../chatStore';
import type { Files } from '../files';
import { moment } from '../archiveFilter';
import type { NewEvent, Visibility } from '../threadLog';
import { eventInput, message, type EventInput } from './eventInput';
import { activeThread, READ, requireMember, threadsOf, WRITE } from './lookUp';

const visibility = v.optional(v.picklist(['all', 'agents']), 'all');

/** Actions on events, and what users show each other without storing it. */
export function eventActions(platform: PlatformState, files: Files): Actions {
  return {
    send_event: action(
      v.object({ chat_id: v.string(), event: eventInput }),
      WRITE,
      ({ chat_id: chatId, event }, caller) => {
        const thread = activeThread(platform, chatId, caller);
        requireMember(thread, caller);
        requireVisibility(thread, caller, event.visibility);
        return { event_id: postEvent(platform, thread, caller.agent.login, completed(event, files)).id };
      },
    ),

    send_event_preview: action(
      v.object({ chat_id: v.string(), event: message }),
      WRITE,
      ({ chat_id: chatId, event }, caller) => {
        const thread = activeThread(platform, chatId, caller);
        requireMember(thread, caller);
        requireVisibility(thread, caller, event.visibility);
        if (event.visibility === 'agents') throw wrongFormat();
        const { text, custom_id: customId } = event;
        thread.shown.preview = {
          author_id: caller.agent.login,
          text,
          ...(customId !== undefined && { custom_id: customId }),
        };
        return undefined;
      },
    ),

    mark_events_as_seen: action(
      v.object({
        chat_id: v.string(),
        seen_up_to: v.pipe(
          v.string(),
          v.check((text) => v.is(moment, text)),
        ),
      }),
      READ,
      ({ chat_id: chatId, seen_up_to: seenUpTo }, caller) => {
        const thread = threadsOf(platform, chatId, caller).at(-1);
        if (!thread) return undefined;
        const { login } = caller.agent;
        const membership = membershipOf(thread, login);
        if (membership.seenUpTo < seenUpTo) membership.seenUpTo = seenUpTo;
        platform.account.emit({
          type: 'live_chat_changed',
          pushes: seenPushes(platform, thread, login, seenUpTo),
        });
        return undefined;
      },
    ),

    send_typing_indicator: action(
      v.object({ chat_id: v.string(), is_typing: v.boolean(), visibility }),
      WRITE,
      ({ chat_id: chatId, is_typing: isTyping, visibility: seenBy }, caller) => {
        const thread = activeThread(platform, chatId, caller);
        const { login } = caller.agent;
        const indicator = {
          author_id: login,
          visibility: seenBy,
          timestamp: platform.account.now(),
          is_typing: isTyping,
        };
        if (seenBy === 'all' && membershipOf(thread, login).visibility === 'all') {
          if (isTyping) thread.shown.typing.add(login);
          else thread.shown.typing.delete(login);
        }
        publish(platform, thread, [['incoming_typing_indicator', { typing_indicator: indicator }]], [login]);
        if (isTyping) platform.activity.fire({ thread, kind: 'typing', agentId: login });
        return undefined;
      },
    ),

    send_thinking_indicator: action(
      v.object({
        chat_id: v.string(),
        title: v.optional(v.string()),
        description: v.optional(v.string()),
        visibility,
        custom_id: v.optional(v.string()),
      }),
      WRITE,
      ({ chat_id: chatId, visibility: seenBy, ...texts }, caller) => {
        const thread = activeThread(platform, chatId, caller);
        const { login } = caller.agent;
        if (seenBy === 'all' && membershipOf(thread, login).visibility === 'all')
          thread.shown.thinking.add(login);
        const indicator = { author_id: login, sent_at: platform.timestamp(), ...texts };
        publish(platform, thread, [['incoming_thinking_indicator', indicator]], [login]);
        return undefined;
      },
    ),

    send_rich_message_postback: action(
      v.object({
        chat_id: v.string(),
        thread_id: v.string(),
        event_id: v.string(),
        postback: v.object({ id: v.string(), toggled: v.boolean() }),
      }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId, event_id, postback }, caller) => {
        const thread = activeThread(platform, chatId, caller);
        requireMember(thread, caller);
        if (thread.threadId !== threadId || thread.log.find(event_id)?.type !== 'rich_message') {
          throw notFound('Event');
        }
        const pressed = { user_id: caller.agent.login, event_id, postback };
        publish(platform, thread, [['incoming_rich_message_postback', pressed]]);
        return undefined;
      },
    ),

    request_thread_summary: action(
      v.object({ chat_id: v.string(), thread_id: v.string() }),
      WRITE,
      ({ chat_id: chatId, thread_id: threadId }, caller) => {
        const thread = threadsOf(platform, chatId, caller).find((one) => one.threadId === threadId);
        if (!thread) throw new PlatformError('not_found', 'Thread not found');
        summarize(platform, thread, caller.agent.login);
        return undefined;
      },
    ),
  };
}

// Documented for events; the error type is inferred.
function requireVisibility(thread: Thread, { agent }: Caller, wanted: Visibility): void {
  if (wanted === 'all' && membershipOf(thread, agent.login).visibility === 'agents') throw notAuthorized();
}

/** An event as it is stored: files get their name, type and size. */
function completed({ custom_id: customId, ...event }: EventInput, files: Files): NewEvent {
  const ids = customId === undefined ? {} : { custom_id: customId };
  if (event.type !== 'file') return { ...event, ...ids };
  const file = files.send(event.url);
  if (!file) throw wrongFormat();
  return { ...event, ...file, ...ids };
}

/** The push for events that a user has seen. Unlike others about a chat, it has no `thread_id` (documented). */
export function seenPushes({ chats }: PlatformState, thread: Thread, userId: string, seenUpTo: string) {
  const { chatId, customerId, chat } = thread;
  return [
    {
      action: 'events_marked_as_seen',
      payload: { user_id: userId, chat_id: chatId, seen_up_to: seenUpTo },
      presentIn: [customerId, ...chat.agents.map(({ id }) => id)],
      reaches: ({ login }: { readonly login: string }) =>
        login === userId || chat.agents.some(({ id }) => id === login) || chats.isFollowedBy(login, chatId),
    },
  ];
}

/** A closed thread can be summarized once. While it is active, the summary is an event for agents. */
function summarize(platform: PlatformState, thread: Thread, requestedBy: string): void {
  const isOpen = thread.chat.ended === undefined;
  if (!isOpen && thread.summary) throw new PlatformError('limit_reached', 'Limit reached');
  const messages = thread.log.all().filter(({ type }) => type === 'message');
  // Inferred: without messages there is nothing to summarize. The push is documented as the result of a failure.
  if (messages.length === 0) {
    publish(platform, thread, [['incoming_error', { action: 'request_thread_summary' }]], [requestedBy]);
    return;
  }
  const text = messages
    .slice(0, 3)
    .map((event) => `• ${String(event.text)}`)
    .join('  \n');
  if (isOpen) {
    const event = thread.log.append({
      type: 'system',
      visibility: 'agents',
      source: 'messaging',
      subtype: 'summary',
      version: 1,
      details: JSON.stringify({ summary: { text, status: 'ok' }, requested_by: requestedBy }),
    });
    publish(platform, thread, [['incoming_event', { event }]], [requestedBy]);
    return;
  }
  thread.summary = { status: 'ok', text, updated_at: platform.timestamp() };
  publish(platform, thread, [['thread_summary_set', { summary: thread.summary }]], [requestedBy]);
}
