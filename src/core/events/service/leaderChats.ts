import type { Disposable } from '../../base/disposable';
import { ChatNotifier } from '../../chats/chatNotifier';
import type { Arrival } from '../../domain/arrival';
import type { ChatPush } from '../../domain/liveChat';
import type { ChatNotification } from '../status/notification';
import type { EventServiceOptions } from './eventService';

/** A window that has ended without reporting it counts as showing its chats for this long after its last report. */
export const shownMs = 75_000;

export interface LeaderChatsOptions extends Pick<
  EventServiceOptions,
  'clock' | 'account' | 'login' | 'surfaceOf' | 'isDoNotDisturb'
> {
  readonly notify: (account: string, notification: ChatNotification) => void;
}

/** The chats that a window shows. */
export interface ShownChats {
  /** Identifies the window. */
  readonly window: string;
  readonly chatIds: readonly string[];
}

/** Notifications about the running chats of the active account. Only the leader has it. */
export class LeaderChats implements Disposable {
  private current: { readonly account: string; readonly notifier: ChatNotifier } | undefined;
  private readonly windows = new Map<
    string,
    { readonly chatIds: readonly string[]; readonly until: number }
  >();

  constructor(private readonly options: LeaderChatsOptions) {}

  receive(account: string, push: ChatPush): void {
    if (account !== this.options.account()) return;
    if (this.current?.account !== account) {
      this.current?.notifier.dispose();
      this.current = { account, notifier: this.notifierOf(account) };
    }
    this.current.notifier.receive(push);
  }

  setShown({ window, chatIds }: ShownChats): void {
    if (chatIds.length === 0) this.windows.delete(window);
    else this.windows.set(window, { chatIds, until: this.options.clock.now() + shownMs });
    for (const chatId of chatIds) this.current?.notifier.shown(chatId);
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
    const { clock, login, surfaceOf, isDoNotDisturb, notify } = this.options;
    return new ChatNotifier({
      clock,
      login: () => login?.(),
      surfaceOf,
      isDoNotDisturb,
      isShown: (chatId) => this.isShown(chatId),
      notify: (notification) => notify(account, notification),
    });
  }

  private isShown(chatId: string): boolean {
    const now = this.options.clock.now();
    return [...this.windows.values()].some(({ chatIds, until }) => until > now && chatIds.includes(chatId));
  }
}
