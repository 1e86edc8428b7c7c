import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { AccountPush, ChatPush } from '../../domain/liveChat';

/** The pushes of one turn of the event loop, in order. */
export interface ChatPushBatch {
  readonly account: string;
  readonly pushes: readonly ChatPush[];
}

export interface ChatPushesOptions {
  readonly log: Log;
  readonly hasAccount: (account: string) => boolean;
  /** Sends to all other windows. */
  readonly broadcast: (batch: ChatPushBatch) => void;
}

/**
 * Brings pushes about running chats from the leader's socket to every window, in order. They are not stored: a window
 * that was not connected gets a `gap`.
 */
export class ChatPushes implements Disposable {
  private readonly pushed: Emitter<AccountPush>;
  readonly onDidPush: Event<AccountPush>;
  private batches: { readonly account: string; readonly pushes: ChatPush[] }[] = [];
  private flushing: NodeJS.Immediate | undefined;

  constructor(private readonly options: ChatPushesOptions) {
    this.pushed = new Emitter(options.log);
    this.onDidPush = this.pushed.event;
  }

  /** In the leader. Sent once per turn: many frames of the socket are read in one. */
  add(account: string, push: ChatPush): void {
    const last = this.batches.at(-1);
    if (last?.account === account) last.pushes.push(push);
    else this.batches.push({ account, pushes: [push] });
    this.flushing ??= setImmediate(() => this.flush());
  }

  /** In any window: from the leader, or from this window's own connection to it. */
  receive({ account, pushes }: ChatPushBatch): void {
    if (!this.options.hasAccount(account)) return;
    for (const push of pushes) this.pushed.fire({ account, push });
  }

  dispose(): void {
    clearImmediate(this.flushing);
    this.pushed.dispose();
  }

  private flush(): void {
    this.flushing = undefined;
    const { batches } = this;
    this.batches = [];
    for (const batch of batches) {
      this.options.broadcast(batch);
      this.receive(batch);
    }
  }
}
