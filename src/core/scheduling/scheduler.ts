import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { errorMessage, traceOf, type Log } from '../base/log';
import type { ScheduledItem, WhyUnsent } from './scheduledItem';
import type { LeaseOwner } from '../storage/lease';
import type { ScheduleRows } from './scheduleRows';
import type { ReplyOutcome } from './sendReply';

/** A reply whose time was longer ago is not sent without the user. */
export const lateMs = 2 * 60_000;
/** A window that runs when an item is due works on it within this time. */
const settleMs = 10_000;
/**
 * The longest time between two looks at the clock while an item waits: timers stand still while the machine sleeps, do not
 * follow a clock that is set, and have a limit of 24.8 days.
 */
const lookMs = 30_000;
/** The same while any window works on an item. */
const workMs = 6_000;
/** The same while the user has to decide. */
const decisionMs = 3 * 60_000;

export interface SchedulerOptions {
  readonly rows: ScheduleRows;
  readonly clock: Clock;
  readonly log: Log;
  /** Identifies this window. */
  readonly owner: string;
  /** Id of the account that is active now. */
  readonly account: () => string | undefined;
  readonly onDidChangeRows: Event<unknown>;
  /** Sends a reply for the account that is active. */
  send(item: ScheduledItem, markSending: () => Promise<boolean>, isForced: boolean): Promise<ReplyOutcome>;
}

export interface SentReply {
  readonly item: ScheduledItem;
  readonly outcome: Extract<ReplyOutcome, { kind: 'sent' }>;
}

/**
 * Sends replies and shows reminders at their times, each by one window. A window sends only what became due while it
 * ran; the rest is left to the user. A reply is stored as `sending` before it is sent, so that no window sends it twice.
 */
export class Scheduler implements Disposable {
  private readonly sent = new Emitter<SentReply>();
  /** A reply was sent at its time. */
  readonly onDidSend = this.sent.event;
  private readonly notified = new Emitter<readonly ScheduledItem[]>();
  /** The user has to decide on these: replies that were not sent, and reminders whose time has come. */
  readonly onDidNeedDecision = this.notified.event;
  private readonly startedAt: number;
  private readonly subscription: Disposable;
  private timer: Disposable | undefined;
  private looking: Promise<void> | undefined;
  private isLookWanted = false;
  /** Replies are sent one after another, in the order of their times. */
  private sending: Promise<void> = Promise.resolve();
  private readonly queued = new Set<number>();
  private isDisposed = false;

  constructor(private readonly options: SchedulerOptions) {
    this.startedAt = options.clock.now();
    this.subscription = options.onDidChangeRows(() => void this.look());
  }

  /** Looks at what is due, and sets a timer for the next time. Never rejects. */
  async look(): Promise<void> {
    this.isLookWanted = true;
    await (this.looking ??= this.lookAll().finally(() => (this.looking = undefined)));
  }

  /**
   * Sends a reply because the user wants that. A ticket that has changed leaves it as it was.
   * @param isForced whether it is sent although the ticket has changed
   * @returns what became of it; `undefined` if it is not there. The user is notified of `unsent` by the caller
   * @throws StorageError
   */
  async sendNow(id: number, isForced = false): Promise<ReplyOutcome | undefined> {
    const { rows } = this.options;
    const item = await rows.get(id);
    if (item?.kind !== 'reply') return undefined;
    const outcome = await this.options.send(item, () => rows.markSendingNow(id, this.holder), isForced);
    if (outcome.kind !== 'unsent') await this.settle(item, outcome);
    else if (outcome.why.kind !== 'changed') await rows.unsentNow(id, this.holder, outcome.why);
    return outcome;
  }

  /** The window closes: another one may go on at once. Never rejects. */
  async close(): Promise<void> {
    this.dispose();
    const { rows, owner, log } = this.options;
    await rows
      .release(owner)
      .catch((thrown: unknown) => log.warn(`Scheduled items: ${errorMessage(thrown)}`));
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.subscription.dispose();
    this.sent.dispose();
    this.notified.dispose();
  }

  private async lookAll(): Promise<void> {
    while (this.isLookWanted && !this.isDisposed) {
      this.isLookWanted = false;
      try {
        await this.lookOnce();
      } catch (thrown) {
        this.options.log.warn(`Scheduled items could not be read: ${errorMessage(thrown)}`);
        this.wakeAfter(lookMs);
      }
    }
  }

  private async lookOnce(): Promise<void> {
    const { rows } = this.options;
    await rows.renew(this.holder);
    await rows.abandon(this.holder.now);
    for (const item of await rows.due(this.holder.now)) {
      // `takeForNotice` returns it.
      if (item.kind === 'reminder') await rows.show(item.id);
      else this.queue(item);
    }
    const items = await rows.takeForNotice(this.holder);
    if (items.length > 0) this.notified.fire(items);
    await this.wakeAtNext();
  }

  private queue(item: ScheduledItem): void {
    if (this.queued.has(item.id)) return;
    const age = this.options.clock.now() - item.dueAt;
    // Another window that ran at its time sends it.
    if (item.dueAt < this.startedAt && age <= settleMs) return;
    this.queued.add(item.id);
    this.sending = this.sending.then(() => this.deliver(item));
  }

  /** Never rejects. */
  private async deliver(item: ScheduledItem): Promise<void> {
    const { rows, owner, log } = this.options;
    const { id } = item;
    try {
      if (this.isDisposed || !(await rows.take(id, this.holder))) return;
      const check = { why: this.whyNot(item) };
      // Again right before it is sent: the machine may have slept while the conversation was read.
      const markSending = async (): Promise<boolean> =>
        (check.why = this.whyNot(item)) === undefined && (await rows.markSending(id, this.holder));
      const outcome = check.why ? undefined : await this.options.send(item, markSending, false);
      if (check.why) await rows.unsent(id, owner, 'unsent', check.why);
      else if (outcome) await this.settle(item, outcome);
    } catch (thrown) {
      log.error(`A scheduled reply: ${traceOf(thrown)}`);
      // Tried again if it was not sent, else unconfirmed.
      await rows.letGo(id, owner).catch(() => undefined);
    } finally {
      this.queued.delete(id);
      void this.look();
    }
  }

  /** Stores what became of a reply. */
  private async settle(item: ScheduledItem, outcome: ReplyOutcome): Promise<void> {
    const { rows, owner } = this.options;
    switch (outcome.kind) {
      case 'sent':
        await rows.sent(item.id);
        this.sent.fire({ item, outcome });
        return;
      case 'unsent':
        await rows.unsent(item.id, owner, 'unsent', outcome.why);
        return;
      case 'unconfirmed': {
        const failure = outcome.why;
        await rows.unsent(item.id, owner, 'unconfirmed', failure && { kind: 'failed', failure });
        return;
      }
      case 'not-mine':
    }
  }

  private whyNot({ account, dueAt }: ScheduledItem): WhyUnsent | undefined {
    if (dueAt < this.startedAt || this.holder.now - dueAt > lateMs) return { kind: 'late' };
    return account === this.options.account() ? undefined : { kind: 'other-account' };
  }

  private async wakeAtNext(): Promise<void> {
    const { rows, clock } = this.options;
    const [due, pending] = [await rows.nextDue(), await rows.pending()];
    const now = clock.now();
    const isWorking = pending === 'work' || this.queued.size > 0;
    const waits = [
      ...(due === undefined ? [] : [due > now ? Math.min(due - now, lookMs) : workMs]),
      ...(isWorking ? [workMs] : pending === 'decision' ? [decisionMs] : []),
    ];
    if (waits.length > 0) this.wakeAfter(Math.min(...waits));
  }

  private wakeAfter(ms: number): void {
    if (this.isDisposed) return;
    this.timer?.dispose();
    this.timer = this.options.clock.after(ms, () => void this.look());
  }

  private get holder(): LeaseOwner {
    return { owner: this.options.owner, now: this.options.clock.now() };
  }
}
