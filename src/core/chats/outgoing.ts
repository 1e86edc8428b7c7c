import { ActionContext, type ContextOptions } from '../actions/actionContext';
import { orNothing } from '../actions/chats/chatWrite';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { logRejection } from '../base/log';
import type { LiveChat } from '../domain/liveChat';
import type { FileUpload } from '../domain/sharedFile';
import type { ChatStore } from './chatStore';
import {
  isSettled,
  type OutgoingContent,
  type OutgoingEntry,
  type SendFailure,
  type SendState,
} from './outgoingMessage';
import { pushWaitMs, sendMessageOnce, uploadFile } from './sendMessageOnce';

export interface OutgoingOptions extends ContextOptions {
  readonly clock: Clock;
  readonly store: Pick<ChatStore, 'get' | 'read' | 'findEvent' | 'onDidPush'>;
  /** `crypto.randomUUID` by default. */
  readonly newId?: () => string;
}

/**
 * Messages on their way, in order for each chat. Every message is sent once: only the user sends it again, with
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

  /** Resumes an ended chat, with the access it had, by a message or file that the customer sees. @returns its id */
  resume(chatId: string, content: OutgoingContent): string {
    return this.add({ customId: this.newId(), chatId, content, isPrivate: false, resumes: true });
  }

  /** Sends a failed message again, as another one behind all others, on request of the user. @returns its new id */
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

  /**
   * Uploads a file that is to be sent. An upload can be repeated: a file is not seen until its event is sent.
   * @returns its address
   * @throws FailureError
   */
  async upload(chatId: string, file: FileUpload, isPrivate: boolean): Promise<string> {
    return await uploadFile(new ActionContext(this.options), chatId, file, isPrivate);
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
    const scope = this.contextNow();
    // The first is sent at once, in the turn of the key press.
    const next = (): Promise<void> => this.process(customId, scope);
    const done = before ? before.then(next, next) : next();
    this.sending.set(chatId, done);
    const settled = done.finally(() => {
      if (this.sending.get(chatId) === done) this.sending.delete(chatId);
    });
    logRejection(settled);
    return customId;
  }

  /** Messages never go to an account that is activated after they were written. */
  private contextNow(): ActionContext | undefined {
    const { session } = this.options;
    return session.current.kind === 'signed-out' ? undefined : new ActionContext(this.options);
  }

  private newId(): string {
    return this.options.newId?.() ?? crypto.randomUUID();
  }

  /** Never rejects for a failed call. */
  private async process(customId: string, scope: ActionContext | undefined): Promise<void> {
    try {
      if (scope) await this.sendNow(customId, scope);
      else this.fail(customId, { kind: 'refused', failure: { code: 'not-signed-in' } });
    } catch (thrown) {
      this.fail(customId, { kind: 'unconfirmed' });
      throw thrown;
    }
  }

  private async sendNow(customId: string, scope: ActionContext): Promise<void> {
    const { store } = this.options;
    const entry = this.find(customId);
    if (entry?.state.kind !== 'sending') return;
    const known = store.get(entry.chatId)?.chat;
    const closed = known?.isActive === false ? known : undefined;
    if (closed && !entry.resumes) {
      this.fail(customId, { kind: 'ended' });
      return;
    }
    const isPushed = (): boolean => this.find(customId) === undefined;
    const { state, threadId } = await sendMessageOnce(this.options, scope, entry, closed, isPushed);
    if (state.kind === 'failed') this.fail(customId, state.why);
    // The thread that a message resumes is not the newest yet.
    else this.change(customId, state, threadId ?? (closed ? undefined : known?.threadId));
    if (closed && this.find(customId)?.state.kind === 'sent') await this.awaitStart(closed);
  }

  /** Without its push, such as while this machine does not listen, the new thread is read. */
  private async awaitStart({ chatId }: LiveChat): Promise<void> {
    const { store, clock } = this.options;
    await sleep(clock, pushWaitMs);
    if (store.get(chatId)?.chat.isActive === false) await orNothing(() => store.read(chatId));
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
        this.change(id, { kind: 'failed', why: { kind: 'earlier-failed' } });
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
