import type { ContextOptions } from '../../../../src/core/actions/actionContext';
import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import { ChatStore } from '../../../../src/core/chats/chatStore';
import type { LiveChatApi, LiveChatConnection } from '../../../../src/core/domain/connection';
import { fail, type Failure } from '../../../../src/core/domain/failure';
import type { AccountPush, ChatPush, TypingIndicator } from '../../../../src/core/domain/liveChat';
import type { AuditEntry } from '../../../../src/core/stores/auditLog';
import type { Session } from '../../../../src/core/stores/sessionStore';
import { FakeClock } from '../../support/fakeClock';
import { ChatServer, login, type Step } from './chatServer';

const account = { id: 'platform:a', kind: 'platform', name: 'a', login } as const;

export type AuditRecord = Omit<AuditEntry, 'at'>;

/** A store over chats of a fake server. Calls are recorded, and pushes arrive at once. */
export class ChatsBench {
  readonly clock = new FakeClock();
  readonly servers = new Map<string, ChatServer>();
  readonly calls: string[] = [];
  readonly typing: TypingIndicator[] = [];
  readonly pushes = new Emitter<AccountPush>();
  readonly sessions = new Emitter<Session>();
  session: Session = { kind: 'signed-in', account };
  /** Chats that the person follows. */
  readonly followed = new Set<string>();
  /** Failures of the next calls by method, which are not executed. */
  readonly failures = new Map<keyof LiveChatApi, Failure>();
  /** Methods whose next call fails for a reason that is not LiveChat's. */
  readonly bugs = new Set<keyof LiveChatApi>();
  /** Responses to messages do not have the event's id. */
  hidesEventIds = false;
  /** Called before a call returns. */
  beforeReturn: ((call: string) => unknown) | undefined;
  readonly store: ChatStore;
  readonly log: AuditRecord[] = [];
  /** For whoever calls the account and logs what is changed. */
  readonly context: ContextOptions;

  constructor() {
    const sessionNow = (): Session => this.session;
    const session = {
      get current() {
        return sessionNow();
      },
      onDidChange: this.sessions.event,
      run: async <T>(work: (connection: LiveChatConnection) => Promise<T>) =>
        await work({ liveChats: this.api } as Partial<LiveChatConnection> as LiveChatConnection),
    };
    const record = (entry: AuditRecord): Promise<void> => Promise.resolve(void this.log.push(entry));
    this.context = { session, audit: { record } };
    this.store = new ChatStore({
      session,
      clock: this.clock,
      log: silentLog,
      onDidPush: this.pushes.event,
      sendTyping: (typing) => this.typing.push(typing),
    });
  }

  chat(chatId: string): ChatServer {
    const server = this.servers.get(chatId) ?? new ChatServer(chatId);
    this.servers.set(chatId, server);
    return server;
  }

  /** Changes a chat of the server, and pushes what the person gets of it. */
  run(chatId: string, ...steps: readonly Step[]): void {
    for (const push of steps.flatMap((step) => this.chat(chatId).run(step))) this.push(push);
  }

  push(push: ChatPush): void {
    this.pushes.fire({ account: account.id, push });
  }

  signIn(session: Session): void {
    this.session = session;
    this.sessions.fire(session);
  }

  /** Runs all pending microtasks. */
  async flush(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }

  private readonly api: LiveChatApi = {
    running: () =>
      this.answer('running', '', () => [...this.servers.values()].map((one) => this.listed(one))),
    get: ({ chatId }) => this.answer('get', chatId, () => this.seen(this.chat(chatId))),
    send: (chatId, { text, customId, isPrivate }) =>
      this.answer('send', `${chatId} ${text}`, () => this.post(chatId, customId, isPrivate, text)),
    sendFile: (chatId, { url, customId, isPrivate }) =>
      this.answer('sendFile', `${chatId} ${url}`, () => this.post(chatId, customId, isPrivate, url)),
    upload: () => this.answer('upload', '', () => 'https://cdn.test/file'),
    join: (chatId) => this.answer('join', chatId, () => undefined),
    leave: (chatId) => this.answer('leave', chatId, () => undefined),
    transfer: (chatId) => this.answer('transfer', chatId, () => undefined),
    transferAgents: (chatId) => this.answer('transferAgents', chatId, () => []),
    resume: (chatId, { groups, first }) => {
      const said = first && ('url' in first ? first.url : first.text);
      return this.answer('resume', `${chatId} ${groups.join()} ${said ?? ''}`, () => {
        const started = this.chat(chatId).resume(login, first?.customId ?? '', said ?? '');
        this.push(started);
        const eventId = started.chat.events?.[0]?.id;
        return { threadId: started.chat.threadId, ...(eventId !== undefined && { eventId }) };
      });
    },
    close: (chatId) => this.answer('close', chatId, () => undefined),
    follow: (chatId) => this.answer('follow', chatId, () => void this.followed.add(chatId)),
    unfollow: (chatId) => this.answer('unfollow', chatId, () => void this.followed.delete(chatId)),
    findThread: () => this.answer('findThread', '', () => undefined),
    timeLimits: () => this.answer('timeLimits', '', () => undefined),
    login: () => this.answer('login', '', () => login),
    markSeen: (chatId, upTo) => this.answer('markSeen', `${chatId} ${upTo}`, () => undefined),
    tags: () => this.answer('tags', '', () => []),
    tag: () => this.answer('tag', '', () => undefined),
    untag: () => this.answer('untag', '', () => undefined),
    search: () => this.answer('search', '', () => ({ rows: [], total: 0, pages: 0, page: 1 })),
  };

  /** The person writes. @returns the id of the event */
  private post(chatId: string, customId: string, isPrivate: boolean, text: string): string | undefined {
    const about = { authorId: login, customId, ...(isPrivate && { isPrivate }) };
    const push = this.chat(chatId).post(about, text);
    this.push(push);
    return this.hidesEventIds ? undefined : push.event.id;
  }

  private listed(server: ChatServer) {
    return { ...server.listed(), isFollowed: this.followed.has(server.chatId) };
  }

  private seen(server: ChatServer) {
    return { ...server.get(), isFollowed: this.followed.has(server.chatId) };
  }

  private async answer<T>(method: keyof LiveChatApi, about: string, execute: () => T): Promise<T> {
    const call = `${method} ${about}`.trim();
    this.calls.push(call);
    if (this.bugs.delete(method)) throw new TypeError('a bug');
    const failure = this.failures.get(method);
    this.failures.delete(method);
    if (failure) return fail(failure);
    const result = execute();
    await this.beforeReturn?.(call);
    return await Promise.resolve(result);
  }
}
