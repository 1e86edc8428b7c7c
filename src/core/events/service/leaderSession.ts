import { DisposableStore } from '../../base/disposable';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { Journal, JournalEntry } from '../journal/journal';
import { openJournal } from '../journal/openJournal';
import type { EventNotification } from '../status/notification';
import { NotificationScheduler } from '../ingest/notificationScheduler';
import { catchUp } from '../ingest/catchUp';
import { EventEnricher } from '../ingest/eventEnricher';
import type { EventServiceOptions } from './eventService';
import { TooManyError } from '../ingest/verificationQueue';

export interface LeaderSessionOptions {
  readonly options: EventServiceOptions;
  readonly onArrive: (arrival: Arrival) => void;
  readonly onChange: () => void;
  /** Shows in one window; `beforehand` is done once that was found. Resolves to whether it was. */
  readonly show: (notification: EventNotification, beforehand: () => Promise<unknown>) => Promise<boolean>;
}

/** What only the window that leads has: the journal, and the say in what is announced. */
export class LeaderSession {
  private readonly owned = new DisposableStore();
  private readonly scheduler: NotificationScheduler;
  private readonly enricher: EventEnricher;
  /** Events that are told of as a digest when all of them are there. */
  private isCatchingUp = false;
  /** Whether something could not be shown by any window. */
  private isUntold = false;

  private constructor(
    readonly journal: Journal,
    private readonly parts: LeaderSessionOptions,
  ) {
    const { clock, surfaceOf, isDoNotDisturb } = parts.options;
    this.scheduler = this.owned.add(
      new NotificationScheduler({
        clock,
        surfaceOf,
        isDoNotDisturb,
        announce: (notification, ids) => void this.announce(notification, ids),
        pass: (ids) => void this.mark(ids),
      }),
    );
    const { log, lookups, account } = parts.options;
    this.enricher = this.owned.add(new EventEnricher({ clock, log, lookups, account, journal }));
    this.owned.add(journal.onDidAppend((entry) => this.appended(entry)));
    this.owned.add(journal.onDidChange(parts.onChange));
  }

  static async open(parts: LeaderSessionOptions): Promise<LeaderSession> {
    const { database, clock, log } = parts.options;
    return await Promise.resolve(new LeaderSession(openJournal({ database, clock, log }), parts));
  }

  /** Keeps an event of LiveChat, see `Journal.accept`. @throws StorageError, TooManyError */
  async accept(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    const isUnverified = arrival.kind === 'ticket_created' && arrival.reference !== undefined;
    if (isUnverified && this.enricher.isFull) throw new TooManyError('Too many tickets wait.');
    return await this.journal.accept(arrival);
  }

  /** Where no window could show: one that is looked at now can. */
  async retell(): Promise<void> {
    if (!this.isUntold) return;
    this.isUntold = false;
    await this.tellUnshown();
  }

  /**
   * Of what was kept and shown to nobody, as by a crash in between, one announcement is made. What was told by ids alone
   * is asked for, and told of then.
   */
  async tellUnshown(): Promise<void> {
    this.enricher.resume();
    const entries = await this.journal.unshown();
    this.scheduler.digest(entries.map(eventRefOf), false);
  }

  /** @param events those that are listened to: for others nobody pays @throws FailureError, StorageError */
  async catchUp(since: number, events: readonly ArrivalKind[]): Promise<void> {
    const { listings, account } = this.parts.options;
    const id = account();
    if (id === undefined) return;
    this.isCatchingUp = true;
    try {
      const { arrivals, more } = await catchUp(since, {
        listings,
        account: id,
        events,
        accept: (arrival) => this.journal.accept(arrival),
      });
      this.scheduler.digest(
        arrivals.map(({ eventId, kind, account: from }) => ({ eventId, kind, account: from })),
        more,
      );
    } finally {
      this.isCatchingUp = false;
    }
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.journal.dispose();
  }

  private appended(entry: JournalEntry): void {
    this.parts.onArrive(entry.arrival);
    this.parts.onChange();
    const isFetched = this.isCatchingUp && entry.arrival.eventId.startsWith('caught-up-');
    if (!isFetched) this.scheduler.arrived(eventRefOf(entry));
  }

  /** Marked before it is shown: whatever ends this process, nobody is told of the same event twice. */
  private async announce(notification: EventNotification, eventIds: readonly string[]): Promise<void> {
    const isShown = await this.parts
      .show(notification, () => this.journal.markShown(eventIds))
      .catch(() => false);
    if (isShown) return;
    this.isUntold = true;
    this.parts.options.log.warn('Relay: no window could show what came.');
  }

  private async mark(eventIds: readonly string[]): Promise<void> {
    await this.journal.markShown(eventIds).catch(() => {
      this.parts.options.log.warn('Relay: the journal could not be marked.');
    });
  }
}

function eventRefOf({ arrival: { eventId, kind, account } }: JournalEntry) {
  return { eventId, kind, account };
}
