import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import type { ArgsOf } from '../../core/events/service/leaderApi';
import type { ListenerView } from '../../core/events/status/listenerStatus';

/** Well below the time for which the leader keeps a report, see `leaderChats.ts`. */
const repeatMs = 30_000;

export interface ShownChatsLeader {
  ask(method: 'showsChats', args: ArgsOf<'showsChats'>): Promise<unknown>;
  readonly onDidChange: Event<ListenerView>;
}

/** Reports to the leader which chats this window shows, so that their messages raise no notifications. */
export class ShownChats implements Disposable {
  private readonly window = crypto.randomUUID();
  private chatIds: readonly string[] = [];
  private timer: Disposable | undefined;
  private readonly watching: Disposable;

  constructor(
    private readonly leader: ShownChatsLeader,
    private readonly clock: Clock,
  ) {
    // Another window may lead now.
    this.watching = leader.onDidChange(() => {
      if (this.chatIds.length > 0) this.report();
    });
  }

  set(chatIds: readonly string[]): void {
    if (chatIds.join('\n') === this.chatIds.join('\n')) return;
    this.chatIds = chatIds;
    this.report();
  }

  dispose(): void {
    this.watching.dispose();
    this.timer?.dispose();
  }

  private report(): void {
    const { window, chatIds, clock } = this;
    this.timer?.dispose();
    this.timer = chatIds.length > 0 ? clock.after(repeatMs, () => this.report()) : undefined;
    // Without a leader there are no notifications; the next one gets the next report.
    this.leader.ask('showsChats', { window, chatIds }).catch(() => undefined);
  }
}
