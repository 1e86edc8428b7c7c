import { logRejection } from '../base/log';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { mayHaveExecuted } from '../actions/lostResponse';
import type { LiveChatApi } from '../domain/connection';
import { failureOf, type Failure } from '../domain/failure';
import { customerOf, type LiveChat, type ThreadEvent } from '../domain/liveChat';
import type { ChatStore } from './chatStore';
import { compareTimes } from './eventOrder';

/** After a lost response, the wait for the push of the message before the chat is read. */
const pushWaitMs = 2_000;

/** What is sent: a message, or a file that was uploaded. */
export type OutgoingContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly url: string; readonly name: string };

export type SendFailure =
  /** LiveChat refused it, so the customer did not get it. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The chat is closed. It may be resumed with this message. */
  | { readonly kind: 'closed' }
  /** The response was lost, and the message is not in the chat as far as could be read: it may have arrived. */
  | { readonly kind: 'unconfirmed'; readonly failure?: Failure }
  /** Not sent, because an earlier message of the chat failed. */
  | { readonly kind: 'held' };

export type SendState =
  /** Waits for an earlier message of the chat, is sent, or is looked for after a lost response. */
  | { readonly kind: 'sending' }
  /** LiveChat has it, and its event was not received yet. */
  | { readonly kind: 'sent'; readonly eventId: string }
  | { readonly kind: 'failed'; readonly why: SendFailure };

/** A message on its way. It disappears once its event is in the chat. */
export interface OutgoingEntry {
  /** Identifies the message; a UUID, which is also the `customId` of its event. */
  readonly customId: string;
  readonly chatId: string;
  readonly content: OutgoingContent;
  readonly isPrivate: boolean;
  /** Starts a new thread if the chat is closed. */
  readonly resumes?: true;
  /** In epoch milliseconds. */
  readonly createdAt: number;
  /** For a sent message: the thread that was the chat's newest, or in which it was found. */
  readonly threadId?: string;
  readonly state: SendState;
}

export interface OutgoingOptions {
  readonly clock: Clock;
  readonly store: Pick<ChatStore, 'call' | 'get' | 'read' | 'findEvent' | 'onDidPush'>;
  /** `crypto.randomUUID` by default. */
  readonly newId?: () => string;
}

/**
 * Messages on their way, in order for each chat. Every message is sent once: only the person sends it again, with
 * `retry`, after it failed. It is settled by the response or by its push, whichever comes first.
 */
export class Outgoing implements Disposable {
  private readonly changed = new Emitter<string>();
  /** Fires with the id of the chat after its messages changed. */
  readonly onDidChange = this.changed.event;
  private entries: readonly OutgoingEntry[] = [];
  private readonly sending = new Map<string, Promise<void>>();
  private readonly subscription: Disposable;

  constructor(private readonly options: OutgoingOptions) {
    this.subscription = options.store.onDidPush((push) => {
      const events =
        push.kind === 'event' ? [push.event] : push.kind === 'started' ? (push.chat.events ?? []) : [];
      for (const { customId } of events) if (customId !== undefined) this.remove(customId);
    });
  }

  /** Messages of a chat that are not among its events, oldest first. */
  of(chatId: string): readonly OutgoingEntry[] {
    const chat = this.options.store.get(chatId)?.chat;
    return this.entries.filter((entry) => entry.chatId === chatId && !isSettled(entry, chat));
  }

  /** Sends a message behind those of the chat that are on their way. @param customId the id that its page gave it; a new one by default @returns its id */
  send(
    chatId: string,
    content: OutgoingContent,
    isPrivate: boolean,
    customId: string = this.newId(),
  ): string {
    return this.add({ customId, chatId, content, isPrivate });
  }

  /** Resumes a closed chat, with the access it had, by a message that the customer sees. @returns its id */
  resume(chatId: string, text: string): string {
    const content = { kind: 'text', text } as const;
    return this.add({ customId: this.newId(), chatId, content, isPrivate: false, resumes: true });
  }

  /** Sends a failed message again, as another one behind all others, on request of the person. @returns its new id */
  retry(customId: string): string | undefined {
    const entry = this.failed(customId);
    if (!entry) return undefined;
    this.remove(customId);
    const { chatId, content, isPrivate, resumes } = entry;
    return this.add({ customId: this.newId(), chatId, content, isPrivate, ...(resumes && { resumes }) });
  }

  /** Removes a failed message. @returns what it said, for the composer */
  discard(customId: string): OutgoingContent | undefined {
    const entry = this.failed(customId);
    if (entry) this.remove(customId);
    return entry?.content;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private add(message: Omit<OutgoingEntry, 'createdAt' | 'state'>): string {
    const { customId, chatId } = message;
    const { clock, store } = this.options;
    const entry = { ...message, createdAt: clock.now(), state: { kind: 'sending' } } as const;
    const others = this.entries.filter((one) => !isSettled(one, store.get(one.chatId)?.chat));
    this.entries = [...others, entry];
    this.changed.fire(chatId);
    const before = this.sending.get(chatId);
    // The first is sent at once, in the turn of the key press.
    const next = (): Promise<void> => this.process(customId);
    const done = before ? before.then(next, next) : next();
    this.sending.set(chatId, done);
    const settled = done.finally(() => {
      if (this.sending.get(chatId) === done) this.sending.delete(chatId);
    });
    logRejection(settled);
    return customId;
  }

  private newId(): string {
    return this.options.newId?.() ?? crypto.randomUUID();
  }

  /** Never rejects for a failed call. */
  private async process(customId: string): Promise<void> {
    try {
      await this.sendNow(customId);
    } catch (thrown) {
      this.fail(customId, { kind: 'unconfirmed' });
      throw thrown;
    }
  }

  private async sendNow(customId: string): Promise<void> {
    const { store, clock } = this.options;
    const entry = this.find(customId);
    if (entry?.state.kind !== 'sending') return;
    const { chatId } = entry;
    const known = store.get(chatId)?.chat;
    const closed = known?.isActive === false ? known : undefined;
    if (closed && !entry.resumes) {
      this.fail(customId, { kind: 'closed' });
      return;
    }
    try {
      const eventId = await store.call((api) => (closed ? resumeBy(api, entry, closed) : sendBy(api, entry)));
      // The thread that a message resumes is not the newest yet.
      this.change(customId, { kind: 'sent', eventId }, closed ? undefined : known?.threadId);
      if (closed) await this.awaitStart(closed);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) throw thrown;
      // Its push was faster.
      if (!this.find(customId)) return;
      if (!mayHaveExecuted(failure)) {
        const isClosed = failure.code === 'conflict' && failure.chat === 'inactive';
        // Another agent may have resumed it.
        if (closed) await orUndefined(() => store.read(chatId));
        this.fail(customId, isClosed ? { kind: 'closed' } : { kind: 'refused', failure });
        return;
      }
      await sleep(clock, pushWaitMs);
      await this.lookFor(entry, failure);
    }
  }

  /** Without its push, such as while this machine does not listen, the new thread is read. */
  private async awaitStart({ chatId }: LiveChat): Promise<void> {
    const { store, clock } = this.options;
    await sleep(clock, pushWaitMs);
    if (store.get(chatId)?.chat.isActive === false) await orUndefined(() => store.read(chatId));
  }

  private async lookFor({ customId, chatId }: OutgoingEntry, failure: Failure): Promise<void> {
    const { store } = this.options;
    if (!this.find(customId)) return;
    const found = store.findEvent(chatId, customId) ?? (await this.readEvent(chatId, customId));
    if (!found) this.fail(customId, { kind: 'unconfirmed', failure });
    else this.change(customId, { kind: 'sent', eventId: found.eventId }, found.threadId);
  }

  /** `undefined` if it is not there, or the chat cannot be read. */
  private async readEvent(
    chatId: string,
    customId: string,
  ): Promise<ReturnType<OutgoingOptions['store']['findEvent']>> {
    const { threadId = '', events = [] } = (await orUndefined(() => this.options.store.read(chatId))) ?? {};
    const event = events.find((one) => one.customId === customId);
    return event && { threadId, eventId: event.id };
  }

  private find(customId: string): OutgoingEntry | undefined {
    return this.entries.find((entry) => entry.customId === customId);
  }

  private failed(customId: string): OutgoingEntry | undefined {
    const entry = this.find(customId);
    if (entry?.state.kind !== 'failed') return undefined;
    // The chat may just have been read again, with the message in it.
    return isSettled(entry, this.options.store.get(entry.chatId)?.chat) ? undefined : entry;
  }

  /** Also fails those behind it, which would otherwise be read in another order than they were written. */
  private fail(customId: string, why: SendFailure): void {
    const entry = this.find(customId);
    if (!entry) return;
    this.change(customId, { kind: 'failed', why });
    for (const { customId: id, chatId, state } of this.entries) {
      if (chatId === entry.chatId && state.kind === 'sending') {
        this.change(id, { kind: 'failed', why: { kind: 'held' } });
      }
    }
  }

  private change(customId: string, state: SendState, threadId?: string): void {
    const entry = this.find(customId);
    if (!entry) return;
    const next = { ...entry, state, ...(threadId !== undefined && { threadId }) };
    if (isSettled(next, this.options.store.get(entry.chatId)?.chat)) {
      this.remove(customId);
      return;
    }
    this.entries = this.entries.map((one) => (one === entry ? next : one));
    this.changed.fire(entry.chatId);
  }

  private remove(customId: string): void {
    const entry = this.find(customId);
    if (!entry) return;
    this.entries = this.entries.filter((one) => one !== entry);
    this.changed.fire(entry.chatId);
  }
}

/** Whether an own event was seen by the customer. */
export function isSeenByCustomer(chat: LiveChat, { createdAt, isPrivate }: ThreadEvent): boolean {
  const { seenUpTo } = customerOf(chat) ?? {};
  if (isPrivate === true || createdAt === undefined || seenUpTo === undefined) return false;
  return compareTimes(seenUpTo, createdAt) >= 0;
}

function sendBy(api: LiveChatApi, { chatId, content, isPrivate, customId }: OutgoingEntry): Promise<string> {
  return content.kind === 'text'
    ? api.send(chatId, { text: content.text, isPrivate, customId })
    : api.sendFile(chatId, { url: content.url, isPrivate, customId });
}

async function resumeBy(
  api: LiveChatApi,
  { chatId, content, customId }: OutgoingEntry,
  { groups }: LiveChat,
): Promise<string> {
  const first = { text: content.kind === 'text' ? content.text : content.url, isPrivate: false, customId };
  const { eventId = '' } = await api.resume(chatId, { groups, login: await api.login(), first });
  return eventId;
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return undefined;
  }
}

/** Whether LiveChat has the message, and the chat shows it or has gone on to another thread. */
function isSettled({ customId, state, threadId }: OutgoingEntry, chat: LiveChat | undefined): boolean {
  if (!chat) return false;
  const isSent = state.kind === 'sent';
  if (isSent && threadId !== undefined && threadId !== chat.threadId) return true;
  const { events = [] } = chat;
  return events.some((event) => event.customId === customId || (isSent && event.id === state.eventId));
}
