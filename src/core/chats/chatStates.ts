import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { ChatPush, ChatRef, LiveChat, ThreadEvent } from '../domain/liveChat';
import { applyFetched, applyPush, type TimedPush } from './applyPush';
import { expire, nextExpiry, stateOf, type ChatState } from './chatState';
import { BoundedMap } from '../base/boundedMap';

/** What changed: one chat, or the list as a whole. */
export interface ChatChange {
  /** Absent if the list was loaded, failed, or belongs to another account. */
  readonly chatId?: string;
  /** Only who is typing changed, which lists do not show. */
  readonly isIndicator?: true;
}

/** A message of customer or agent that was just pushed. */
export interface ReceivedMessage {
  /** `Account.id` */
  readonly account: string;
  readonly chatId: string;
  readonly threadId: string;
  readonly event: ThreadEvent;
  /** Without `events` unless someone watches it; absent if the chat is known neither from a list nor from its start. */
  readonly chat?: LiveChat;
  /** The user is in the chat, seen by the customer or hidden. */
  readonly isMine: boolean;
  /** The user wrote it, here or elsewhere. */
  readonly isOwn: boolean;
}

export interface ChatStatesOptions {
  readonly clock: Clock;
  readonly changed: (change: ChatChange) => void;
  /** Called once for each message of customer or agent that was pushed. */
  readonly received: (ref: ChatRef, event: ThreadEvent) => void;
}

/** The chats that are known, kept by responses and pushes. Makes no calls. */
export class ChatStates implements Disposable {
  private readonly states = new Map<string, ChatState>();
  /** What is pushed while a request is under way. */
  private readonly recordings = new Set<TimedPush[]>();
  private readonly reported = new BoundedMap();
  /** Events of which the response may have been lost, by `customId`. */
  private readonly pushedEvents = new BoundedMap<{ threadId: string; eventId: string }>();
  private expiry: (Disposable & { readonly at: number }) | undefined;

  constructor(private readonly options: ChatStatesOptions) {}

  get(chatId: string): ChatState | undefined {
    return this.states.get(chatId);
  }

  get all(): readonly ChatState[] {
    return [...this.states.values()];
  }

  clear(): void {
    this.states.clear();
  }

  set(state: ChatState, isIndicator = false): void {
    const { chatId } = state.chat;
    const before = this.states.get(chatId);
    if (before === state) return;
    this.states.set(chatId, state);
    this.scheduleExpiry(state);
    const isOnlyIndicator = isIndicator && before?.chat === state.chat;
    this.options.changed({ chatId, ...(isOnlyIndicator && { isIndicator: true }) });
  }

  apply(push: ChatPush): void {
    const at = this.options.clock.now();
    for (const recording of this.recordings) recording.push({ push, at });
    switch (push.kind) {
      case 'gap':
      case 'queue':
      case 'customer':
        for (const state of this.all) this.set(applyPush(state, push, at));
        break;
      case 'started':
        this.start(push, at);
        break;
      case 'multicast':
        break;
      default: {
        const before = this.states.get(push.chatId);
        const isIndicator = push.kind === 'typing' || push.kind === 'sneakPeek';
        if (before) this.set(applyPush(before, push, at), isIndicator);
        if (push.kind === 'event' && !push.isUpdate) this.receive(push);
      }
    }
  }

  /** Makes a request, and applies its response together with what was pushed meanwhile. */
  async fetch<T>(
    request: () => Promise<T>,
    applyResponse: (response: T, since: readonly TimedPush[]) => void,
  ): Promise<T> {
    const recording: TimedPush[] = [];
    this.recordings.add(recording);
    try {
      const response = await request();
      applyResponse(response, recording);
      return response;
    } finally {
      this.recordings.delete(recording);
    }
  }

  /**
   * Applies a list of all running chats. Others have ended.
   * @param since what was pushed since it was requested
   * @param isWatched chats of which events and pushes tell more than the list
   */
  list(
    running: readonly LiveChat[],
    since: readonly TimedPush[],
    isWatched: (chatId: string) => boolean,
  ): void {
    const listed = new Set(running.map(({ chatId }) => chatId));
    for (const { push } of since) if (push.kind === 'started') listed.add(push.chat.chatId);
    for (const chat of running) {
      const before = this.states.get(chat.chatId);
      const isKnown = before?.chat.threadId === chat.threadId && !before.isStale && isWatched(chat.chatId);
      if (!isKnown) this.set(applyFetched(before, chat, since));
    }
    const now = this.options.clock.now();
    for (const state of this.all) {
      const { chatId, threadId } = state.chat;
      if (!listed.has(chatId)) this.set(applyPush(state, { kind: 'ended', chatId, threadId }, now));
    }
  }

  /** Forgets chats that have ended. */
  prune(isKept: (chat: LiveChat) => boolean): void {
    for (const [chatId, { chat }] of this.states) {
      if (!chat.isActive && !isKept(chat)) this.states.delete(chatId);
    }
  }

  /** An event that was pushed or read, by the id that its author's app gave it. */
  findEvent(
    chatId: string,
    customId: string,
  ): { readonly threadId: string; readonly eventId: string } | undefined {
    const { threadId, events = [] } = this.states.get(chatId)?.chat ?? {};
    const event = events.find((one) => one.customId === customId);
    if (event && threadId !== undefined) return { threadId, eventId: event.id };
    return this.pushedEvents.get(customId);
  }

  dispose(): void {
    this.expiry?.dispose();
  }

  private start(push: ChatPush & { readonly kind: 'started' }, at: number): void {
    const { chat, isTransferred } = push;
    const before = this.states.get(chat.chatId);
    this.set(before ? applyPush(before, push, at) : stateOf(chat));
    const isNew = before?.chat.threadId !== chat.threadId && !isTransferred;
    for (const event of chat.events ?? []) {
      if (isNew) this.report(chat, event);
      else this.reported.add(keyOf(chat, event), true);
    }
  }

  private receive({ event, ...ref }: ChatRef & { readonly event: ThreadEvent }): void {
    if (event.customId !== undefined) {
      this.pushedEvents.add(event.customId, { threadId: ref.threadId, eventId: event.id });
    }
    this.report(ref, event);
  }

  private report({ chatId, threadId }: ChatRef, event: ThreadEvent): void {
    const isMessage = ['message', 'file', 'rich'].includes(event.content.kind) && !event.isDeleted;
    if (isMessage && this.reported.add(keyOf({ threadId }, event), true)) {
      this.options.received({ chatId, threadId }, event);
    }
  }

  private scheduleExpiry(state: ChatState): void {
    const at = nextExpiry(state);
    if (at === undefined || (this.expiry && this.expiry.at <= at)) return;
    this.expiry?.dispose();
    const { clock } = this.options;
    const timer = clock.after(Math.max(0, at - clock.now()), () => {
      this.expiry = undefined;
      for (const one of this.all) {
        const left = expire(one, clock.now());
        this.set(left, true);
        this.scheduleExpiry(left);
      }
    });
    this.expiry = { at, dispose: () => timer.dispose() };
  }
}

function keyOf({ threadId }: Pick<ChatRef, 'threadId'>, { id }: ThreadEvent): string {
  return `${threadId}\n${id}`;
}
