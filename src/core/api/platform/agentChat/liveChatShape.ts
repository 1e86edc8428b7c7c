import {
  closedAt,
  isMissingAgent,
  isSaid,
  type ChatUser,
  type LiveChat,
  type ThreadEvent,
} from '../../../domain/liveChat';
import {
  asArray,
  asCount,
  asObject,
  count,
  flag,
  listOf,
  nonBlankText,
  optional,
  personName,
  readFields,
  text,
  time,
  type Json,
} from '../../decode';
import { decodeVisitedPages, threadOf } from './chatShape';
import { decodeEvent, hasId } from './eventShape';

const userFields = {
  id: nonBlankText,
  type: optional(text),
  name: personName,
  email: optional(nonBlankText),
  present: optional(flag),
  visibility: optional(text),
};
const threadFields = {
  active: optional(flag),
  created_at: optional(time),
  tags: optional(listOf(nonBlankText)),
  restricted_access: optional(nonBlankText),
};
const queueFields = { position: optional(count), queued_at: optional(time) };
const routingFields = { idle: optional(flag), unassigned: optional(flag), start_url: optional(nonBlankText) };
const groupList = listOf(count);

/**
 * Decodes a chat with one of its threads.
 * @param value a chat of `get_chat`, `list_archives` or `incoming_chat`, which has events, or an item of `list_chats`
 * @returns `undefined` without the id of the chat or thread
 */
export function decodeLiveChat(value: unknown): LiveChat | undefined {
  const raw = asObject(value);
  const thread = threadOf(raw);
  const chatId = nonBlankText.read(raw?.id);
  const threadId = nonBlankText.read(thread?.id);
  if (!raw || !thread || chatId === undefined || threadId === undefined) return undefined;
  const {
    active = true,
    created_at: startedAt,
    tags = [],
    ...rest
  } = readFields(thread, threadFields).fields;
  const restricted = rest.restricted_access;
  const events = decodeEvents(thread);
  const last = events?.findLast(isSaid) ?? newestOfSummary(raw, thread, threadId);
  const endedAt =
    active || restricted !== undefined ? undefined : (closedAt(events ?? []) ?? endOf(thread) ?? startedAt);
  const routing = decodeRouting(thread);
  const previousThreadId = nonBlankText.read(thread.previous_thread_id);
  const startUrl = routing.start_url ?? pagesOf(raw, thread)[0];
  return {
    chatId,
    threadId,
    isActive: active,
    users: decodeUsers(raw, thread, events ?? []),
    groups: decodeGroups(thread) ?? decodeGroups(raw) ?? [],
    tags,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(active && decodeWaiting(thread, routing.unassigned === true)),
    ...(routing.idle === true && { isIdle: true }),
    ...(startUrl !== undefined && { startUrl }),
    ...(restricted !== undefined && { restricted }),
    isFollowed: flag.read(raw.is_followed) ?? false,
    ...decodeRating(thread),
    ...(previousThreadId !== undefined && { previousThreadId }),
    ...(last && { lastMessage: last }),
    ...(events && { events }),
  };
}

/** A user of a chat, as in `users` and in pushes. */
export function decodeChatUser(value: unknown): ChatUser | undefined {
  const raw = asObject(value) ?? {};
  const { id, type, name, email, present = true, visibility } = readFields(raw, userFields).fields;
  if (id === undefined) return undefined;
  const seenUpTo = readMoment(raw.events_seen_up_to);
  const page = decodeVisitedPages({}, raw).at(-1);
  return {
    id,
    kind: type === 'customer' ? 'customer' : 'agent',
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    isPresent: present,
    ...(visibility === 'agents' && { isHidden: true }),
    ...(seenUpTo !== undefined && { seenUpTo }),
    ...(page !== undefined && { page }),
  };
}

/** `{ access: { group_ids } }`; `undefined` if it cannot be read. */
export function decodeGroups(value: unknown): readonly number[] | undefined {
  return groupList.read(asObject(asObject(value)?.access)?.group_ids);
}

/** A time as sent, in microseconds; `undefined` if it is not one. */
export function readMoment(value: unknown): string | undefined {
  return typeof value === 'string' && time.read(value) !== undefined ? value : undefined;
}

/** The customer's rating, in a thread or in its changed properties. */
export function decodeRating(thread: unknown): Pick<LiveChat, 'rating' | 'ratingComment'> {
  const raw = asObject(asObject(asObject(thread)?.properties)?.rating);
  const rating = asCount(raw?.score);
  const ratingComment = nonBlankText.read(raw?.comment);
  return {
    ...(rating !== undefined && { rating }),
    ...(ratingComment !== undefined && { ratingComment }),
  };
}

export function decodeRouting(thread: unknown) {
  const properties = asObject(asObject(thread)?.properties);
  return readFields(asObject(properties?.routing) ?? {}, routingFields).fields;
}

/** The place in the queue; `undefined` if the chat is not in it. */
export function decodeQueue(
  value: unknown,
): { readonly queuedAt?: string; readonly position?: number } | undefined {
  const raw = asObject(value);
  if (!raw) return undefined;
  const { position, queued_at: queuedAt } = readFields(raw, queueFields).fields;
  return { ...(queuedAt !== undefined && { queuedAt }), ...(position !== undefined && { position }) };
}

function decodeWaiting(
  thread: Json,
  isUnassigned: boolean,
): Pick<LiveChat, 'waiting' | 'queuedAt' | 'queuePosition'> {
  const queue = decodeQueue(thread.queue);
  if (!queue) return isUnassigned ? { waiting: 'unassigned' } : {};
  const { queuedAt, position } = queue;
  return {
    waiting: 'queue',
    ...(queuedAt !== undefined && { queuedAt }),
    ...(position !== undefined && { queuePosition: position }),
  };
}

/** Absent in lists, and if the thread's events are withheld. */
function decodeEvents(thread: Json): readonly ThreadEvent[] | undefined {
  if (!Array.isArray(thread.events)) return undefined;
  return asArray(thread.events).map(decodeEvent).filter(hasId);
}

function endOf(thread: Json): string | undefined {
  return asArray(thread.events)
    .map((item) => time.read(asObject(item)?.created_at))
    .findLast((at) => at !== undefined);
}

/** `last_event_per_type` may be from earlier threads. v3.7 has it in the thread's summary. */
function newestOfSummary(raw: Json, thread: Json, threadId: string): ThreadEvent | undefined {
  const perType = asObject(thread.last_event_per_type) ?? asObject(raw.last_event_per_type) ?? {};
  return Object.values(perType)
    .map(asObject)
    .filter((item) => (nonBlankText.read(item?.thread_id) ?? threadId) === threadId)
    .map((item) => decodeEvent(item?.event))
    .filter(hasId)
    .filter(isSaid)
    .sort((one, other) => (one.createdAt ?? '').localeCompare(other.createdAt ?? ''))
    .at(-1);
}

/** Without agents who took part in other threads only. Agents who were removed from the account are added. */
function decodeUsers(raw: Json, thread: Json, events: readonly ThreadEvent[]): readonly ChatUser[] {
  const all = asArray(raw.users);
  const users = all.flatMap((item) => decodeChatUser(item) ?? []);
  const listed = Array.isArray(thread.user_ids) ? asArray(thread.user_ids) : undefined;
  const takesPart = ({ id, kind, isPresent }: ChatUser): boolean =>
    kind === 'customer' ||
    listed === undefined ||
    listed.includes(id) ||
    isPresent ||
    events.some(({ authorId }) => authorId === id);
  const removed = (listed ?? []).flatMap((id): ChatUser[] =>
    typeof id === 'string' && isMissingAgent(id, users) ? [{ id, kind: 'agent', isPresent: false }] : [],
  );
  return [...users.filter(takesPart), ...removed];
}

function pagesOf(raw: Json, thread: Json): readonly string[] {
  const customer = asArray(raw.users)
    .map(asObject)
    .find((user) => user?.type === 'customer');
  return decodeVisitedPages(thread, customer);
}
