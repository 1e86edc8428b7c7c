import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { AccountPush, ChatPush } from '../../domain/liveChat';

/** Pushes of one account, in order. */
export interface ChatPushBatch {
  readonly account: string;
  readonly pushes: readonly ChatPush[];
}

export interface ChatPushesOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly hasAccount: (account: string) => boolean;
  /** Sends to all other windows. */
  readonly broadcast: (batch: ChatPushBatch) => void;
  /** Whether a window has the chat on the screen, so that a push about it cannot wait. */
  readonly isShown: (chatId: string) => boolean;
}

/**
 * How long pushes of chats that no window shows are collected. A hundred messages a second, each handled in a turn of
 * its own, took several times the processor time of ten turns with ten of them.
 */
const collectMs = 100;

/** What comes often and changes little outside the panel of its chat. */
const frequent: ReadonlySet<ChatPush['kind']> = new Set(['event', 'typing', 'sneakPeek', 'seen']);

/**
 * Brings pushes about running chats from the leader's socket to every window, in order. They are not stored: a window
 * that was not connected gets a `gap`.
 */
export class ChatPushes implements Disposable {
  private readonly pushed: Emitter<AccountPush>;
  readonly onDidPush: Event<AccountPush>;
  private batches: { readonly account: string; readonly pushes: ChatPush[] }[] = [];
  private flushing: NodeJS.Immediate | undefined;
  private timer: Disposable | undefined;
  private flushedAt = -Infinity;

  constructor(private readonly options: ChatPushesOptions) {
    this.pushed = new Emitter(options.log);
    this.onDidPush = this.pushed.event;
  }

  /**
   * In the leader. Sent once per turn, because many frames of the socket are read in one, and a hundred milliseconds
   * after the last ones at the latest.
   */
  add(account: string, push: ChatPush): void {
    const last = this.batches.at(-1);
    if (last?.account === account) last.pushes.push(push);
    else this.batches.push({ account, pushes: [push] });
    const sinceMs = this.options.clock.now() - this.flushedAt;
    // A clock that was set back must not delay anything.
    const isEarly = sinceMs >= 0 && sinceMs < collectMs;
    if (isEarly && this.canWait(push)) {
      this.timer ??= this.options.clock.after(collectMs - sinceMs, () => this.flush());
    } else this.flushing ??= setImmediate(() => this.flush());
  }

  /** In any window: from the leader, or from this window's own connection to it. */
  receive({ account, pushes }: ChatPushBatch): void {
    if (!this.options.hasAccount(account)) return;
    for (const push of pushes) this.pushed.fire({ account, push });
  }

  dispose(): void {
    clearImmediate(this.flushing);
    this.timer?.dispose();
    this.pushed.dispose();
  }

  private canWait(push: ChatPush): boolean {
    return frequent.has(push.kind) && 'chatId' in push && !this.options.isShown(push.chatId);
  }

  private flush(): void {
    clearImmediate(this.flushing);
    this.flushing = undefined;
    this.timer?.dispose();
    this.timer = undefined;
    this.flushedAt = this.options.clock.now();
    const { batches } = this;
    this.batches = [];
    for (const batch of batches) {
      this.options.broadcast(batch);
      this.receive(batch);
    }
  }
}
