import { DisposableStore } from '../../base/disposable';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import { catchUp } from '../ingest/catchUp';
import { EventEnricher } from '../ingest/eventEnricher';
import { NotificationScheduler } from '../ingest/notificationScheduler';
import { TooManyError } from '../ingest/verificationQueue';
import type { Journal, JournalEntry } from '../journal/journal';
import { openJournal } from '../journal/openJournal';
import type { EventNotification } from '../status/notification';
import type { EventServiceOptions } from './eventService';

export interface LeaderSessionOptions {
  readonly options: EventServiceOptions;
  readonly onArrive: (arrival: Arrival) => void;
  readonly onChange: () => void;
  /** Shows in one window; `beforehand` runs once that was found. Resolves to whether one was found. */
  readonly show: (notification: EventNotification, beforehand: () => Promise<unknown>) => Promise<boolean>;
}

/** What only the leader has: the journal for writing, and the decision what is shown. */
export class LeaderSession {
  private readonly owned = new DisposableStore();
  private readonly scheduler: NotificationScheduler<Arrival>;
  private readonly enricher: EventEnricher;
  /** Whether no window could show some event. */
  private hasUnshown = false;

  readonly journal: Journal;

  constructor(private readonly parts: LeaderSessionOptions) {
    const { database, clock, surfaceOf, isDoNotDisturb, log, lookups, account } = parts.options;
    this.journal = openJournal({ database, clock, log });
    this.scheduler = this.owned.add(
      new NotificationScheduler<Arrival>({
        clock,
        surfaceOf,
        isDoNotDisturb,
        announce: (notification, ids) => void this.announce(notification, ids),
        pass: (ids) => void this.mark(ids),
      }),
    );
    this.enricher = this.owned.add(
      new EventEnricher({ clock, log, lookups, account, journal: this.journal }),
    );
    this.owned.add(this.journal.onDidAppend((entry) => this.appended(entry)));
    this.owned.add(this.journal.onDidChange(parts.onChange));
  }

  /** Stores an event of LiveChat, see `Journal.accept`. @throws StorageError, TooManyError */
  async accept(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    const isUnverified = arrival.kind === 'ticket_created' && arrival.reference !== undefined;
    if (isUnverified && this.enricher.isFull) throw new TooManyError('Too many tickets wait.');
    return await this.journal.accept(arrival);
  }

  /** Tries again to show what no window could show. */
  async retryShow(): Promise<void> {
    if (!this.hasUnshown) return;
    this.hasUnshown = false;
    await this.showUnshown();
  }

  /**
   * Shows what was stored and not shown, such as before a crash, in one notification. Continues the lookups of
   * reference-only events, which are shown after them.
   */
  async showUnshown(): Promise<void> {
    this.enricher.resume();
    const entries = await this.journal.unshown();
    this.scheduler.digest(
      entries.map(({ arrival }) => arrival),
      false,
    );
  }

  /** @param events those that are listened to: others cost no calls @throws FailureError, StorageError */
  async catchUp(since: number, events: readonly ArrivalKind[]): Promise<void> {
    const { listings, account } = this.parts.options;
    const id = account();
    if (id === undefined) return;
    const { arrivals, more } = await catchUp(since, {
      listings,
      account: id,
      events,
      accept: (arrival) => this.journal.accept(arrival),
    });
    this.scheduler.digest(arrivals, more);
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.journal.dispose();
  }

  private appended({ arrival }: JournalEntry): void {
    this.parts.onArrive(arrival);
    this.parts.onChange();
    if (arrival.isCaughtUp !== true) this.scheduler.arrived(arrival);
  }

  /** Marked before it is shown, so that no event is shown twice, whenever this process ends. */
  private async announce(notification: EventNotification, eventIds: readonly string[]): Promise<void> {
    const isShown = await this.parts
      .show(notification, () => this.journal.markShown(eventIds))
      .catch(() => false);
    if (isShown) return;
    this.hasUnshown = true;
    this.parts.options.log.warn('Listener: no window could show an event.');
  }

  private async mark(eventIds: readonly string[]): Promise<void> {
    await this.journal.markShown(eventIds).catch(() => {
      this.parts.options.log.warn('Listener: events could not be marked as shown.');
    });
  }
}
