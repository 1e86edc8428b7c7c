import {
  closedAt,
  isSaid,
  type ChatPush,
  type ChatUser,
  type LiveChat,
  type ThreadEvent,
} from '../domain/liveChat';
import {
  changeUser,
  hasChanged,
  mergeSeen,
  notWaiting,
  stateOf,
  withChat,
  without,
  withoutIndicators,
  withoutSneakPeek,
  type ChatState,
} from './chatState';
import { compareTimes, deleted, isSameEvent, laterOf, withEvent } from './eventOrder';

/** Without a repetition, an indicator ends after this time. */
const typingMs = 10_000;
const sneakPeekMs = 30_000;
/** Ids that are kept of deleted events and of earlier threads. */
const maxKeptIds = 100;

/** A push and when it arrived, in epoch milliseconds. */
export interface TimedPush {
  readonly push: ChatPush;
  readonly at: number;
}

/**
 * Replaces what is known by a response of LiveChat.
 * @param fetched without `events`, as in a list, the known ones of the same thread are kept and marked as stale
 * @param since pushes that arrived after the request was sent: the response may lack them or have them
 */
export function applyFetched(
  before: ChatState | undefined,
  fetched: LiveChat,
  since: readonly TimedPush[] = [],
): ChatState {
  const isSameThread = before?.chat.threadId === fetched.threadId;
  const isListed = fetched.events === undefined && fetched.restricted === undefined;
  const kept = isSameThread && isListed ? before.chat.events : undefined;
  const state: ChatState = {
    ...stateOf(kept ? { ...fetched, events: kept } : fetched),
    ...(kept && { isStale: true }),
    ...(isSameThread && {
      typing: before.typing,
      deletedIds: before.deletedIds,
      ...(before.sneakPeek && { sneakPeek: before.sneakPeek }),
    }),
    olderThreads: before ? olderThreads(before, fetched) : [],
  };
  return since.reduce((current, { push, at }) => applyPush(current, push, at), state);
}

/**
 * Applies a push, which may be a repetition, late, out of order, or about another chat.
 * @param now in epoch milliseconds
 * @returns the state itself if nothing changes
 */
export function applyPush(state: ChatState, push: ChatPush, now: number): ChatState {
  const { chat } = state;
  switch (push.kind) {
    case 'multicast':
      return state;
    case 'gap':
      return state.isStale ? state : { ...state, isStale: true };
    case 'started':
      return push.chat.chatId === chat.chatId ? applyStarted(state, push) : state;
    case 'queue': {
      const own = push.positions.find((one) => one.threadId === chat.threadId && one.chatId === chat.chatId);
      return own && chat.isActive
        ? withChat(state, { waiting: chat.waiting ?? 'queue', queuePosition: own.position })
        : state;
    }
    case 'customer': {
      const { user } = push;
      return chat.users.some(({ id }) => id === user.id) ? changeUser(state, user.id, user) : state;
    }
    default:
      if (push.chatId !== chat.chatId) return state;
  }
  if (!('threadId' in push)) return applyToChat(state, push);
  if (push.threadId !== chat.threadId) return otherThread(state, push);
  return applyToThread(state, push, now);
}

type ThreadPush = Extract<ChatPush, { readonly threadId: string }>;
type ChatWidePush = Extract<ChatPush, { readonly chatId: string }>;

function applyToChat(state: ChatState, push: Exclude<ChatWidePush, ThreadPush>): ChatState {
  switch (push.kind) {
    case 'access':
      return withChat(state, { groups: push.groups });
    case 'seen':
      return changeUser(state, push.userId, { seenUpTo: push.seenUpTo });
    case 'unfollowed':
      return withChat(state, { isFollowed: false });
  }
}

function applyToThread(state: ChatState, push: ThreadPush, now: number): ChatState {
  const { chat } = state;
  switch (push.kind) {
    case 'ended':
      return chat.isActive ? ended(state, now) : state;
    case 'event':
      return applyEvent(state, push.event, push.isUpdate === true);
    case 'eventDeleted':
      return applyDeletion(state, push.eventId);
    case 'userAdded':
      return applyUserAdded(state, push.user);
    case 'userRemoved':
      return changeUser(withoutIndicators(state, push.userId), push.userId, { isPresent: false });
    case 'transferred':
      if (push.isQueued) {
        const queuedAt = chat.waiting === 'queue' ? chat.queuedAt : new Date(now).toISOString();
        return withChat(state, { waiting: 'queue', ...(queuedAt !== undefined && { queuedAt }) });
      }
      if (push.reason === 'unassigned') return withChat(state, { waiting: 'unassigned' });
      return push.agents.length > 0 ? notWaiting(withVisible(state, push.agents)) : state;
    case 'properties':
      return applyProperties(state, push);
    case 'tag': {
      const others = chat.tags.filter((tag) => tag !== push.tag);
      if (others.length < chat.tags.length === !push.isRemoved) return state;
      return withChat(state, { tags: push.isRemoved ? others : [...others, push.tag] });
    }
    case 'typing': {
      const others = state.typing.filter(({ userId }) => userId !== push.userId);
      if (!push.isTyping || !chat.isActive)
        return others.length < state.typing.length ? { ...state, typing: others } : state;
      const { userId, isPrivate } = push;
      const typing = { userId, until: now + typingMs, ...(isPrivate && { isPrivate }) };
      return { ...state, typing: [...others, typing] };
    }
    case 'sneakPeek': {
      const { userId, text } = push;
      if (text === '' || !chat.isActive) return withoutSneakPeek(state);
      return { ...state, sneakPeek: { userId, text, until: now + sneakPeekMs } };
    }
  }
}

/** A new thread, a transfer to the user, or a repetition of either. */
function applyStarted(
  state: ChatState,
  { chat: started, isTransferred }: ChatPush & { kind: 'started' },
): ChatState {
  const { chat } = state;
  if (started.threadId !== chat.threadId) {
    return isOlderThread(state, started) ? state : applyFetched(state, started);
  }
  // A thread starts only once.
  if (!chat.isActive) return state;
  const events = (started.events ?? []).reduce<ChatState>(
    (current, event) => applyEvent(current, event, false),
    {
      ...state,
      chat: { ...chat, ...(chat.events === undefined && started.events && { events: [] }) },
    },
  );
  if (!isTransferred) return events.chat.events === chat.events ? state : events;
  const { users, groups } = started;
  return notWaiting(withChat(events, { users: users.map((user) => mergeSeen(user, chat.users)), groups }));
}

/** A push of an earlier thread is late; one of an unknown thread means that its start was missed. */
function otherThread(state: ChatState, push: ThreadPush): ChatState {
  const { chat, olderThreads: older, isStale } = state;
  if (isStale === true || older.includes(push.threadId)) return state;
  const at = push.kind === 'event' ? push.event.createdAt : undefined;
  const isOld = at !== undefined && chat.startedAt !== undefined && compareTimes(at, chat.startedAt) < 0;
  return isOld ? state : { ...state, isStale: true };
}

function applyEvent(state: ChatState, received: ThreadEvent, isUpdate: boolean): ChatState {
  const { chat } = state;
  const event = state.deletedIds.includes(received.id) ? deleted(received) : received;
  const next = chat.events
    ? withEvents(state, withEvent(chat.events, event, isUpdate))
    : withLastMessage(state, event, isUpdate);
  const { authorId, createdAt } = event;
  if (authorId === undefined || isUpdate) return next;
  const settled = withoutIndicators(next, authorId);
  // Whoever sends an event has seen those before it; LiveChat pushes nothing else about that.
  return createdAt === undefined ? settled : changeUser(settled, authorId, { seenUpTo: createdAt });
}

/** For a chat of a list, of which no more than the newest message is known. */
function withLastMessage(state: ChatState, event: ThreadEvent, isUpdate: boolean): ChatState {
  const { lastMessage: last } = state.chat;
  const isSame = last !== undefined && isSameEvent(event, last);
  const isNewest = last === undefined || laterOf(event.createdAt, last.createdAt) === event.createdAt;
  return isSaid(event) && (isSame ? isUpdate : isNewest) ? withChat(state, { lastMessage: event }) : state;
}

function applyDeletion(state: ChatState, id: string): ChatState {
  const { chat, deletedIds } = state;
  const next = deletedIds.includes(id)
    ? state
    : { ...state, deletedIds: [...deletedIds.slice(1 - maxKeptIds), id] };
  if (!chat.events) return chat.lastMessage?.id === id ? without(next, 'lastMessage') : next;
  const at = chat.events.findLastIndex((one) => one.id === id);
  const event = chat.events[at];
  return event && !event.isDeleted ? withEvents(next, chat.events.with(at, deleted(event))) : next;
}

function withEvents(state: ChatState, events: readonly ThreadEvent[]): ChatState {
  if (events === state.chat.events) return state;
  const lastMessage = events.findLast(isSaid);
  const next = lastMessage ? state : without(state, 'lastMessage');
  const endedAt = state.chat.isActive ? undefined : closedAt(events);
  return withChat(next, {
    events,
    ...(lastMessage && { lastMessage }),
    ...(endedAt !== undefined && { endedAt }),
  });
}

function applyUserAdded(state: ChatState, user: ChatUser): ChatState {
  const { users } = state.chat;
  const known = users.find(({ id }) => id === user.id);
  const added = { ...mergeSeen(user, users), isPresent: true };
  const next = !known
    ? withChat(state, { users: [...users, added] })
    : hasChanged(known, added)
      ? withChat(state, { users: users.map((one) => (one === known ? added : one)) })
      : state;
  return user.kind === 'agent' && !user.isHidden ? notWaiting(next) : next;
}

/** Agents who get a chat are seen by the customer, also if they whispered before. */
function withVisible(state: ChatState, logins: readonly string[]): ChatState {
  const { users } = state.chat;
  const changed = users.map((user) => {
    if (!logins.includes(user.id) || (user.isPresent && !user.isHidden)) return user;
    const { isHidden: _, ...visible } = user;
    return { ...visible, isPresent: true };
  });
  return changed.some((user, index) => user !== users[index]) ? withChat(state, { users: changed }) : state;
}

function applyProperties(state: ChatState, push: ChatPush & { kind: 'properties' }): ChatState {
  const { isIdle, isUnassigned, rating, ratingComment } = push;
  const next = withChat(isIdle === false ? without(state, 'isIdle') : state, {
    ...(isIdle === true && { isIdle }),
    ...(rating !== undefined && { rating }),
    ...(ratingComment !== undefined && { ratingComment }),
  });
  if (isUnassigned === undefined) return next;
  if (isUnassigned) return withChat(next, { waiting: next.chat.waiting ?? 'unassigned' });
  return next.chat.waiting === 'unassigned' ? notWaiting(next) : next;
}

/** The clock of LiveChat, if it sent the message that closes the chat: this machine's may differ. */
function ended(state: ChatState, now: number): ChatState {
  const { chat } = without(notWaiting(state), 'isIdle');
  const { events = [] } = chat;
  // As LiveChat lists them from now on: without agents who left before and wrote nothing.
  const users = chat.users
    .filter(
      ({ id, kind, isPresent }) =>
        kind === 'customer' || isPresent || events.some(({ authorId }) => authorId === id),
    )
    .map((user) => ({ ...user, isPresent: false }));
  const endedAt = closedAt(events) ?? new Date(now).toISOString();
  return { ...withoutSneakPeek(state), typing: [], chat: { ...chat, isActive: false, users, endedAt } };
}

/** Whether a thread began before the one of the state. */
function isOlderThread({ chat, olderThreads: older }: ChatState, { threadId, startedAt }: LiveChat): boolean {
  if (threadId === chat.threadId) return false;
  if (older.includes(threadId)) return true;
  return (
    chat.startedAt !== undefined && startedAt !== undefined && compareTimes(startedAt, chat.startedAt) < 0
  );
}

/** A response may be of a thread that was replaced while it was on its way. */
function olderThreads(state: ChatState, fetched: LiveChat): readonly string[] {
  const { chat, olderThreads: older } = state;
  const isReplaced = chat.threadId !== fetched.threadId && !isOlderThread(state, fetched);
  const all = isReplaced ? [...older, chat.threadId] : older;
  return all.filter((id) => id !== fetched.threadId).slice(-maxKeptIds);
}
