import { asRecord } from '../base/json';
import { isSameAddress } from './account';
import type { SurveyAnswer } from './arrival';
import type { SharedFile } from './sharedFile';
import type { IsoTime } from './ticket';

/** A chat and one of its threads (docs/livechat-api.md#chats-and-threads). */
export interface ChatRef {
  readonly chatId: string;
  readonly threadId: string;
}

/** An agent or the customer of a chat, also one who left it. */
export interface ChatUser {
  /** An agent's login, or the customer's id. */
  readonly id: string;
  readonly kind: 'agent' | 'customer';
  readonly name?: string;
  readonly email?: string;
  /** Whether the user is in the chat now. */
  readonly isPresent: boolean;
  /** The customer does not see this agent (`visibility: agents`). */
  readonly isHidden?: true;
  /** Newest moment whose events the user has seen, as sent, in microseconds. */
  readonly seenUpTo?: string;
  /** Address of the page that the customer is on. */
  readonly page?: string;
}

/** What an event of a thread says. What an unknown kind carries is in `text`. */
export type ThreadContent =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'file'; readonly file: SharedFile }
  | { readonly kind: 'rich'; readonly text: string; readonly files: readonly SharedFile[] }
  /** A filled form; `when` is absent for a form that is no survey. */
  | { readonly kind: 'form'; readonly when?: 'before' | 'after'; readonly answers: readonly SurveyAnswer[] }
  /** `type` is LiveChat's: the type of the system message, or of the event. */
  | { readonly kind: 'system'; readonly type: string; readonly text?: string };

/** One event of a thread (docs/livechat-api.md#chats-and-threads). */
export interface ThreadEvent {
  readonly id: string;
  /** Set by the app that sent the event. */
  readonly customId?: string;
  /** As sent, in microseconds: for the order of events, and as the `seenUpTo` of a user. */
  readonly createdAt?: string;
  /** Id of a `ChatUser`; absent if LiveChat is the author. */
  readonly authorId?: string;
  /** The customer does not see it (`visibility: agents`). */
  readonly isPrivate?: true;
  /** It was deleted; `content` may be missing its text. */
  readonly isDeleted?: true;
  readonly content: ThreadContent;
}

/** Whether an event is a message, file or rich message that the customer can see. */
export function isSaid({ content, isPrivate, isDeleted }: ThreadEvent): boolean {
  return !isPrivate && !isDeleted && ['message', 'file', 'rich'].includes(content.kind);
}

/**
 * When the thread was closed, if its closing message is there. A rating or a form may follow it
 * (LiveChat docs, "System activities": `manual_archived_agent`, `routing.archived_inactive` …).
 */
export function closedAt(events: readonly ThreadEvent[]): IsoTime | undefined {
  const closing = events.findLast(
    ({ content }) => content.kind === 'system' && content.type.includes('archived'),
  );
  return closing?.createdAt === undefined ? undefined : new Date(closing.createdAt).toISOString();
}

/** A chat with one of its threads, as the Agent Chat API has it. */
export interface LiveChat extends ChatRef {
  readonly isActive: boolean;
  readonly users: readonly ChatUser[];
  /** Ids of the groups with access; 0 means every agent. */
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly startedAt?: IsoTime;
  /** Present once the thread is closed, if known. */
  readonly endedAt?: IsoTime;
  /** Why no agent has the chat: it is in the queue, or was routed to no agent. */
  readonly waiting?: 'queue' | 'unassigned';
  /** When it entered the queue. */
  readonly queuedAt?: IsoTime;
  readonly queuePosition?: number;
  /** LiveChat considers the chat idle (`routing.idle`). */
  readonly isIdle?: true;
  /** The page on which the thread started. */
  readonly startUrl?: string;
  /** LiveChat's reason for withholding the events. */
  readonly restricted?: string;
  /** The user gets all pushes of the chat without being in it. */
  readonly isFollowed: boolean;
  /** The customer's: 1 is good, 0 is bad. */
  readonly rating?: number;
  /** What the customer wrote with the rating. */
  readonly ratingComment?: string;
  /** The thread before this one; absent for the first, and in lists. */
  readonly previousThreadId?: string;
  /** The newest message that is known and that the customer can see. */
  readonly lastMessage?: ThreadEvent;
  /** Oldest first; absent in lists, which do not have them. */
  readonly events?: readonly ThreadEvent[];
}

/** Where a chat stands in the list, for the agent with a login. */
export type ChatSection = 'mine' | 'waiting' | 'others' | 'ended';

/** The agent's own entry in a chat, if the agent is in it now, seen by the customer or hidden. */
export function memberOf({ users }: LiveChat, login: string | undefined): ChatUser | undefined {
  if (login === undefined) return undefined;
  return users.find(
    ({ id, email, kind, isPresent }) =>
      kind === 'agent' && isPresent && (isSameAddress(id, login) || isSameAddress(email, login)),
  );
}

/** A test whether events of a chat are by the agent with a login, who may have left the chat. */
export function ownEventsOf(
  chat: LiveChat | undefined,
  login: string | undefined,
): (event: Pick<ThreadEvent, 'authorId'>) => boolean {
  const id = chat && login !== undefined ? memberOf(chat, login)?.id : undefined;
  return ({ authorId }) =>
    authorId !== undefined && login !== undefined && (authorId === id || isSameAddress(authorId, login));
}

/** A chat in which the agent only whispers belongs to `others` or `waiting`. */
export function sectionOf(chat: LiveChat, login: string | undefined): ChatSection {
  if (!chat.isActive) return 'ended';
  const self = memberOf(chat, login);
  if (self && !self.isHidden) return 'mine';
  return chat.waiting === undefined ? 'others' : 'waiting';
}

/** The customer of a chat. */
export function customerOf({ users }: LiveChat): ChatUser | undefined {
  return users.find(({ kind }) => kind === 'customer');
}

/** Whoever is not a customer of the chat is an agent. Without known customers, an id that is a login is an agent's. */
export function isMissingAgent(
  id: string,
  users: readonly { readonly id: string; readonly kind?: ChatUser['kind'] }[],
): boolean {
  if (users.some((user) => user.id === id)) return false;
  return users.some(({ kind }) => kind === 'customer') || id.includes('@');
}

/**
 * A change of a chat that LiveChat pushed. Compare the thread's id to see whether it concerns the thread that is shown.
 * `by` is the id of the user who caused it, if LiveChat sends it.
 */
export type ChatPush =
  /** A thread began, or the chat was transferred to the user; `events` are present. */
  | { readonly kind: 'started'; readonly chat: LiveChat; readonly isTransferred?: true; readonly by?: string }
  /** `by` is absent if LiveChat closed the thread. */
  | ({ readonly kind: 'ended'; readonly by?: string } & ChatRef)
  /** A new event, or a changed one of the same id. */
  | ({ readonly kind: 'event'; readonly event: ThreadEvent; readonly isUpdate?: true } & ChatRef)
  | ({ readonly kind: 'eventDeleted'; readonly eventId: string } & ChatRef)
  | ({ readonly kind: 'userAdded'; readonly user: ChatUser; readonly by?: string } & ChatRef)
  | ({ readonly kind: 'userRemoved'; readonly userId: string; readonly reason?: string } & ChatRef)
  /** To agents or groups; `isQueued`: the chat waits in the queue now. */
  | ({
      readonly kind: 'transferred';
      readonly agents: readonly string[];
      readonly groups: readonly number[];
      readonly reason?: string;
      readonly isQueued?: true;
      readonly by?: string;
    } & ChatRef)
  | { readonly kind: 'access'; readonly chatId: string; readonly groups: readonly number[] }
  /** Only what changed is present. */
  | ({
      readonly kind: 'properties';
      readonly isIdle?: boolean;
      readonly isUnassigned?: boolean;
      readonly rating?: number;
      readonly ratingComment?: string;
    } & ChatRef)
  | ({ readonly kind: 'tag'; readonly tag: string; readonly isRemoved?: true } & ChatRef)
  | {
      readonly kind: 'seen';
      readonly chatId: string;
      readonly userId: string;
      readonly seenUpTo: string;
    }
  | ({
      readonly kind: 'typing';
      readonly userId: string;
      readonly isTyping: boolean;
      readonly isPrivate?: true;
    } & ChatRef)
  /** What the customer is typing and has not sent. An empty text ends it. */
  | ({ readonly kind: 'sneakPeek'; readonly userId: string; readonly text: string } & ChatRef)
  | {
      readonly kind: 'queue';
      readonly positions: readonly (ChatRef & { readonly position: number })[];
    }
  /** The customer's name, address or page changed. */
  | { readonly kind: 'customer'; readonly user: Omit<ChatUser, 'isPresent'> }
  | { readonly kind: 'unfollowed'; readonly chatId: string }
  /** Another agent’s message to agents, see `multicastType`. It concerns no chat. */
  | { readonly kind: 'multicast'; readonly by: string; readonly content: unknown }
  /**
   * Pushes may have been lost: the state has to be fetched again. `running` are all chats with an active thread, as
   * LiveChat just listed them, without `events`; absent if they could not be listed.
   */
  | { readonly kind: 'gap'; readonly running?: readonly LiveChat[] };

/** The `type` of multicasts about what the user reads and types (`core/presence`). */
export const multicastType = 'livechat-desk.presence';

/** Longest content of a multicast that is accepted, in characters of JSON. */
export const maxMulticastLength = 4_096;

/** A push about the running chats of an account. */
export interface AccountPush {
  /** `Account.id` */
  readonly account: string;
  readonly push: ChatPush;
}

const pushKinds: Readonly<Record<ChatPush['kind'], true>> = {
  started: true,
  ended: true,
  event: true,
  eventDeleted: true,
  userAdded: true,
  userRemoved: true,
  transferred: true,
  access: true,
  properties: true,
  tag: true,
  seen: true,
  typing: true,
  sneakPeek: true,
  queue: true,
  customer: true,
  unfollowed: true,
  multicast: true,
  gap: true,
};

/** Whether a push that another window decoded is of a kind that this version knows. Its fields are not checked again. */
export function isChatPush(value: unknown): value is ChatPush {
  const { kind } = asRecord(value);
  return typeof kind === 'string' && Object.hasOwn(pushKinds, kind);
}

/** Shows agents, and unless `isPrivate` the customer, that the user is typing. */
export interface TypingIndicator {
  readonly chatId: string;
  readonly isTyping: boolean;
  readonly isPrivate?: true;
}

/** Maximum length of a message in UTF-8 (LiveChat docs, Agent Chat API: "Data structures", "Message"). */
export const maxMessageBytes = 16 * 1024;

function messageBytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

export function isMessageTooLong(text: string): boolean {
  return messageBytes(text) > maxMessageBytes;
}

/** What a message is sent with. */
export interface OutgoingMessage {
  readonly text: string;
  readonly isPrivate: boolean;
  /** A UUID, by which the event is found if the response is lost. */
  readonly customId: string;
}

/** What an uploaded file is sent with. */
export type OutgoingFile = Omit<OutgoingMessage, 'text'> & { readonly url: string };

export interface ChatSearch {
  readonly query?: string;
  readonly from?: IsoTime;
  readonly to?: IsoTime;
  /** A login. */
  readonly agent?: string;
  readonly group?: number;
  readonly tag?: string;
}

export interface TransferAgent {
  readonly login: string;
  readonly activeChats?: number;
}

export type TransferTarget = { readonly agent: string } | { readonly group: number };
