import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { memberOf, type ChatPush, type LiveChat } from '../domain/liveChat';
import { ChatWaits } from './chatWaits';

const minuteMs = 60_000;
/** Chats of which the time is up together, such as after a start, are shown together. */
const togetherMs = 1_000;

/** Chats in which customers have waited long. */
export interface LongWait {
  /** The one that waits longest. */
  readonly chat: LiveChat;
  /** In epoch milliseconds. */
  readonly since: number;
  /** The customer waits for the user's answer, else for any agent. */
  readonly isMine: boolean;
  /** How many chats there are. */
  readonly count: number;
}

export interface WaitNotifierOptions {
  readonly clock: Clock;
  readonly login: () => string | undefined;
  /** The setting; 0 for never. */
  readonly minutes: () => number;
  /** Whether a window shows the chat. */
  readonly isShown: (chatId: string) => boolean;
  readonly notify: (wait: LongWait) => void;
}

interface Timed {
  readonly since: number;
  readonly timer: Disposable;
}

/** Reports once per wait that a customer has waited longer than the setting. */
export class WaitNotifier implements Disposable {
  private readonly waits: ChatWaits;
  private readonly timed = new Map<string, Timed>();
  /** Of which the time is up. */
  private due = new Map<string, LiveChat>();
  private together: Disposable | undefined;

  constructor(private readonly options: WaitNotifierOptions) {
    this.waits = new ChatWaits(options.login);
  }

  /** @param chat as it is after the push; `undefined` if it is not known */
  receive(push: ChatPush, chat: LiveChat | undefined): void {
    this.waits.note(push, chat, this.options.clock.now());
    if (chat) this.check(chat);
  }

  /** To be called with each chat that changed, also by a list. */
  check(chat: LiveChat): void {
    const { clock, minutes } = this.options;
    const { chatId } = chat;
    const since = this.waits.since(chat);
    if (this.due.has(chatId)) this.due.set(chatId, chat);
    if (since === this.timed.get(chatId)?.since) return;
    this.forget(chatId);
    if (since === undefined || minutes() === 0) return;
    const wait = Math.max(0, since + minutes() * minuteMs - clock.now());
    this.timed.set(chatId, { since, timer: clock.after(wait, () => this.isUp(chat)) });
  }

  forget(chatId: string): void {
    this.timed.get(chatId)?.timer.dispose();
    this.timed.delete(chatId);
    this.due.delete(chatId);
  }

  dispose(): void {
    for (const { timer } of this.timed.values()) timer.dispose();
    this.timed.clear();
    this.together?.dispose();
  }

  private isUp(chat: LiveChat): void {
    this.due.set(chat.chatId, chat);
    this.together ??= this.options.clock.after(togetherMs, () => this.notify());
  }

  private notify(): void {
    const { login, isShown, notify } = this.options;
    const { due } = this;
    this.due = new Map();
    this.together = undefined;
    const long = [...due.values()].flatMap((chat) => {
      const since = this.timed.get(chat.chatId)?.since;
      return since === undefined || isShown(chat.chatId) ? [] : [{ chat, since }];
    });
    const [longest] = long.toSorted((one, other) => one.since - other.since);
    if (!longest) return;
    const isMine = memberOf(longest.chat, login()) !== undefined;
    notify({ ...longest, isMine, count: long.length });
  }
}
