import { l10n } from 'vscode';
import { logRejection } from '../../../core/base/log';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import { isMessageTooLong, maxMessageBytes } from '../../../core/domain/liveChat';
import { maxFileBytes } from '../../../core/domain/sharedFile';
import type { ScheduledReply } from '../../../core/scheduling/scheduledItem';
import { withoutText } from '../../../core/base/plainText';
import { isStorageError } from '../../../core/storage/storageError';
import type { FormValues, SavedState } from '../../../protocol/form';
import type { ComposerLabels, ComposerView, SendAnswer } from '../../../protocol/liveChat';
import type { ReplyDelay } from '../../shell/replyDelay';
import { answerOf } from './sendFile';

/** Without another key press, typing has stopped after this time. */
const typingPauseMs = 4_000;

export interface ComposerPorts {
  readonly clock: Clock;
  /** @param name of the customer */
  composerLabels(name: string, sendsOn: ComposerView['sendsOn']): ComposerLabels;
  readonly draft: {
    /** @throws StorageError */
    get(): Promise<{ readonly values: FormValues; readonly at: number }>;
    /** @returns whether it is stored */
    keep(title: string, values: FormValues, at: number): Promise<boolean>;
  };
  readonly sendsOn: () => ComposerView['sendsOn'];
  /** Lets a message wait before it is sent. */
  readonly delay: ReplyDelay;
  /** See `ReplyTiming.later`. */
  later(message: ScheduledReply, isTyped: () => boolean): Promise<string | undefined>;
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
    this.values = values;
    this.isRestored = false;
    this.lastEditAt = Math.max(this.lastEditAt, at);
    this.noteTyping();
    return (await this.ports.draft.keep(this.title(), values, at)) ? at : undefined;
  }

  /** The page may have newer input than the draft. */
  restore({ values, at }: SavedState): void {
    if (at <= this.lastEditAt) return;
    this.set(values, at);
    logRejection(this.ports.draft.keep(this.title(), values, at));
  }

  /** Asks when a message is sent, and stores it. */
  async later(message: ScheduledReply): Promise<SendAnswer> {
    const { delay } = this.ports;
    const problem = tooLongText(message.text);
    if (problem !== undefined || delay.view) return answerOf(problem ?? notScheduledText());
    // The user may have typed on, or sent it.
    const isTyped = (): boolean => delay.view === undefined && this.values.message === message.text;
    const notice = await this.ports.later(message, isTyped);
    if (notice === undefined) return isTyped() ? { outcome: 'refused' } : answerOf(notScheduledText());
    if (isTyped()) this.clear();
    return { outcome: 'accepted', notice };
  }

  /** @param text what was sent, if it is still typed here: what came into the composer since stays */
  sent(text?: string): void {
    this.stopTyping();
    if (text === undefined) return;
    const { message } = this.values;
    const rest = typeof message === 'string' ? withoutText(message, text) : '';
    if (rest === '') this.clear();
    else this.change({ ...this.values, message: rest });
  }

  /** The message is on its way. */
  clear(): void {
    const at = Math.max(this.lastEditAt + 1, this.ports.clock.now());
    this.set({}, at);
    void this.ports.draft.keep(this.title(), {}, at);
  }

  /** Puts a text before what is typed. */
  prepend(text: string, isPrivate: boolean): void {
    const { message } = this.values;
    const whole = [text, typeof message === 'string' ? message : ''].filter(Boolean).join('\n');
    this.change({ ...this.values, message: whole, ...(isPrivate && { private: true }) });
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
    try {
      const { values, at } = await this.ports.draft.get();
      if (at > this.lastEditAt) this.set(values, at);
    } catch (thrown) {
      // An unreadable draft counts as none, so that the chat can still be answered.
      if (!isStorageError(thrown)) throw thrown;
    }
  }

  private change(values: FormValues): void {
    const at = Math.max(this.lastEditAt + 1, this.ports.clock.now());
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

/** Why a message cannot be sent; `undefined` if its length is accepted. */
export function tooLongText(message: string): string | undefined {
  return isMessageTooLong(message) ? l10n.t('The message is too long for LiveChat.') : undefined;
}

function notScheduledText(): string {
  return l10n.t('The reply was not scheduled.');
}
