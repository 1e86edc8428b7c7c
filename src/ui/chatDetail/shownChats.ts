import { withTimeout } from '../../core/base/async';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import type { ArgsOf } from '../../core/events/service/leaderApi';
import type { ListenerView } from '../../core/events/status/listenerStatus';

/** How often it is checked that the window is still there: a server keeps the process of a browser tab for hours. */
const checkMs = 5_000;
const answerMs = 1_000;

export interface ShownChatsOptions {
  readonly clock: Clock;
  readonly leader: {
    ask(method: 'showsChats', args: ArgsOf<'showsChats'>): Promise<unknown>;
    /** Another window may lead then. */
    readonly onDidChange: Event<ListenerView>;
  };
  /** Resolves once the window itself has answered. */
  readonly answers: () => PromiseLike<unknown>;
}

/**
 * Reports to the leader which chats this window shows, so that their messages raise no notifications. The leader forgets
 * what a window shows once it is disconnected.
 */
export class ShownChats implements Disposable {
  private chatIds: readonly string[] = [];
  private isAnswering = true;
  private timer: Disposable | undefined;
  private readonly watching: Disposable;

  constructor(private readonly options: ShownChatsOptions) {
    this.watching = options.leader.onDidChange(() => {
      if (this.chatIds.length > 0) this.report();
    });
  }

  set(chatIds: readonly string[]): void {
    if (chatIds.join('\n') === this.chatIds.join('\n')) return;
    this.chatIds = chatIds;
    // The person has just changed what the window shows.
    this.isAnswering = true;
    this.report();
    this.schedule();
  }

  dispose(): void {
    this.watching.dispose();
    this.timer?.dispose();
  }

  private schedule(): void {
    this.timer?.dispose();
    this.timer =
      this.chatIds.length > 0 ? this.options.clock.after(checkMs, () => void this.check()) : undefined;
  }

  private async check(): Promise<void> {
    this.schedule();
    const { clock, answers } = this.options;
    const answer = Promise.resolve(answers()).then(() => true);
    const isAnswering = (await withTimeout(clock, answerMs, answer).catch(() => false)) === true;
    if (isAnswering === this.isAnswering) return;
    this.isAnswering = isAnswering;
    this.report();
  }

  private report(): void {
    const { chatIds, isAnswering, options } = this;
    // Without a leader there are no notifications; the next one gets the next report.
    options.leader.ask('showsChats', { chatIds: isAnswering ? chatIds : [] }).catch(() => undefined);
  }
}
