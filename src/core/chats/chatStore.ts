import type { Clock } from '../base/clock';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { errorName, type Log, logRejection } from '../base/log';
import { displayName } from '../domain/account';
import type { CallOptions, LiveChatApi } from '../domain/connection';
import { fail, failureOf } from '../domain/failure';
import {
  ownEventsOf,
  memberOf,
  type AccountPush,
  type ChatPush,
  type ChatRef,
  type LiveChat,
  type ThreadEvent,
  type TypingIndicator,
} from '../domain/liveChat';
import { accountIdOf, type SessionStore } from '../stores/sessionStore';
import { applyFetched, type TimedPush } from './applyPush';
import { sectionsOf, type ChatSections, type ListStatus } from './chatLists';
import { stateOf, withChat, type ChatState } from './chatState';
import { ChatStates, type ChatChange, type ReceivedMessage } from './chatStates';
import { SeenMarks } from './seenMarks';
import { WatchedChat, type ChatWatch } from './watchedChat';

export interface ChatStoreOptions {
  readonly session: Pick<SessionStore, 'current' | 'onDidChange' | 'run'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Pushes of all accounts of this window, see `EventService.onDidPushChat`. */
  readonly onDidPush: Event<AccountPush>;
  /** Sends an indicator over the socket, if there is one. */
  readonly sendTyping: (typing: TypingIndicator) => unknown;
}

/**
 * Running chats of the active account, as all views and panels of this window render them. Pushes keep them up to
 * date. Calls are made only for what is shown: `showList` costs one call unless the list is known, `watch` one to
 * three, a gap one for the list and one for each watched chat, and nothing is polled.
 *
 * A view keeps `showList()` while it is visible, renders `sections` and listens to `onDidChange`. A panel keeps
 * `watch(chatId)`, renders `watch.state` and the messages on their way (`Outgoing`), and calls `markSeen` while it is
 * visible and focused.
 */
export class ChatStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<ChatChange>());
  readonly onDidChange = this.changed.event;
  private readonly received = this.owned.add(new Emitter<ReceivedMessage>());
  /** Fires once per message that is pushed, also for chats that are not watched. Not for messages missed in a gap. */
  readonly onDidReceiveMessage = this.received.event;
  private readonly pushed = this.owned.add(new Emitter<ChatPush>());
  /** Pushes of the active account, after they were applied. */
  readonly onDidPush = this.pushed.event;
  private readonly watched = new Map<string, WatchedChat>();
  private readonly states: ChatStates;
  private readonly seenMarks: SeenMarks;
  private account: string | undefined;
  private listWatchers = 0;
  private status: ListStatus = { kind: 'unloaded' };
  /** `again`: it was requested while it was loading. */
  private loadingList: { again: boolean; readonly done: Promise<void> } | undefined;

  constructor(private readonly options: ChatStoreOptions) {
    const { session, clock, onDidPush } = options;
    this.account = accountIdOf(session.current);
    this.states = this.owned.add(
      new ChatStates({
        clock,
        changed: (change) => {
          this.changed.fire(change);
          if (change.chatId !== undefined) this.watched.get(change.chatId)?.check();
        },
        received: (ref, event) => this.report(ref, event),
      }),
    );
    this.seenMarks = this.owned.add(
      new SeenMarks(clock, (chatId, upTo) =>
        this.call((api) => api.markSeen(chatId, upTo, { priority: 'background' })).catch(this.ignore),
      ),
    );
    this.owned.add(onDidPush((push) => this.receive(push)));
    this.owned.add(session.onDidChange(() => this.followSession()));
  }

  /** The user's login; `undefined` while signed out. */
  get login(): string | undefined {
    const { current } = this.options.session;
    return current.kind === 'signed-out' ? undefined : displayName(current.account);
  }

  /** Running chats by section, and those that ended today as far as this window has seen them. */
  get sections(): ChatSections {
    const today = new Date(this.options.clock.now()).setHours(0, 0, 0, 0);
    const chats = this.states.all.map(({ chat }) => chat);
    return sectionsOf(chats, this.login, today);
  }

  get listStatus(): ListStatus {
    return this.status;
  }

  /** What is known of a chat, without a call. */
  readonly get = (chatId: string): ChatState | undefined => this.states.get(chatId);

  /** Adds a chat that ended, unless it is known. */
  addEnded(chat: LiveChat): void {
    if (!this.states.get(chat.chatId)) this.states.set(stateOf(chat));
  }

  /** Keeps the list complete until disposed. Loads it if it is not known. */
  showList(): Disposable {
    this.listWatchers += 1;
    if (this.status.kind !== 'loaded' && !this.loadingList)
      logRejection(this.loadList('interactive'), this.options.log);
    return toDisposable(() => (this.listWatchers -= 1));
  }

  /** Loads the list again, on request of the user. */
  async refresh(): Promise<void> {
    await this.loadList('interactive');
  }

  /** Loads a chat with its events and keeps it up to date until disposed. */
  watch(chatId: string): ChatWatch {
    const watched = this.watched.get(chatId) ?? new WatchedChat(chatId, this.portOf(chatId));
    this.watched.set(chatId, watched);
    return watched.watch();
  }

  /** Whether a panel of this window watches the chat. */
  isWatched(chatId: string): boolean {
    return this.watched.get(chatId)?.isWatched === true;
  }

  /**
   * Marks the events up to one as seen by the user, which the customer sees. To be called while the chat is visible
   * and the window has the focus. Does nothing if the user is not visibly in the chat. One call in 5 s.
   * @param upTo `createdAt` of an event
   */
  markSeen(chatId: string, upTo: string): void {
    const chat = this.states.get(chatId)?.chat;
    const self = chat && memberOf(chat, this.login);
    if (self && !self.isHidden && chat.isActive) this.seenMarks.mark(chatId, upTo, self.seenUpTo);
  }

  /** Shows that the user is typing, to agents only if `isPrivate`. May be called with every key press. */
  typing(typing: TypingIndicator): void {
    const chat = this.states.get(typing.chatId)?.chat;
    if (chat?.isActive && memberOf(chat, this.login)) this.options.sendTyping(typing);
  }

  /** As `get`, unless pushes may have been lost. */
  current(chatId: string): LiveChat | undefined {
    const state = this.states.get(chatId);
    return state?.isStale ? undefined : state?.chat;
  }

  /** An event that was pushed or read, by the id that its author's app gave it. */
  readonly findEvent: ChatStates['findEvent'] = (chatId, customId) => this.states.findEvent(chatId, customId);

  /** Reads a chat with its events now. @throws FailureError */
  async read(chatId: string): Promise<LiveChat> {
    const { account } = this;
    return await this.states.fetch(
      () => this.call((api) => api.get({ chatId })),
      (chat, since) => {
        if (account === this.account) this.states.set(applyFetched(this.states.get(chatId), chat, since));
      },
    );
  }

  /** Runs an operation on the running chats of the active account. @throws FailureError */
  async call<T>(work: (api: LiveChatApi) => Promise<T>): Promise<T> {
    return await this.options.session.run(({ liveChats }) =>
      liveChats ? work(liveChats) : fail({ code: 'unsupported', field: 'liveChats' }),
    );
  }

  dispose(): void {
    for (const watched of this.watched.values()) watched.dispose();
    this.watched.clear();
    this.owned.dispose();
  }

  private receive({ account, push }: AccountPush): void {
    if (account !== this.account) return;
    this.states.apply(push);
    if (push.kind === 'gap') this.handleGap(push.running);
    this.pushed.fire(push);
  }

  private report({ chatId, threadId }: ChatRef, event: ThreadEvent): void {
    const { account, login } = this;
    if (account === undefined) return;
    const chat = this.states.get(chatId)?.chat;
    const self = chat && memberOf(chat, login);
    this.received.fire({
      ...{ account, chatId, threadId, event, isOwn: ownEventsOf(chat, login)(event) },
      ...(chat && { chat }),
      isMine: self !== undefined,
    });
  }

  private handleGap(running: readonly LiveChat[] | undefined): void {
    if (running) this.applyList(running, []);
    else {
      const wasLoading = this.loadingList !== undefined;
      if (this.status.kind === 'loaded') this.setStatus({ kind: 'unloaded' });
      if (this.listWatchers > 0 || wasLoading) logRejection(this.loadList('background'), this.options.log);
    }
    for (const watched of this.watched.values()) watched.retry();
  }

  private async loadList(priority: CallOptions['priority']): Promise<void> {
    if (this.loadingList) {
      this.loadingList.again = true;
      await this.loadingList.done;
      return;
    }
    const fetching = this.fetchList({ priority: priority ?? 'interactive' });
    const loading = { again: false, done: fetching.finally(() => (this.loadingList = undefined)) };
    this.loadingList = loading;
    await loading.done;
    if (loading.again && this.account !== undefined) await this.loadList(priority);
  }

  private async fetchList(options: CallOptions): Promise<void> {
    const { account } = this;
    if (account === undefined) return;
    if (this.status.kind === 'unloaded') this.setStatus({ kind: 'loading' });
    try {
      await this.states.fetch(
        () => this.call((api) => api.running(options)),
        (running, since) => {
          if (account === this.account) this.applyList(running, since);
        },
      );
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (account === this.account)
        this.setStatus(failure ? { kind: 'failed', failure } : { kind: 'unloaded' });
      if (!failure) throw thrown;
    }
  }

  private applyList(running: readonly LiveChat[], since: readonly TimedPush[]): void {
    this.states.list(running, since, (chatId) => this.isWatched(chatId));
    const { ended } = this.sections;
    if (this.status.kind === 'failed') for (const watched of this.watched.values()) watched.retry();
    this.states.prune((chat) => ended.includes(chat) || this.watched.has(chat.chatId));
    this.setStatus({ kind: 'loaded' });
  }

  private portOf(chatId: string): ConstructorParameters<typeof WatchedChat>[1] {
    const { clock } = this.options;
    return {
      clock,
      state: () => this.states.get(chatId),
      account: () => this.account,
      login: () => this.login,
      fetch: () => this.read(chatId),
      follow: async () => {
        await this.call((api) => api.follow(chatId));
        const state = this.states.get(chatId);
        if (state) this.states.set(withChat(state, { isFollowed: true }));
      },
      unfollow: () => this.call((api) => api.unfollow(chatId, { priority: 'background' })).catch(this.ignore),
      changed: () => this.changed.fire({ chatId }),
      failed: (thrown) => this.ignore(thrown),
      released: () => this.watched.delete(chatId),
    };
  }

  private setStatus(status: ListStatus): void {
    this.status = status;
    this.changed.fire({});
  }

  private followSession(): void {
    const { current } = this.options.session;
    const account = accountIdOf(current);
    const isOther = account !== this.account;
    if (isOther) {
      this.account = account;
      this.states.clear();
      this.seenMarks.clear();
      this.setStatus({ kind: 'unloaded' });
    } else if (current.kind !== 'signed-in') return;
    // Also after a refused token was replaced.
    if (account !== undefined && this.listWatchers > 0 && this.status.kind !== 'loaded') {
      logRejection(this.loadList('interactive'), this.options.log);
    }
    for (const watched of this.watched.values()) watched.retry();
  }

  private readonly ignore = (thrown: unknown): void => {
    this.options.log.warn(`Chats: a call failed (${failureOf(thrown)?.code ?? errorName(thrown)}).`);
  };
}
