import { l10n } from 'vscode';
import { sleep } from '../../core/base/async';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import { errorMessage, type Log } from '../../core/base/log';
import type { ScheduledReply } from '../../core/scheduling/scheduledItem';
import type { DelayedReply } from '../../protocol/delayedReply';
import type { EndDelay } from './replyTiming';

/** After this, the machine has slept, and the conversation may have gone on. */
const lateMs = 5_000;

export interface DelayPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** 0: replies do not wait. */
  readonly seconds: () => number;
  readonly onDidChangeSeconds?: Event<void>;
  /** See `ReplyTiming.delay`. */
  readonly note: (ms: number, reply: ScheduledReply) => Promise<EndDelay | undefined>;
}

/** Lets a reply of a panel wait before it is sent, in which the user can take it back. */
export class ReplyDelay implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private waiting: { readonly until: number; readonly stop: AbortController } | undefined;
  private isClosed = false;

  private readonly setting: Disposable | undefined;

  constructor(private readonly ports: DelayPorts) {
    this.setting = ports.onDidChangeSeconds?.(() => this.changed.fire());
  }

  /** Whether replies wait. */
  get isOn(): boolean {
    return this.ports.seconds() > 0;
  }

  /** Present while a reply waits. */
  get view(): DelayedReply | undefined {
    const { waiting } = this;
    return waiting && { ...delayLabels(), leftMs: Math.max(0, waiting.until - this.ports.clock.now()) };
  }

  /** Waits. @returns whether the reply is to be sent */
  async wait(reply: ScheduledReply): Promise<boolean> {
    const { clock, seconds } = this.ports;
    const ms = seconds() * 1_000;
    if (ms === 0 || this.waiting) return ms === 0;
    const stop = new AbortController();
    const { signal } = stop;
    const until = clock.now() + ms;
    this.waiting = { until, stop };
    this.changed.fire();
    const note = this.note(ms, reply);
    await sleep(clock, ms, signal);
    const isLate = !signal.aborted && clock.now() - until > lateMs;
    const end = await note;
    // Before it is sent, so that a later notification never says that it was not.
    const wasNoted = await end?.(this.isClosed ? 'closed' : isLate ? 'late' : undefined);
    this.waiting = undefined;
    this.changed.fire();
    return !signal.aborted && !isLate && wasNoted !== false;
  }

  takeBack(): void {
    this.waiting?.stop.abort();
  }

  /** The panel was closed: a reply that waits is not sent. */
  dispose(): void {
    this.isClosed = true;
    this.takeBack();
    this.setting?.dispose();
    this.changed.dispose();
  }

  /** The draft has the text, so a reply also waits without a note. */
  private async note(ms: number, reply: ScheduledReply): Promise<EndDelay | undefined> {
    try {
      const end = await this.ports.note(ms, reply);
      return (
        end &&
        ((why) =>
          end(why).catch((thrown: unknown) => {
            this.warn(thrown);
            return true;
          }))
      );
    } catch (thrown) {
      this.warn(thrown);
      return undefined;
    }
  }

  private warn(thrown: unknown): void {
    this.ports.log.warn(`A reply that waits could not be noted: ${errorMessage(thrown)}`);
  }
}

/** Localized texts. The page replaces `{0}` with seconds. */
function delayLabels(): Omit<DelayedReply, 'leftMs'> {
  return {
    text: l10n.t('Sent in {0} s', '{0}'),
    announcement: l10n.t('Sent in {0} seconds. Press Escape to take it back.', '{0}'),
    takeBack: l10n.t('Take Back'),
    help: l10n.t('Or press Esc.'),
  };
}
