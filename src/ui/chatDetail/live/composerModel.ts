import { l10n } from 'vscode';
import { logRejection } from '../../../core/base/log';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import { isMessageTooLong, maxMessageBytes } from '../../../core/domain/liveChat';
import { maxFileBytes } from '../../../core/domain/sharedFile';
import type { ScheduledReply } from '../../../core/scheduling/scheduledItem';
import { hasText, joinedTexts, withoutText } from '../../../core/base/plainText';
import { isStorageError } from '../../../core/storage/storageError';
import type { FormValues, SavedState } from '../../../protocol/form';
import type { ComposerLabels, ComposerView, SendAnswer } from '../../../protocol/liveChat';
import type { ReplyDelay } from '../../shell/replyDelay';
import { answerOf } from './sendFile';

/** Without another key press, typing has stopped after this time. */
const typingPauseMs = 4_000;

interface SavedDraft {
  readonly values: FormValues;
  /** Time of the last known edit, in epoch milliseconds. */
  readonly at: number;
}

export interface ComposerPorts {
  readonly clock: Clock;
  /** @param name of the customer */
  composerLabels(name: string, sendsOn: ComposerView['sendsOn']): ComposerLabels;
  readonly draft: {
    /** @throws StorageError */
    get(): Promise<SavedDraft>;
    /** @returns whether it is stored */
    keep(title: string, values: FormValues, at: number): Promise<boolean>;
    /** Stores what is left after a message was sent; resolves to `false` if the draft was edited after this time. */
    settle(title: string, rest: FormValues, upTo: number): Promise<boolean>;
  };
  readonly sendsOn: () => ComposerView['sendsOn'];
  /** Lets a message wait before it is sent. */
  readonly delay: ReplyDelay;
  /** See `ReplyTiming.later`. */
  later(message: ScheduledReply, take: () => boolean): Promise<string | undefined>;
  /** Shows others that the person is typing, or has stopped; only agents if `isPrivate`. */
  typing(isTyping: boolean, isPrivate: boolean): void;
}

/** How the person takes part: an agent without access has no composer. */
export type Membership = 'visible' | 'hidden';

/** What was typed in the composer of a chat and not sent: kept as a draft, and shown to others as typing. */
export class ComposerModel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  readonly drafted: Promise<void>;
  private values: FormValues = {};
  private revision = 0;
  private isRestored = false;
  private lastEditAt = 0;
  private typing: { readonly timer: Disposable; readonly isPrivate: boolean } | undefined;
  /** The user is asked when a text is sent; once it is taken, it is being stored. */
  private scheduling:
    { readonly text: string; isTaken(): boolean; readonly done: Promise<string | undefined> } | undefined;
  private isSending = false;

  constructor(
    private readonly ports: ComposerPorts,
    /** Title of the draft: the customer. */
    private readonly title: () => string,
    private readonly membership: () => Membership | undefined,
  ) {
    this.owned.add(ports.delay);
    this.owned.add(ports.delay.onDidChange(() => this.changed.fire()));
    this.drafted = this.readDraft();
    logRejection(this.drafted);
  }

  get isEmpty(): boolean {
    return Object.keys(this.values).length === 0;
  }

  /** Whether what is sent now is seen by agents only. */
  get isPrivate(): boolean {
    return this.membership() === 'hidden' || this.values.private === true;
  }

  /** What was typed for the customer; empty for a private note. */
  get publicText(): string {
    const { message } = this.values;
    return this.isPrivate || typeof message !== 'string' ? '' : message.trim();
  }

  view(isPrivateOnly: boolean): ComposerView {
    const { delay } = this.ports;
    const delayed = delay.view;
    const sendsOn = this.ports.sendsOn();
    return {
      labels: this.ports.composerLabels(this.title(), sendsOn),
      isPrivateOnly,
      sendsOn,
      maxBytes: maxMessageBytes,
      maxFileBytes,
      values: this.values,
      revision: this.revision,
      isRestored: this.isRestored,
      lastEditAt: this.lastEditAt,
      ...(delay.isOn && { delays: true }),
      ...(delayed && { delayed }),
    };
  }

  /** @returns the time up to which the input is stored; `undefined` if it could not be stored */
  async draft(values: FormValues, at: number): Promise<number | undefined> {
    const before = textOf(this.values.message);
    const upTo = this.lastEditAt;
    this.values = values;
    this.isRestored = false;
    this.lastEditAt = Math.max(upTo, at);
    this.noteTyping();
    if (this.isEmpty) {
      await this.settle({}, upTo, before);
      return at;
    }
    return (await this.ports.draft.keep(this.title(), values, at)) ? at : undefined;
  }

  /** The page may have newer input than the draft. */
  restore({ values, at }: SavedState): void {
    if (at <= this.lastEditAt) return;
    this.set(values, at);
    logRejection(this.ports.draft.keep(this.title(), values, at));
  }

  /** Whether this text is typed, perhaps beside others. */
  has(text: string): boolean {
    return hasText(textOf(this.values.message), text);
  }

  /** Asks when a message is sent, and stores it. */
  async later(message: ScheduledReply): Promise<SendAnswer> {
    const { delay } = this.ports;
    const { text } = message;
    const problem = tooLongText(text);
    if (problem !== undefined || delay.view) return answerOf(problem ?? notScheduledText());
    const isTyped = (): boolean => delay.view === undefined && this.values.message === text;
    let isTaken = false;
    // The user may have typed on, or sent it.
    const done = this.ports.later(message, () => (isTaken = isTyped() && !this.isSending));
    const scheduling = { text, isTaken: () => isTaken, done };
    this.scheduling = scheduling;
    const notice = await done.finally(() => {
      if (this.scheduling === scheduling) this.scheduling = undefined;
    });
    if (notice === undefined) return isTyped() ? { outcome: 'refused' } : answerOf(notScheduledText());
    if (isTyped()) await this.leave({}, text);
    return { outcome: 'accepted', notice };
  }

  /**
   * A text is about to be sent.
   * @returns `undefined` if it is not being scheduled; else what to announce once it was: then it must not be sent too
   */
  scheduled(text: string): Promise<string | undefined> | undefined {
    const { scheduling } = this;
    const isSame = scheduling?.isTaken() === true && scheduling.text.trim() === text.trim();
    return isSame ? scheduling.done : undefined;
  }

  /** Does what sends the text that is typed, which is not scheduled meanwhile. */
  async sending<T>(work: () => Promise<T>): Promise<T> {
    this.isSending = true;
    try {
      return await work();
    } finally {
      this.isSending = false;
    }
  }

  /** @param text what was sent, if it is still typed here: what came into the composer since stays */
  async sent(text?: string): Promise<void> {
    this.stopTyping();
    if (text === undefined) return;
    const rest = withoutText(textOf(this.values.message), text);
    await this.leave(rest === '' ? {} : { ...this.values, message: rest }, text);
  }

  /**
   * What another window has typed into the draft since is typed here too, so that none of both is lost.
   * @param since in epoch milliseconds @param sent a text that was sent meanwhile
   */
  async join(since = this.lastEditAt + 1, sent?: string): Promise<void> {
    const draft = await this.storedDraft();
    if (!draft || draft.at < since) return;
    const newer = textOf(draft.values.message);
    const left = sent === undefined ? newer : withoutText(newer, sent);
    const message = joinedTexts(textOf(this.values.message), left);
    // If one of the two is a private note, all of it is.
    const isNote = draft.values.private === true || (message !== left && this.values.private === true);
    const values = message === '' ? {} : { message, ...(isNote && { private: true }) };
    if (message === newer) this.set(values, Math.max(this.lastEditAt, draft.at));
    else this.change(values, draft.at);
  }

  /** The message is on its way. */
  async clear(): Promise<void> {
    await this.leave({}, textOf(this.values.message));
  }

  /** Puts a text before what is typed. */
  prepend(text: string, isPrivate: boolean): void {
    const message = [text, textOf(this.values.message)].filter(Boolean).join('\n');
    this.change({ ...this.values, message, ...(isPrivate && { private: true }) });
  }

  stopTyping(): void {
    const { typing } = this;
    if (!typing) return;
    this.typing = undefined;
    typing.timer.dispose();
    this.ports.typing(false, typing.isPrivate);
  }

  dispose(): void {
    this.stopTyping();
    this.owned.dispose();
  }

  private noteTyping(): void {
    const { message } = this.values;
    const membership = this.membership();
    if (typeof message !== 'string' || message === '' || membership === undefined) {
      this.stopTyping();
      return;
    }
    const { isPrivate } = this;
    // The customer must not go on seeing that a private note is typed.
    if (this.typing && this.typing.isPrivate !== isPrivate) this.stopTyping();
    this.ports.typing(true, isPrivate);
    this.typing?.timer.dispose();
    const timer = this.ports.clock.after(typingPauseMs, () => this.stopTyping());
    this.typing = { timer, isPrivate };
  }

  private async readDraft(): Promise<void> {
    const draft = await this.storedDraft();
    if (draft && draft.at > this.lastEditAt) this.set(draft.values, draft.at);
  }

  /** An unreadable draft counts as none, so that the chat can still be answered. */
  private async storedDraft(): Promise<SavedDraft | undefined> {
    try {
      return await this.ports.draft.get();
    } catch (thrown) {
      if (isStorageError(thrown)) return undefined;
      throw thrown;
    }
  }

  /** What was sent or scheduled is not typed any more. */
  private async leave(rest: FormValues, text: string): Promise<void> {
    const upTo = this.lastEditAt;
    this.set(rest, upTo + 1);
    this.isRestored = false;
    await this.settle(rest, upTo, text);
  }

  /** The draft has what is left, unless another window has edited it since: then that is typed here too. */
  private async settle(rest: FormValues, upTo: number, text: string): Promise<void> {
    if (!(await this.ports.draft.settle(this.title(), rest, upTo))) await this.join(upTo + 1, text);
  }

  private change(values: FormValues, after = this.lastEditAt): void {
    const at = Math.max(this.lastEditAt + 1, after + 1, this.ports.clock.now());
    this.set(values, at);
    this.isRestored = false;
    logRejection(this.ports.draft.keep(this.title(), values, at));
  }

  private set(values: FormValues, at: number): void {
    this.values = values;
    this.lastEditAt = at;
    this.revision += 1;
    this.isRestored = Object.keys(values).length > 0;
    this.changed.fire();
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Why a message cannot be sent; `undefined` if its length is accepted. */
export function tooLongText(message: string): string | undefined {
  return isMessageTooLong(message) ? l10n.t('The message is too long for LiveChat.') : undefined;
}

function notScheduledText(): string {
  return l10n.t('The reply was not scheduled.');
}
