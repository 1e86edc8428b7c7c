import type { Disposable } from '../../base/disposable';
import { errorName } from '../../base/log';
import type { WindowRef } from '../../cluster/cluster';
import type { ChatPush } from '../../domain/liveChat';
import { mergeActivities, type Activity, type ShownByWindow } from '../../presence/presenceMessage';
import type { PresenceSender, PresenceSenderOptions } from '../../presence/presenceSender';
import type { EventServiceOptions } from './eventService';

export interface LeaderPresenceOptions extends Pick<EventServiceOptions, 'clock' | 'log' | 'random'> {
  readonly send: PresenceSenderOptions['send'];
  /** `isRefused` has changed. */
  readonly changed: () => void;
}

/** Announces to other agents what the person reads and types, for all windows of the machine. Only the leader has it. */
export class LeaderPresence implements Disposable {
  private readonly windows = new Map<WindowRef, ShownByWindow>();
  private sender: PresenceSender | undefined;
  private isLoading = false;
  private refused = false;
  /** Of the last connection. */
  private account: string | undefined;

  constructor(private readonly options: LeaderPresenceOptions) {}

  /** Whether LiveChat refuses the messages: the access token lacks a scope. */
  get isRefused(): boolean {
    return this.refused;
  }

  /**
   * Replaces what a window showed before.
   * @param shown absent if the window does not take part
   */
  report(window: WindowRef, shown: ShownByWindow | undefined): void {
    if (shown) this.windows.set(window, shown);
    else this.windows.delete(window);
    this.update();
  }

  windowLeft(window: WindowRef): void {
    if (this.windows.delete(window)) this.update();
  }

  receive(account: string, push: ChatPush): void {
    if (push.kind === 'gap') {
      this.account = account;
      this.update();
      this.sender?.connected(account);
    } else if (push.kind === 'multicast') this.sender?.receive(push.by, push.content);
  }

  /** To be called before the connection is closed, so that others learn of it. */
  dispose(): void {
    this.windows.clear();
    this.update();
  }

  private update(): void {
    if (this.windows.size === 0) {
      this.sender?.dispose();
      this.sender = undefined;
      this.note(false);
    } else if (this.sender) this.sender.set(this.merged);
    else if (!this.isLoading) void this.load();
  }

  /** IDs of one account are not sent to agents of another. */
  private get merged(): readonly Activity[] {
    const shown = [...this.windows.values()].filter(({ account }) => account === this.account);
    return mergeActivities(shown.flatMap(({ on }) => on));
  }

  /** A bundle of its own, for those who use it. Never rejects. */
  private async load(): Promise<void> {
    const { clock, log, random = Math.random, send } = this.options;
    this.isLoading = true;
    try {
      const { PresenceSender: Sender } = await import('../../presence/presenceSender');
      if (this.windows.size === 0) return;
      const id = crypto.randomUUID();
      this.sender = new Sender({ clock, random, id, send, refused: (isRefused) => this.note(isRefused) });
      this.update();
      if (this.account !== undefined) this.sender.connected(this.account);
    } catch (thrown) {
      log.error(`Presence could not be loaded (${errorName(thrown)}).`);
    } finally {
      this.isLoading = false;
    }
  }

  private note(isRefused: boolean): void {
    if (isRefused === this.refused) return;
    this.refused = isRefused;
    if (isRefused) this.options.log.warn('Presence: the access token lacks multicast:rw.');
    this.options.changed();
  }
}
