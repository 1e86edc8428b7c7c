import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import { failureOf, type Failure } from '../domain/failure';
import { memberOf } from '../domain/liveChat';
import type { ChatState } from './chatState';

/** A panel that is moved or reloaded costs no call. */
const lingerMs = 5_000;
/** A follow that another device ends is not repeated sooner. */
const followPauseMs = 10_000;

/** A chat that a panel shows. Disposing ends following it, if no other panel shows it. */
export interface ChatWatch extends Disposable {
  readonly chatId: string;
  /** `undefined` until it was loaded, and while another account is active. Its `events` are absent if withheld. */
  readonly state: ChatState | undefined;
  /** Why the last load failed. What was loaded before stays. */
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  /** Loads it again, on request of the user. */
  refresh(): void;
}

/** What a watched chat uses of the store. */
export interface WatchedChatPort {
  readonly clock: Clock;
  readonly state: () => ChatState | undefined;
  readonly account: () => string | undefined;
  readonly login: () => string | undefined;
  /** @throws FailureError */
  readonly fetch: () => Promise<unknown>;
  /** @throws FailureError */
  readonly follow: () => Promise<void>;
  /** Never rejects. */
  readonly unfollow: () => Promise<unknown>;
  readonly changed: () => void;
  readonly failed: (thrown: unknown) => void;
  readonly released: () => void;
}

/**
 * Loads one chat, and follows it where the user is not in it: a member gets all pushes, others only if they follow.
 * Following ends with each new thread.
 */
export class WatchedChat implements Disposable {
  /** The account that was active when the chat was first shown. */
  private account: string | undefined;
  private watchers = 0;
  private isLoaded = false;
  /** The thread of the last response. */
  private loadedThread: string | undefined;
  private loading: Promise<void> | undefined;
  private failure: Failure | undefined;
  /** The last attempt to follow it. */
  private followed: { readonly threadId: string; readonly at: number } | undefined;
  /** This window made LiveChat send all pushes, so it also ends that. */
  private hasFollowed = false;
  /** The thread that could not be followed. */
  private unfollowable: string | undefined;
  private lingering: Disposable | undefined;
  private followingAgain: Disposable | undefined;
  private isDisposed = false;
  /** Until the next retry; `failure` is absent for an error that is not LiveChat's. */
  private hasFailed = false;

  constructor(
    private readonly chatId: string,
    private readonly port: WatchedChatPort,
  ) {}

  get isWatched(): boolean {
    return this.watchers > 0;
  }

  watch(): ChatWatch {
    this.watchers += 1;
    this.lingering?.dispose();
    this.lingering = undefined;
    this.check();
    const released = toDisposable(() => this.release());
    const stateNow = (): ChatState | undefined => (this.isActive ? this.port.state() : undefined);
    const failureNow = (): Failure | undefined => this.failure;
    const isLoadingNow = (): boolean => this.loading !== undefined;
    return {
      chatId: this.chatId,
      get state() {
        return stateNow();
      },
      get failure() {
        return failureNow();
      },
      get isLoading() {
        return isLoadingNow();
      },
      refresh: () => {
        this.isLoaded = false;
        this.retry();
      },
      dispose: () => released.dispose(),
    };
  }

  /** Loads or follows the chat if that is needed. To be called after each change. */
  check(): void {
    if (!this.isWatched || !this.isActive || this.loading || this.isDisposed) return;
    // After a failure, the next gap or the user tries again.
    if ((this.isIncomplete && !this.hasFailed) || this.needsFollow()) {
      this.loading = this.load().finally(() => {
        this.loading = undefined;
        this.port.changed();
        this.check();
      });
    } else if (this.canFollow()) {
      this.followingAgain ??= this.port.clock.after(this.followPause(), () => {
        this.followingAgain = undefined;
        this.check();
      });
    }
  }

  /** Pushes may be missing: a load that failed is tried again. */
  retry(): void {
    this.hasFailed = false;
    this.failure = undefined;
    this.check();
  }

  dispose(): void {
    this.isDisposed = true;
    this.lingering?.dispose();
    this.followingAgain?.dispose();
  }

  private get isActive(): boolean {
    this.account ??= this.port.account();
    return this.account !== undefined && this.account === this.port.account();
  }

  /** A list that was loaded after a gap may replace the chat by a newer thread without its events. */
  private get isIncomplete(): boolean {
    const { chat, isStale } = this.port.state() ?? {};
    if (!this.isLoaded || !chat || isStale === true) return true;
    const hasEvents = chat.events !== undefined || chat.restricted !== undefined;
    return !hasEvents && chat.threadId !== this.loadedThread;
  }

  private needsFollow(): boolean {
    return this.canFollow() && this.followPause() === 0;
  }

  private canFollow(): boolean {
    const { state, login } = this.port;
    const chat = state()?.chat;
    return (
      chat !== undefined &&
      chat.isActive &&
      !chat.isFollowed &&
      !memberOf(chat, login()) &&
      chat.threadId !== this.unfollowable
    );
  }

  /** Milliseconds until the thread may be followed again. */
  private followPause(): number {
    const { clock, state } = this.port;
    const { followed } = this;
    if (followed?.threadId !== state()?.chat.threadId) return 0;
    return Math.max(0, (followed?.at ?? -Infinity) + followPauseMs - clock.now());
  }

  private async load(): Promise<void> {
    try {
      // What was pushed before the follow is in the response after it.
      const followsFirst = this.needsFollow();
      if (followsFirst) await this.follow();
      await this.port.fetch();
      if (this.needsFollow()) {
        await this.follow();
        await this.port.fetch();
      }
      this.isLoaded = true;
      this.loadedThread = this.port.state()?.chat.threadId;
      this.failure = undefined;
    } catch (thrown) {
      this.hasFailed = true;
      this.failure = failureOf(thrown);
      if (!this.failure) this.port.failed(thrown);
    }
  }

  private async follow(): Promise<void> {
    const threadId = this.port.state()?.chat.threadId;
    if (threadId !== undefined) this.followed = { threadId, at: this.port.clock.now() };
    try {
      await this.port.follow();
      this.hasFollowed = true;
    } catch (thrown) {
      // The chat can still be shown as it is now.
      this.unfollowable = threadId;
      this.port.failed(thrown);
    }
  }

  private release(): void {
    this.watchers -= 1;
    if (this.isWatched || this.isDisposed) return;
    this.lingering = this.port.clock.after(lingerMs, () => {
      this.port.released();
      const chat = this.isActive ? this.port.state()?.chat : undefined;
      const isFollowing = this.hasFollowed && chat?.isActive === true && chat.isFollowed;
      if (isFollowing && !memberOf(chat, this.port.login())) void this.port.unfollow();
    });
  }
}
