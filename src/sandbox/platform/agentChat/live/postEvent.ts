import type { ChatMessage } from '../../../account/chat';
import type { PlatformState } from '../../platformState';
import { isMember, membershipOf, type Thread } from '../chatStore';
import type { NewEvent, ThreadEvent, Visibility } from '../threadLog';
import { publish, setProperties } from './publish';

/** Adds an event of a user to a thread and publishes it. */
export function postEvent(
  platform: PlatformState,
  thread: Thread,
  authorId: string,
  event: NewEvent,
): ThreadEvent {
  const stored = storeEvent(platform, thread, authorId, event);
  publish(platform, thread, [['incoming_event', { event: stored }]]);
  if (thread.properties.routing?.idle === true) setProperties(platform, thread, 'routing', { idle: false });
  platform.activity.fire({ thread, kind: 'event', event: stored });
  return stored;
}

/** Adds an event of a user to a thread without publishing it. Its author has then seen all events. */
export function storeEvent(
  platform: PlatformState,
  thread: Thread,
  authorId: string,
  event: NewEvent,
): ThreadEvent {
  const { chat, log, customerId } = thread;
  // System messages have no author.
  const authored = event.type === 'system_message' ? event : { ...event, author_id: authorId };
  if (event.type === 'message') chat.messages.push(accountMessage(platform, thread, authorId, event));
  const stored = event.type === 'message' ? log.appendMessage(authored) : log.append(authored);
  if (stored.visibility === 'all') hideIndicators(thread, authorId);
  if (authorId === customerId) thread.customerSeenUpTo = stored.created_at;
  else if (isMember(thread, authorId)) membershipOf(thread, authorId).seenUpTo = stored.created_at;
  return stored;
}

/** A message replaces what its author's indicators announced. */
function hideIndicators({ shown }: Thread, authorId: string): void {
  shown.typing.delete(authorId);
  shown.thinking.delete(authorId);
  if (shown.preview?.author_id === authorId) delete shown.preview;
}

/** A message as the classic API has it. */
function accountMessage(
  { account }: PlatformState,
  { chat, customerId }: Thread,
  authorId: string,
  { text, visibility, custom_id: customId }: NewEvent,
): ChatMessage {
  return {
    text: String(text),
    timestamp: account.now(),
    authorName: account.agents.get(authorId)?.name ?? chat.visitor.name,
    ...(authorId !== customerId && { agentId: authorId }),
    ...(visibility === 'agents' && { whisper: true }),
    ...(typeof customId === 'string' && { customId }),
  };
}

/**
 * Adds a message of the system, such as "Ada joined the chat" (System activities, "System messages").
 * @param text with variables as `%name%`
 */
export function postSystemMessage(
  platform: PlatformState,
  thread: Thread,
  type: string,
  text: string,
  variables: Readonly<Record<string, string>> = {},
  visibility: Visibility = 'all',
): ThreadEvent {
  const event = thread.log.append(systemMessage(type, text, variables, visibility));
  publish(platform, thread, [['incoming_event', { event }]]);
  return event;
}

export function systemMessage(
  type: string,
  text: string,
  variables: Readonly<Record<string, string>>,
  visibility: Visibility = 'all',
): NewEvent {
  const filled = Object.entries(variables).reduce(
    (result, [name, value]) => result.replaceAll(`%${name}%`, () => value),
    text,
  );
  return {
    type: 'system_message',
    system_message_type: type,
    text: filled,
    text_vars: variables,
    visibility,
  };
}
