import type { Disposable } from '../../base/disposable';
import { ChatNotifier } from '../../chats/chatNotifier';
import type { WindowRef } from '../../cluster/cluster';
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

/** Notifications about the running chats of the active account. Only the leader has it. */
export class LeaderChats implements Disposable {
  private current: { readonly account: string; readonly notifier: ChatNotifier } | undefined;
  /** The chats that each window shows. */
  private readonly shown = new Map<WindowRef, readonly string[]>();

  constructor(private readonly options: LeaderChatsOptions) {}

  receive(account: string, push: ChatPush): void {
    if (account !== this.options.account()) return;
    if (this.current?.account !== account) {
      this.current?.notifier.dispose();
      this.current = { account, notifier: this.notifierOf(account) };
    }
    this.current.notifier.receive(push);
  }

  /** Replaces what a window showed before. */
  setShown(window: WindowRef, chatIds: readonly string[]): void {
    if (chatIds.length === 0) this.shown.delete(window);
    else this.shown.set(window, chatIds);
    for (const chatId of chatIds) this.current?.notifier.shown(chatId);
  }

  windowLeft(window: WindowRef): void {
    this.shown.delete(window);
  }

  /** Whether any window has the chat on the screen. */
  isShown(chatId: string): boolean {
    return [...this.shown.values()].some((chatIds) => chatIds.includes(chatId));
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

  dispose(): void {
    this.current?.notifier.dispose();
  }

  private notifierOf(account: string): ChatNotifier {
    const { clock, login, surfaceOf, waitingMinutes, isDoNotDisturb, notify } = this.options;
    return new ChatNotifier({
      clock,
      login: () => login?.(),
      waitingMinutes: () => waitingMinutes?.() ?? 0,
      surfaceOf,
      isDoNotDisturb,
      isShown: (chatId) => this.isShown(chatId),
      notify: (notification) => notify(account, notification),
    });
  }
}
