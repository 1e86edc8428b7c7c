import type { Disposable } from '../../base/disposable';
import { ChatNotifier } from '../../chats/chatNotifier';
import type { WindowRef } from '../../cluster/cluster';
import { isSameAddress } from '../../domain/account';
import type { Arrival } from '../../domain/arrival';
import type { ChatPush } from '../../domain/liveChat';
import type { ChatNotification } from '../status/notification';
import type { EventServiceOptions } from './eventService';

export interface LeaderChatsOptions extends Pick<
  EventServiceOptions,
  'clock' | 'account' | 'login' | 'surfaceOf' | 'waitingMinutes' | 'isDoNotDisturb'
> {
  readonly notify: (account: string, notification: ChatNotification) => void;
}

/** How much later than an event of a team LiveChat's push about the same chat may come. */
const pushMs = 1_500;

/** The start of a chat that may have been given to the person. */
interface Awaited {
  readonly arrival: Arrival;
  readonly timer: Disposable;
  readonly settle: (isCovered: boolean) => void;
}

/** Notifications about the running chats of the active account. Only the leader has it. */
export class LeaderChats implements Disposable {
  private current: { readonly account: string; readonly notifier: ChatNotifier } | undefined;
  /** The chats that each window shows. */
  private readonly shown = new Map<WindowRef, readonly string[]>();
  private readonly awaited = new Set<Awaited>();
  /** Ids of the chats that a window has on the screen. Asked for with each push. */
  shownChats: readonly string[] = [];

  constructor(private readonly options: LeaderChatsOptions) {}

  receive(account: string, push: ChatPush): void {
    if (account !== this.options.account()) return;
    if (this.current?.account !== account) {
      this.current?.notifier.dispose();
      this.current = { account, notifier: this.notifierOf(account) };
    }
    this.current.notifier.receive(push);
    for (const one of this.awaited) if (this.covers(one.arrival)) this.end(one, true);
  }

  /** Replaces what a window showed before. */
  setShown(window: WindowRef, chatIds: readonly string[]): void {
    if (chatIds.length === 0) this.shown.delete(window);
    else this.shown.set(window, chatIds);
    this.noteShown();
    for (const chatId of chatIds) this.current?.notifier.shown(chatId);
  }

  windowLeft(window: WindowRef): void {
    this.shown.delete(window);
    this.noteShown();
  }

  /** Whether the start of a chat is not shown, because a notification says that the chat was given to the person. */
  covers(arrival: Arrival): boolean {
    const { surfaceOf } = this.options;
    return (
      arrival.kind === 'chat_started' &&
      this.current?.account === arrival.account &&
      surfaceOf('assigned') !== 'off' &&
      this.current.notifier.wasAssigned(arrival.chat.id)
    );
  }

  /** Whether another notification says, or may say soon, that the chat was given to the person. */
  mayCover(arrival: Arrival): boolean {
    return this.covers(arrival) || this.expectsPush(arrival);
  }

  /**
   * For a start that is not covered: whether LiveChat's push, which says who gave the chat to the person, may be still to
   * come, because the event came through a team.
   * @param settle called once that is known, with what `covers` says then
   */
  awaitsPush(arrival: Arrival, settle: (isCovered: boolean) => void): boolean {
    if (!this.expectsPush(arrival)) return false;
    const { clock } = this.options;
    const one: Awaited = { arrival, settle, timer: clock.after(pushMs, () => this.end(one, false)) };
    this.awaited.add(one);
    return true;
  }

  dispose(): void {
    this.current?.notifier.dispose();
    for (const { timer } of this.awaited) timer.dispose();
    this.awaited.clear();
  }

  private noteShown(): void {
    this.shownChats = [...this.shown.values()].flat();
  }

  private expectsPush(arrival: Arrival): boolean {
    if (arrival.viaTeam !== true || arrival.kind !== 'chat_started') return false;
    if (this.current?.account !== arrival.account) return false;
    const { login, surfaceOf } = this.options;
    const isOwn = arrival.chat.agents.some((agent) => isSameAddress(agent.login, login?.()));
    return isOwn && surfaceOf('assigned') !== 'off';
  }

  private end(one: Awaited, isCovered: boolean): void {
    this.awaited.delete(one);
    one.timer.dispose();
    one.settle(isCovered);
  }

  private notifierOf(account: string): ChatNotifier {
    const { clock, login, surfaceOf, waitingMinutes, isDoNotDisturb, notify } = this.options;
    return new ChatNotifier({
      clock,
      login: () => login?.(),
      waitingMinutes: () => waitingMinutes?.() ?? 0,
      surfaceOf,
      isDoNotDisturb,
      isShown: (chatId) => this.shownChats.includes(chatId),
      notify: (notification) => notify(account, notification),
    });
  }
}
