import { l10n } from 'vscode';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import { isMessageTooLong, maxMessageBytes } from '../../../core/domain/liveChat';
import { maxFileBytes } from '../../../core/domain/sharedFile';
import type { ScheduledReply } from '../../../core/scheduling/scheduledItem';
import { hasText, withoutText } from '../../../core/base/plainText';
import { SharedDraft, type DraftPort } from '../../../core/stores/drafts/sharedDraft';
import type { FormValues, SavedState } from '../../../protocol/form';
import { separatorIn } from '../../../protocol/formValues';
import type { ComposerLabels, ComposerView, SendAnswer } from '../../../protocol/liveChat';
import type { ReplyDelay } from '../../shell/replyDelay';
import { answerOf } from './sendFile';

/** Without another key press, typing has stopped after this time. */
const typingPauseMs = 4_000;

export interface ComposerPorts {
  readonly clock: Clock;
  /** @param name of the customer */
  composerLabels(name: string, sendsOn: ComposerView['sendsOn']): ComposerLabels;
  /** @param title of the draft */
  draft(title: () => string): DraftPort;
  log(thrown: unknown): void;
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
  private readonly shared: SharedDraft;
  /** What was typed here until another window has sent or discarded it. */
  private gone: string | undefined;
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
    this.shared = this.owned.add(
      new SharedDraft(ports.draft(title), {
        pending: () => ({ values: this.values }),
        separatorOf: (field) => separatorIn(undefined, field),
        isSaving: () => ports.delay.view !== undefined,
        set: ({ values }) => this.typed(values),
        show: ({ values }) => this.merged(values),
        log: (thrown) => ports.log(thrown),
      }),
    );
    this.drafted = this.shared.look();
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
      lastEditAt: this.shared.lastEditAt,
      ...(delay.isOn && { delays: true }),
      ...(delayed && { delayed }),
    };
  }

  /**
   * @param revision the last one that the page took
   * @returns the time up to which the input is stored; `undefined` if it could not be stored
   */
  async draft(values: FormValues, at: number, revision = this.revision): Promise<number | undefined> {
    return (await this.shared.edit({ values }, at, revision !== this.revision)) ? at : undefined;
  }

  /** The page may have newer input than the draft. */
  async restore({ values, at }: SavedState): Promise<void> {
    await this.drafted;
    if (at <= this.shared.lastEditAt) return;
    this.set(values);
    await this.shared.keep(at);
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
    if (isTyped()) await this.leave({});
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

  /**
   * Lets a message wait. It stays typed until it is sent: after that, a late Enter must not send it again.
   * @returns whether it is to be sent
   */
  async wait(message: ScheduledReply): Promise<boolean> {
    if (!this.has(message.text)) return false;
    this.shared.hold();
    const isDue = await this.ports.delay.wait(message);
    if (!isDue) await this.shared.look();
    return isDue;
  }

  /** Whether another window has sent or discarded what this window is about to send. */
  async isSentElsewhere(text: string): Promise<boolean> {
    const isSent = this.gone === text || (this.ports.delay.isOn && (await this.shared.isGone()));
    if (isSent) await this.shared.look();
    return isSent;
  }

  /** @param text what was sent, if it is still typed here: what came into the composer since stays */
  async sent(text?: string): Promise<void> {
    this.stopTyping();
    if (text === undefined) return;
    const rest = withoutText(textOf(this.values.message), text);
    await this.leave(rest === '' ? {} : { ...this.values, message: rest });
  }

  /** The message is on its way. */
  async clear(): Promise<void> {
    await this.leave({});
  }

  /** Puts a text before what is typed. */
  prepend(text: string, isPrivate: boolean): void {
    const message = [text, textOf(this.values.message)].filter(Boolean).join('\n');
    this.shared.changing();
    this.set({ ...this.values, message, ...(isPrivate && { private: true }) });
    this.isRestored = false;
    void this.shared.keep(Math.max(this.shared.lastEditAt + 1, this.ports.clock.now()));
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

  /** Input of the page. */
  private typed(values: FormValues): void {
    this.values = values;
    this.isRestored = false;
    this.gone = undefined;
    this.noteTyping();
  }

  /** What another window has typed, sent or discarded. */
  private merged(values: FormValues): void {
    const before = textOf(this.values.message);
    const after = textOf(values.message);
    if (before !== '' && !hasText(after, before)) this.gone = before;
    this.set(after === '' ? {} : values);
  }

  /** What was sent or scheduled is not typed any more. */
  private async leave(rest: FormValues): Promise<void> {
    this.set(rest);
    this.isRestored = false;
    await this.shared.leave();
  }

  private set(values: FormValues): void {
    this.values = values;
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
