import type { Clock } from '../../../core/base/clock';
import type { Account } from '../../account/account';
import type { Chat } from '../../account/chat';
import type { NamedAgent } from '../../account/ticket';
import { codeOf, micros, uuidOf } from '../formats';
import { ThreadLog, type Visibility } from './threadLog';

/** What a chat knows of one of its agents beside the name. */
export interface Membership {
  /** `agents`: the customer does not see this agent. */
  visibility: Visibility;
  /** RFC 3339; empty if the agent has seen nothing. */
  seenUpTo: string;
}

/** Indicators in the customer's widget. Their authors are logins of agents. */
export interface Shown {
  readonly typing: Set<string>;
  readonly thinking: Set<string>;
  preview?: { readonly author_id: string; readonly text: string; readonly custom_id?: string };
}

/** Properties by namespace and name. */
export type Properties = Record<string, Record<string, unknown>>;

/** A chat of the classic API is a thread here; a customer has one chat with many threads. */
export interface Thread {
  readonly chatId: string;
  readonly threadId: string;
  readonly customerId: string;
  readonly chat: Chat;
  readonly log: ThreadLog;
  /** By login, for the agents of `chat.agents` and for former ones; see {@link membershipOf}. */
  readonly memberships: Map<string, Membership>;
  /** Agents who were in the thread and have left it. */
  former: readonly NamedAgent[];
  properties: Properties;
  /** Pages that the customer has opened since the thread started, oldest first. */
  readonly pages: { readonly opened_at: string; readonly url: string; readonly title: string }[];
  /** What agents have added to the customer. */
  customer: object;
  /** RFC 3339, while the customer waits in the queue. */
  queuedAt?: string;
  /** What the customer has seen, RFC 3339. */
  customerSeenUpTo: string;
  /** The sentence that replaces the events. */
  restricted?: string;
  summary?: { readonly status: 'ok' | 'error'; readonly text: string; readonly updated_at: string };
  /** What the customer's widget shows without it being stored. */
  readonly shown: Shown;
  /** Login of the agent who started it. */
  startedBy?: string;
  /** Whether the router closed it, and no user. */
  isClosedByRouter?: true;
}

export function isActive({ chat }: Thread): boolean {
  return chat.ended === undefined;
}

export function isMember({ chat }: Thread, login: string): boolean {
  return chat.agents.some(({ id }) => id === login);
}

export function membershipOf({ memberships }: Thread, login: string): Membership {
  const known = memberships.get(login);
  if (known) return known;
  const membership: Membership = { visibility: 'all', seenUpTo: '' };
  memberships.set(login, membership);
  return membership;
}

/** The agents of a thread whom the customer sees. */
export function visibleAgents(thread: Thread): readonly NamedAgent[] {
  return thread.chat.agents.filter(({ id }) => membershipOf(thread, id).visibility === 'all');
}

/** The account's chats under the ids of the Agent Chat API. */
export class ChatStore {
  private readonly list: Thread[] = [];
  private readonly byChatId = new Map<string, Thread[]>();
  private readonly byClassicId = new Map<string, Thread>();
  private readonly followed = new Set<string>();
  private readonly properties = new Map<string, Properties>();

  constructor(
    private readonly account: Account,
    private readonly clock: Clock,
  ) {}

  /** All threads, oldest first. */
  threads(): readonly Thread[] {
    this.sync();
    return this.list;
  }

  active(): readonly Thread[] {
    return this.threads().filter(isActive);
  }

  /** The threads of each chat, oldest first; never empty. */
  chats(): readonly (readonly Thread[])[] {
    this.sync();
    return [...this.byChatId.values()];
  }

  /** The threads of a chat; none for an unknown id. */
  ofChat(chatId: string): readonly Thread[] {
    this.sync();
    return this.byChatId.get(chatId) ?? [];
  }

  of(chat: Chat): Thread {
    this.sync();
    const found = this.byClassicId.get(chat.id);
    if (!found) throw new RangeError(`Unknown chat: ${chat.id}`);
    return found;
  }

  /** Adds a chat to the account, as a further thread of `previous` if given. */
  create(chat: Chat, previous?: Thread): Thread {
    this.sync();
    this.account.chats.set(chat.id, chat);
    return this.add(chat, previous ?? this.identify(chat));
  }

  /** The properties of a chat, which its threads do not have. */
  propertiesOf(chatId: string): Properties {
    return this.properties.get(chatId) ?? {};
  }

  setProperties(chatId: string, properties: Properties): void {
    this.properties.set(chatId, properties);
  }

  /** Whether an agent follows a chat. A new thread ends it. */
  isFollowedBy(login: string, chatId: string): boolean {
    const last = this.ofChat(chatId).at(-1);
    return last !== undefined && this.followed.has(`${login} ${last.threadId}`);
  }

  follow(login: string, chatId: string, on: boolean): void {
    const last = this.ofChat(chatId).at(-1);
    if (!last) return;
    if (on) this.followed.add(`${login} ${last.threadId}`);
    else this.followed.delete(`${login} ${last.threadId}`);
  }

  // Chats are only added, in the order in which they started.
  private sync(): void {
    if (this.list.length === this.account.chats.size) return;
    for (const chat of this.account.chats.values()) {
      if (!this.byClassicId.has(chat.id)) this.add(chat, this.identify(chat));
    }
  }

  private identify(chat: Chat): { chatId: string; customerId: string } {
    const { licence } = this.account;
    // Visitors without an e-mail address, or with a running chat, count as new customers.
    const { email, id } = chat.visitor;
    const knownChatId = codeOf(licence, 'chat', email);
    const last = this.byChatId.get(knownChatId)?.at(-1);
    const isReturning = email !== '' && (!last || !isActive(last));
    const key = isReturning ? email : id + chat.id;
    return { chatId: codeOf(licence, 'chat', key), customerId: uuidOf(licence, 'customer', key) };
  }

  private add(chat: Chat, { chatId, customerId }: { chatId: string; customerId: string }): Thread {
    const threadId = codeOf(this.account.licence, 'thread', chat.id);
    const thread: Thread = {
      chatId,
      threadId,
      customerId,
      chat,
      log: new ThreadLog(chat, threadId, customerId, () => this.clock.now()),
      memberships: new Map(),
      former: [],
      properties: { routing: { idle: false, start_url: chat.visitor.pageCurrent, referrer: '' } },
      pages: [{ opened_at: micros(chat.started), url: chat.visitor.pageCurrent, title: 'Shop' }],
      customer: {},
      customerSeenUpTo: '',
      shown: { typing: new Set(), thinking: new Set() },
    };
    this.list.push(thread);
    this.byClassicId.set(chat.id, thread);
    const threads = this.byChatId.get(chatId);
    if (threads) threads.push(thread);
    else this.byChatId.set(chatId, [thread]);
    return thread;
  }
}
