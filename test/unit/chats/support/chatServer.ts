import {
  isSaid,
  type ChatPush,
  type ChatUser,
  type LiveChat,
  type ThreadEvent,
} from '../../../../src/core/domain/liveChat';

export const now = Date.UTC(2026, 6, 1, 12);
export const login = 'ada@shop.test';

/** Steps of a chat, as a property test generates them. */
export type Step =
  | { readonly do: 'customerSays' | 'agentSays' | 'noteIsWritten'; readonly agent: number }
  | { readonly do: 'isChanged' | 'isDeleted' | 'isSeen'; readonly at: number; readonly agent: number }
  | { readonly do: 'joins' | 'whispers' | 'leaves'; readonly agent: number }
  | { readonly do: 'isTagged' | 'isUntagged'; readonly at: number }
  | { readonly do: 'isQueued' | 'isUnassigned' | 'isIdle' | 'isActive' | 'types' | 'moves' | 'isRated' }
  | { readonly do: 'restarts' };

const agents = [login, 'grace@shop.test', 'edsger@shop.test'];
const tags = ['refund', 'sales', 'bug'];

/** LiveChat's side of one chat: changes it and says what is pushed. Texts of private events begin with `secret`. */
export class ChatServer {
  chat: LiveChat;
  private events: ThreadEvent[] = [];
  private count = 0;
  private threads = 0;

  constructor(readonly chatId = 'c1') {
    this.chat = this.newThread([{ id: 'customer', kind: 'customer', name: 'Kim', isPresent: true }]);
  }

  /** As `get_chat` answers now. */
  get(): LiveChat {
    return { ...this.chat, events: [...this.events] };
  }

  /** As `list_chats` answers now. */
  listed(): LiveChat {
    return this.chat;
  }

  run(step: Step): readonly ChatPush[] {
    const { chatId, threadId } = this.chat;
    const ref = { chatId, threadId };
    switch (step.do) {
      case 'customerSays':
        return [this.say({ authorId: 'customer' }, 'hello')];
      case 'agentSays':
        if (!this.isVisible(step.agent)) return [];
        return [this.say({ authorId: this.agent(step.agent), customId: `own-${this.count}` }, 'good day')];
      case 'noteIsWritten':
        // LiveChat accepts events of members only.
        if (!this.chat.users.some(({ id, isPresent }) => isPresent && id === this.agent(step.agent)))
          return [];
        return [this.say({ authorId: this.agent(step.agent), isPrivate: true }, 'secret note')];
      case 'isChanged': {
        const before = this.events.at(step.at);
        if (!before || before.isDeleted) return [];
        const event = { ...before, content: { kind: 'message', text: `changed ${this.next()}` } } as const;
        this.replace(event);
        return [{ kind: 'event', event, isUpdate: true, ...ref }];
      }
      case 'isDeleted': {
        const before = this.events.at(step.at);
        if (!before) return [];
        this.replace({ ...before, isDeleted: true, content: { kind: 'message', text: '' } });
        return [{ kind: 'eventDeleted', eventId: before.id, ...ref }];
      }
      case 'isSeen': {
        const { createdAt: seenUpTo } = this.events.at(step.at) ?? {};
        const userId = this.agent(step.agent);
        const user = this.chat.users.find(({ id }) => id === userId);
        if (seenUpTo === undefined || !user || (user.seenUpTo ?? '') >= seenUpTo) return [];
        this.setUser({ ...user, seenUpTo });
        return [{ kind: 'seen', chatId, userId, seenUpTo }];
      }
      case 'joins':
      case 'whispers':
        return [this.add(step.agent, step.do === 'whispers')];
      case 'leaves': {
        const user = this.chat.users.find(({ id }) => id === this.agent(step.agent));
        if (!user) return [];
        this.setUser({ ...user, isPresent: false });
        return [{ kind: 'userRemoved', userId: user.id, ...ref }];
      }
      case 'isTagged':
      case 'isUntagged': {
        const tag = tags.at(step.at % tags.length) ?? '';
        const has = this.chat.tags.includes(tag);
        if (has === (step.do === 'isTagged')) return [];
        const others = this.chat.tags.filter((one) => one !== tag);
        this.chat = { ...this.chat, tags: has ? others : [...others, tag] };
        return [{ kind: 'tag', tag, ...(has && { isRemoved: true }), ...ref }];
      }
      case 'isQueued':
        if (this.chat.waiting) return [];
        this.chat = {
          ...this.chat,
          waiting: 'queue',
          queuedAt: new Date(now).toISOString(),
          queuePosition: 2,
        };
        return [
          { kind: 'transferred', agents: [], groups: [0], isQueued: true, ...ref },
          { kind: 'queue', positions: [{ position: 2, ...ref }] },
        ];
      case 'isUnassigned':
        if (this.chat.waiting) return [];
        this.chat = { ...this.chat, waiting: 'unassigned' };
        return [{ kind: 'properties', isUnassigned: true, ...ref }];
      case 'isIdle':
        this.chat = { ...this.chat, isIdle: true };
        return [{ kind: 'properties', isIdle: true, ...ref }];
      case 'isActive':
        this.chat = without(this.chat, 'isIdle');
        return [{ kind: 'properties', isIdle: false, ...ref }];
      case 'isRated':
        this.chat = { ...this.chat, rating: 1 };
        return [{ kind: 'properties', rating: 1, ...ref }];
      case 'types':
        return [
          { kind: 'typing', userId: 'customer', isTyping: true, ...ref },
          { kind: 'sneakPeek', userId: 'customer', text: 'secret and not sent', ...ref },
        ];
      case 'moves': {
        const page = `https://shop.test/${this.next()}`;
        const customer = this.chat.users[0];
        if (!customer) return [];
        this.setUser({ ...customer, page });
        return [{ kind: 'customer', user: { id: customer.id, kind: 'customer', page } }];
      }
      case 'restarts': {
        const customer = this.chat.users.slice(0, 1);
        this.events = [];
        this.chat = this.newThread(customer);
        const said = this.say({ authorId: 'customer' }, 'back again');
        return [{ kind: 'ended', ...ref }, { kind: 'started', chat: this.get() }, said];
      }
    }
  }

  /** Closes the thread. */
  close(): ChatPush {
    const { chatId, threadId } = this.chat;
    this.chat = { ...this.chat, isActive: false };
    return { kind: 'ended', chatId, threadId };
  }

  /** An agent resumes the chat with a message. */
  resume(agentId: string, customId: string, text: string): ChatPush & { readonly kind: 'started' } {
    this.events = [];
    const agent: ChatUser = { id: agentId, kind: 'agent', name: 'Agent', isPresent: true };
    this.chat = { ...this.newThread([...this.chat.users.slice(0, 1), agent]), groups: this.chat.groups };
    this.post({ authorId: agentId, customId }, text);
    return { kind: 'started', chat: this.get() };
  }

  private newThread(users: readonly ChatUser[]): LiveChat {
    this.threads += 1;
    return {
      chatId: this.chatId,
      threadId: `t${this.threads}`,
      isActive: true,
      users,
      groups: [0],
      tags: [],
      startedAt: this.time(),
      isFollowed: false,
    };
  }

  private agent(at: number): string {
    return agents.at(at % agents.length) ?? login;
  }

  private isVisible(at: number): boolean {
    const user = this.chat.users.find(({ id }) => id === this.agent(at));
    return user?.isPresent === true && !user.isHidden;
  }

  private add(at: number, isHidden: boolean): ChatPush {
    const id = this.agent(at);
    const known = this.chat.users.find((one) => one.id === id);
    const name = `Agent ${at % agents.length}`;
    const user: ChatUser = {
      id,
      kind: 'agent',
      // Once the customer has seen the agent, the name is no secret.
      name: isHidden && known?.name !== name ? `secret ${id}` : name,
      isPresent: true,
      ...(isHidden && { isHidden }),
      ...(known?.seenUpTo !== undefined && { seenUpTo: known.seenUpTo }),
    };
    if (known) this.setUser(user);
    else this.chat = { ...this.chat, users: [...this.chat.users, user] };
    if (!isHidden) this.chat = without(this.chat, 'waiting', 'queuedAt', 'queuePosition');
    const { chatId, threadId } = this.chat;
    return { kind: 'userAdded', user, chatId, threadId };
  }

  /** Adds an event. */
  post(about: Omit<Partial<ThreadEvent>, 'id'>, text: string): ChatPush & { readonly kind: 'event' } {
    const { chatId, threadId } = this.chat;
    const event: ThreadEvent = {
      id: `${threadId}_${this.next()}`,
      createdAt: this.time(),
      ...about,
      content: { kind: 'message', text },
    };
    this.setEvents([...this.events, event]);
    // Whoever sends an event has seen those before it (LiveChat docs, "Send Event").
    const author = this.chat.users.find(({ id }) => id === event.authorId);
    if (author) this.setUser({ ...author, seenUpTo: event.createdAt ?? '' });
    return { kind: 'event', event, chatId, threadId };
  }

  private say(about: Omit<Partial<ThreadEvent>, 'id'>, text: string): ChatPush {
    return this.post(about, `${text} ${this.count + 1}`);
  }

  private replace(event: ThreadEvent): void {
    this.setEvents(this.events.map((one) => (one.id === event.id ? event : one)));
  }

  private setEvents(events: ThreadEvent[]): void {
    this.events = events;
    const lastMessage = events.findLast(isSaid);
    this.chat = lastMessage ? { ...this.chat, lastMessage } : without(this.chat, 'lastMessage');
  }

  private setUser(user: ChatUser): void {
    this.chat = { ...this.chat, users: this.chat.users.map((one) => (one.id === user.id ? user : one)) };
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }

  private time(): string {
    return `2026-07-01T11:00:00.${String(this.next()).padStart(6, '0')}Z`;
  }
}

function without(chat: LiveChat, ...keys: readonly (keyof LiveChat)[]): LiveChat {
  const rest = { ...chat };
  for (const key of keys) Reflect.deleteProperty(rest, key);
  return rest;
}
