import type { ChatUser, LiveChat } from '../domain/liveChat';
import { laterOf } from './eventOrder';

export interface Typing {
  /** Id of a `ChatUser`. */
  readonly userId: string;
  /** The customer does not see it. */
  readonly isPrivate?: true;
  /** In epoch milliseconds. */
  readonly until: number;
}

/** What the customer is typing. It was not sent, and may never be. */
export interface SneakPeek {
  readonly userId: string;
  readonly text: string;
  /** In epoch milliseconds. */
  readonly until: number;
}

/** A chat with its newest thread, as known from fetches and pushes. Immutable. */
export interface ChatState {
  /** `events` are sorted and without duplicates; absent until they were fetched. */
  readonly chat: LiveChat;
  readonly typing: readonly Typing[];
  readonly sneakPeek?: SneakPeek;
  /** Pushes may be missing, so it has to be fetched again before it is relied on. */
  readonly isStale?: true;
  /** Events that were deleted, also before they arrived. */
  readonly deletedIds: readonly string[];
  /** Earlier threads of the chat, of which late pushes are ignored. */
  readonly olderThreads: readonly string[];
}

export function stateOf(chat: LiveChat): ChatState {
  return { chat, typing: [], deletedIds: [], olderThreads: [] };
}

/** Ends the indicators that were not repeated. @returns the state itself if nothing changes */
export function expire(state: ChatState, now: number): ChatState {
  const typing = state.typing.filter(({ until }) => until > now);
  const isOver = state.sneakPeek !== undefined && state.sneakPeek.until <= now;
  if (typing.length === state.typing.length && !isOver) return state;
  return { ...(isOver ? withoutSneakPeek(state) : state), typing };
}

/** When the next indicator ends, in epoch milliseconds. */
export function nextExpiry({ typing, sneakPeek }: ChatState): number | undefined {
  const times = [...typing, ...(sneakPeek ? [sneakPeek] : [])].map(({ until }) => until);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The user, with the latest known `seenUpTo`. */
export function mergeSeen(user: ChatUser, known: readonly ChatUser[]): ChatUser {
  const seenUpTo = laterOf(user.seenUpTo, known.find(({ id }) => id === user.id)?.seenUpTo);
  return seenUpTo === undefined ? user : { ...user, seenUpTo };
}

/** Changes a user of the chat. What the user has seen never decreases. */
export function changeUser(state: ChatState, id: string, change: Partial<ChatUser>): ChatState {
  const { users } = state.chat;
  const at = users.findIndex((user) => user.id === id);
  const user = users[at];
  if (!user) return state;
  const seenUpTo = laterOf(user.seenUpTo, change.seenUpTo);
  const next = { ...user, ...change, ...(seenUpTo !== undefined && { seenUpTo }) };
  return hasChanged(user, next) ? withChat(state, { users: users.with(at, next) }) : state;
}

export function notWaiting(state: ChatState): ChatState {
  return without(state, 'waiting', 'queuedAt', 'queuePosition');
}

export function without(state: ChatState, ...keys: readonly (keyof LiveChat)[]): ChatState {
  if (keys.every((key) => state.chat[key] === undefined)) return state;
  const chat = { ...state.chat };
  for (const key of keys) Reflect.deleteProperty(chat, key);
  return { ...state, chat };
}

/** @returns the state itself if nothing changes */
export function withChat(state: ChatState, change: Partial<LiveChat>): ChatState {
  const { chat } = state;
  const keys = Object.keys(change) as (keyof LiveChat)[];
  return keys.some((key) => chat[key] !== change[key]) ? { ...state, chat: { ...chat, ...change } } : state;
}

export function hasChanged<T extends object>(before: T, after: T): boolean {
  for (const key in after) if (before[key] !== after[key]) return true;
  for (const key in before) if (!(key in after)) return true;
  return false;
}

export function withoutIndicators(state: ChatState, userId: string): ChatState {
  if (state.typing.length === 0 && !state.sneakPeek) return state;
  const typing = state.typing.filter((one) => one.userId !== userId);
  const next = typing.length < state.typing.length ? { ...state, typing } : state;
  return state.sneakPeek?.userId === userId ? withoutSneakPeek(next) : next;
}

export function withoutSneakPeek(state: ChatState): ChatState {
  const { sneakPeek, ...rest } = state;
  return sneakPeek ? rest : state;
}
