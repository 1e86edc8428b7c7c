import {
  maxMulticastLength,
  multicastType,
  type ChatPush,
  type ChatRef,
  type ChatUser,
} from '../../../domain/liveChat';
import {
  asArray,
  asObject,
  count,
  flag,
  listOf,
  nonBlankText,
  optional,
  readFields,
  text,
  type Json,
} from '../../decode';
import { decodeThreadRef } from './chatShape';
import { decodeEvent, hasId } from './eventShape';
import {
  decodeChatUser,
  decodeGroups,
  decodeLiveChat,
  decodeQueue,
  decodeRating,
  decodeRouting,
  readMoment,
} from './liveChatShape';

const targetFields = { agent_ids: optional(listOf(nonBlankText)), group_ids: optional(listOf(count)) };

type Decoder = (payload: unknown) => ChatPush | undefined;

/** By action. The other pushes change nothing that `LiveChat` has (LiveChat docs, Agent Chat API: "RTM pushes"). */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['incoming_chat', decodeStarted],
  ['chat_deactivated', inThread(decodeEnded)],
  ['incoming_event', inThread((ref, raw) => decodeEventPush(ref, raw))],
  ['event_updated', inThread((ref, raw) => decodeEventPush(ref, raw, true))],
  [
    'event_deleted',
    inThread((ref, raw) => withId(raw.event_id, (eventId) => ({ kind: 'eventDeleted', ...ref, eventId }))),
  ],
  ['user_added_to_chat', inThread(decodeUserAdded)],
  ['user_removed_from_chat', inThread(decodeUserRemoved)],
  ['chat_transferred', inThread(decodeTransferred)],
  ['chat_access_updated', decodeAccess],
  ['thread_properties_updated', inThread(decodeProperties)],
  ['thread_tagged', inThread((ref, raw) => withId(raw.tag, (tag) => ({ kind: 'tag', ...ref, tag })))],
  [
    'thread_untagged',
    inThread((ref, raw) => withId(raw.tag, (tag) => ({ kind: 'tag', ...ref, tag, isRemoved: true }))),
  ],
  ['events_marked_as_seen', decodeSeen],
  ['incoming_typing_indicator', inThread(decodeTyping)],
  ['incoming_sneak_peek', inThread(decodeSneakPeek)],
  ['incoming_multicast', decodeMulticast],
  ['queue_positions_updated', decodeQueuePositions],
  ['customer_updated', decodeCustomer],
  ['customer_page_updated', decodeCustomerPage],
  [
    'chat_unfollowed',
    (payload) => withId(asObject(payload)?.chat_id, (chatId) => ({ kind: 'unfollowed', chatId })),
  ],
]);

/**
 * Decodes the payload of a push.
 * @returns `undefined` if the action concerns no running chat, or required fields cannot be read
 */
export function decodePush(action: string, payload: unknown): ChatPush | undefined {
  return decoders.get(action)?.(payload);
}

/** For pushes about a thread. `thread_id` is missing if the chat has no active thread, which then is not shown. */
function inThread(decode: (ref: ChatRef, raw: Json) => ChatPush | undefined): Decoder {
  return (payload) => {
    const raw = asObject(payload);
    const ref = decodeThreadRef(raw);
    return raw && ref && decode(ref, raw);
  };
}

function withId(value: unknown, make: (id: string) => ChatPush): ChatPush | undefined {
  const id = nonBlankText.read(value);
  return id === undefined ? undefined : make(id);
}

function reasonOf(raw: Json): { readonly reason?: string } {
  const reason = nonBlankText.read(raw.reason);
  return reason === undefined ? {} : { reason };
}

function byOf(raw: Json | undefined): { readonly by?: string } {
  const by = nonBlankText.read(raw?.requester_id);
  return by === undefined ? {} : { by };
}

/** Messages of LiveChat have no author; those of other programs have another type. */
function decodeMulticast(payload: unknown): ChatPush | undefined {
  const { author_id: author, type, content } = asObject(payload) ?? {};
  const by = nonBlankText.read(author);
  if (by === undefined || type !== multicastType || content === undefined) return undefined;
  return JSON.stringify(content).length <= maxMulticastLength
    ? { kind: 'multicast', by, content }
    : undefined;
}

function decodeStarted(payload: unknown): ChatPush | undefined {
  const raw = asObject(payload);
  const chat = decodeLiveChat(raw?.chat);
  return (
    chat && {
      kind: 'started',
      chat: chat.restricted === undefined && !chat.events ? { ...chat, events: [] } : chat,
      ...(asObject(raw?.transferred_from) && { isTransferred: true }),
      ...byOf(raw),
    }
  );
}

function decodeEnded(ref: ChatRef, raw: Json): ChatPush {
  const by = nonBlankText.read(raw.user_id);
  return { kind: 'ended', ...ref, ...(by !== undefined && { by }) };
}

function decodeEventPush({ chatId, threadId }: ChatRef, raw: Json, isUpdate = false): ChatPush | undefined {
  const event = decodeEvent(raw.event);
  if (!hasId(event)) return undefined;
  return isUpdate
    ? { kind: 'event', chatId, threadId, event, isUpdate }
    : { kind: 'event', chatId, threadId, event };
}

function decodeUserAdded(ref: ChatRef, raw: Json): ChatPush | undefined {
  const user = decodeChatUser(raw.user);
  // Whoever was just added is present, whatever the record of the user says.
  return user && { kind: 'userAdded', ...ref, user: { ...user, isPresent: true }, ...byOf(raw) };
}

function decodeUserRemoved(ref: ChatRef, raw: Json): ChatPush | undefined {
  return withId(raw.user_id, (userId) => ({
    kind: 'userRemoved',
    ...ref,
    userId,
    ...reasonOf(raw),
  }));
}

function decodeTransferred(ref: ChatRef, raw: Json): ChatPush {
  const { agent_ids: agents = [], group_ids: groups = [] } = readFields(
    asObject(raw.transferred_to) ?? {},
    targetFields,
  ).fields;
  return {
    kind: 'transferred',
    ...ref,
    agents,
    groups,
    ...reasonOf(raw),
    ...(decodeQueue(raw.queue) && { isQueued: true }),
    ...byOf(raw),
  };
}

/** The id of the chat is in `id`. */
function decodeAccess(payload: unknown): ChatPush | undefined {
  const raw = asObject(payload);
  const groups = decodeGroups(raw);
  return groups && withId(raw?.id ?? raw?.chat_id, (chatId) => ({ kind: 'access', chatId, groups }));
}

function decodeProperties(ref: ChatRef, raw: Json): ChatPush | undefined {
  const { idle, unassigned } = decodeRouting(raw);
  const rating = decodeRating(raw);
  if (idle === undefined && unassigned === undefined && Object.keys(rating).length === 0) return undefined;
  return {
    kind: 'properties',
    ...ref,
    ...(idle !== undefined && { isIdle: idle }),
    ...(unassigned !== undefined && { isUnassigned: unassigned }),
    ...rating,
  };
}

function decodeSeen(payload: unknown): ChatPush | undefined {
  const raw = asObject(payload);
  const chatId = nonBlankText.read(raw?.chat_id);
  const seenUpTo = readMoment(raw?.seen_up_to);
  if (chatId === undefined || seenUpTo === undefined) return undefined;
  return withId(raw?.user_id, (userId) => ({ kind: 'seen', chatId, userId, seenUpTo }));
}

function decodeTyping(ref: ChatRef, raw: Json): ChatPush | undefined {
  const indicator = asObject(raw.typing_indicator);
  const userId = nonBlankText.read(indicator?.author_id);
  const isTyping = flag.read(indicator?.is_typing);
  if (userId === undefined || isTyping === undefined) return undefined;
  return {
    kind: 'typing',
    ...ref,
    userId,
    isTyping,
    ...(indicator?.visibility === 'agents' && { isPrivate: true }),
  };
}

function decodeSneakPeek(ref: ChatRef, raw: Json): ChatPush | undefined {
  const peek = asObject(raw.sneak_peek);
  const shown = text.read(peek?.text) ?? '';
  return withId(peek?.author_id, (userId) => ({ kind: 'sneakPeek', ...ref, userId, text: shown }));
}

/** The payload is a list. */
function decodeQueuePositions(payload: unknown): ChatPush {
  const positions = asArray(payload).flatMap((item) => {
    const ref = decodeThreadRef(item);
    const position = decodeQueue(asObject(item)?.queue)?.position;
    return ref && position !== undefined ? [{ ...ref, position }] : [];
  });
  return { kind: 'queue', positions };
}

/** Has the changed fields only. */
function decodeCustomer(payload: unknown): ChatPush | undefined {
  const user = decodeChatUser({ ...asObject(payload), type: 'customer' });
  if (!user) return undefined;
  const { id, kind, name, email, page } = user;
  return {
    kind: 'customer',
    user: {
      id,
      kind,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(page !== undefined && { page }),
    },
  };
}

function decodeCustomerPage(payload: unknown): ChatPush | undefined {
  const raw = asObject(payload);
  const page = nonBlankText.read(raw?.url);
  if (page === undefined) return undefined;
  const user = (id: string): Omit<ChatUser, 'isPresent'> => ({ id, kind: 'customer', page });
  return withId(raw?.customer_id, (id) => ({ kind: 'customer', user: user(id) }));
}
