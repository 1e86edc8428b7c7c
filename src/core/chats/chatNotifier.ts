import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { isSameAddress } from '../domain/account';
import { omitUndefined } from '../domain/input/inputReader';
import { customerOf, memberOf, type ChatPush, type LiveChat, type ThreadEvent } from '../domain/liveChat';
import type { ChatNotification, Surface } from '../events/status/notification';
import { applyFetched, applyPush } from './applyPush';
import { stateOf, type ChatState } from './chatState';
import { BoundedMap } from '../base/boundedMap';
import { WaitNotifier } from './waitNotifier';

/** Further messages of a chat in this time are shown together. */
const groupMs = 10_000;
/** Chats of which that time is up so soon after are shown in the same turn, which costs much less than one for each. */
const togetherMs = 500;
/** Longest wait for the push that contains who gave a chat to the user. */
const assignMs = 1_000;

export interface ChatNotifierOptions {
  readonly clock: Clock;
  /** The user's login. */
  readonly login: () => string | undefined;
  /** The current setting. */
  readonly surfaceOf: (kind: ChatNotification['kind']) => Surface;
  /** Whether toasts are muted, as for arrivals; the status bar is used then. */
  readonly isDoNotDisturb: () => boolean;
  /** After how many minutes of waiting a chat is shown; 0 for never. */
  readonly waitingMinutes: () => number;
  /** Whether a window shows the chat. */
  readonly isShown: (chatId: string) => boolean;
  readonly notify: (notification: ChatNotification) => void;
}

/** Who and what is shown, without where. */
type Unplaced = Omit<ChatNotification, 'surface' | 'name' | 'text'>;

interface Group {
  readonly threadId: string;
  readonly events: ThreadEvent[];
  /** In epoch milliseconds. */
  readonly dueAt: number;
}

/** Decides which pushes about running chats are shown to the user, once per machine: it runs in the leader. */
export class ChatNotifier implements Disposable {
  /** Without events: names, members, and whether a chat is running. */
  private readonly states = new Map<string, ChatState>();
  /** In the order in which they are due. */
  private readonly groups = new Map<string, Group>();
  /** Until the first of them is due. */
  private gathering: Disposable | undefined;
  private readonly assigning = new Map<string, Disposable>();
  /** Ids of threads that the user took, or was given and notified of. */
  private readonly settledThreads = new BoundedMap();
  private readonly messages = new BoundedMap();
  /** Ids of threads that were given to the user, whether a notification followed or not. */
  private readonly assignedThreads = new BoundedMap();

  private readonly waits: WaitNotifier;

  constructor(private readonly options: ChatNotifierOptions) {
    const { clock, login, isShown, waitingMinutes: minutes } = options;
    this.waits = new WaitNotifier({
      ...{ clock, login, isShown, minutes },
      notify: ({ chat: { chatId, threadId }, since, isMine, count }) =>
        this.notify({ kind: 'waiting', chatId, threadId, since, isMine, count }),
    });
  }

  receive(push: ChatPush): void {
    if (push.kind === 'gap') {
      for (const chat of push.running ?? []) {
        const state = applyFetched(this.states.get(chat.chatId), chat);
        this.states.set(chat.chatId, state);
        this.waits.check(state.chat);
        // Chats that were the user's during the gap are in the list, and so may be one that was just assigned.
        if (this.isMine(chat) && !this.assigning.has(chat.threadId))
          this.settledThreads.add(chat.threadId, true);
      }
      return;
    }
    this.apply(push);
    const chatId = push.kind === 'started' ? push.chat.chatId : 'chatId' in push ? push.chatId : '';
    this.waits.receive(push, this.states.get(chatId)?.chat);
    switch (push.kind) {
      case 'started':
        if (push.by !== undefined && this.isSelf(push.by)) this.take(push.chat.threadId);
        else if (this.isMine(push.chat)) this.assign(push.chat);
        break;
      case 'userAdded': {
        const chat = this.states.get(push.chatId)?.chat;
        if (!chat || memberOf(chat, this.options.login())?.id !== push.user.id) break;
        if (push.by !== undefined && this.isSelf(push.by)) this.take(push.threadId);
        else if (this.isMine(chat)) this.assign(chat);
        break;
      }
      case 'transferred':
        if (push.by !== undefined && this.isSelf(push.by)) this.take(push.threadId);
        break;
      case 'event':
        if (!push.isUpdate) this.message(push.chatId, push.event);
        break;
      case 'ended':
        this.states.delete(push.chatId);
        this.drop(push.chatId);
        break;
      default:
    }
  }

  /** The chat is shown now: what waits for it is not shown any more. */
  shown(chatId: string): void {
    const group = this.groups.get(chatId);
    if (group) group.events.length = 0;
  }

  /** Whether a notification says that the thread was given to the user, or will within a moment. */
  wasAssigned(threadId: string): boolean {
    return this.assignedThreads.get(threadId) === true;
  }

  dispose(): void {
    this.waits.dispose();
    this.gathering?.dispose();
    for (const timer of this.assigning.values()) timer.dispose();
    this.groups.clear();
    this.assigning.clear();
  }

  private apply(push: Exclude<ChatPush, { readonly kind: 'gap' }>): void {
    const now = this.options.clock.now();
    if (push.kind === 'started') {
      const { events: _, ...chat } = push.chat;
      const before = this.states.get(chat.chatId);
      this.states.set(chat.chatId, before ? applyPush(before, { ...push, chat }, now) : stateOf(chat));
    } else if ('chatId' in push) {
      const before = this.states.get(push.chatId);
      if (before) this.states.set(push.chatId, applyPush(before, push, now));
    } else {
      for (const [id, state] of this.states) this.states.set(id, applyPush(state, push, now));
    }
  }

  private assign(chat: LiveChat): void {
    const { chatId, threadId } = chat;
    if (this.assigning.has(threadId) || this.settledThreads.get(threadId)) return;
    this.assignedThreads.add(threadId, true);
    const timer = this.options.clock.after(assignMs, () => {
      this.assigning.delete(threadId);
      if (!this.settledThreads.add(threadId, true)) return;
      this.notify({ kind: 'assigned', chatId, threadId, count: 0 });
    });
    this.assigning.set(threadId, timer);
  }

  /** The user did it, here or elsewhere. */
  private take(threadId: string): void {
    this.settledThreads.add(threadId, true);
    this.assigning.get(threadId)?.dispose();
    this.assigning.delete(threadId);
  }

  private message(chatId: string, event: ThreadEvent): void {
    const chat = this.states.get(chatId)?.chat;
    const isMessage = ['message', 'file', 'rich'].includes(event.content.kind) && !event.isDeleted;
    if (!chat || !isMessage || !this.isMine(chat) || this.isSelf(event.authorId)) return;
    if (!this.messages.add(`${chat.threadId}\n${event.id}`, true) || this.options.isShown(chatId)) return;
    const group = this.groups.get(chatId);
    if (group) group.events.push(event);
    else {
      this.notify({ kind: 'message', chatId, threadId: chat.threadId, count: 1 }, event);
      this.gather(chatId, chat.threadId);
      this.showInTime();
    }
  }

  private gather(chatId: string, threadId: string): void {
    this.groups.set(chatId, { threadId, events: [], dueAt: this.options.clock.now() + groupMs });
  }

  private showInTime(): void {
    const { clock } = this.options;
    const [first] = this.groups.values();
    if (!first) {
      this.gathering?.dispose();
      this.gathering = undefined;
      return;
    }
    const wait = Math.min(groupMs, Math.max(0, first.dueAt - clock.now()));
    this.gathering ??= clock.after(wait, () => {
      this.gathering = undefined;
      this.showGroups();
      this.showInTime();
    });
  }

  private showGroups(): void {
    const now = this.options.clock.now();
    // Reading settings takes longer than all else that a notification needs.
    const surface = this.surfaceOf('message');
    for (const [chatId, { threadId, events, dueAt }] of [...this.groups]) {
      // The clock may have been set back.
      if (dueAt > now + togetherMs && dueAt <= now + groupMs) continue;
      this.groups.delete(chatId);
      if (events.length === 0 || this.options.isShown(chatId)) continue;
      this.notify({ kind: 'message', chatId, threadId, count: events.length }, events.at(-1), surface);
      this.gather(chatId, threadId);
    }
  }

  private drop(chatId: string): void {
    this.groups.delete(chatId);
    this.showInTime();
    this.waits.forget(chatId);
  }

  private surfaceOf(kind: ChatNotification['kind']): Surface {
    const wanted = this.options.surfaceOf(kind);
    return wanted === 'toast' && this.options.isDoNotDisturb() ? 'statusBar' : wanted;
  }

  private notify(about: Unplaced, newest?: ThreadEvent, surface = this.surfaceOf(about.kind)): void {
    const { chatId } = about;
    if (surface === 'off') return;
    const chat = this.states.get(chatId)?.chat;
    const author = newest && chat?.users.find(({ id }) => id === newest.authorId);
    const user = author ?? (chat && customerOf(chat));
    const name = user?.name ?? user?.email ?? (user?.kind === 'agent' ? user.id : undefined);
    const text = textOf(newest);
    const { name: customer, email } = (chat && customerOf(chat)) ?? {};
    this.options.notify({
      ...about,
      surface,
      ...(name !== undefined && { name }),
      ...(user?.kind === 'agent' && { isByAgent: true }),
      ...((customer ?? email) !== undefined && { customer: omitUndefined({ name: customer, email }) }),
      ...(text !== undefined && { text }),
    });
  }

  private isMine(chat: LiveChat): boolean {
    const self = memberOf(chat, this.options.login());
    return self !== undefined && !self.isHidden;
  }

  private isSelf(id: string | undefined): boolean {
    return isSameAddress(id, this.options.login());
  }
}

function textOf(event: ThreadEvent | undefined): string | undefined {
  if (event?.content.kind === 'message' || event?.content.kind === 'rich') return event.content.text;
  return event?.content.kind === 'file' ? event.content.file.name : undefined;
}
