import type { Clock } from '../../base/clock';
import type { Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind, EventKey } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';
import type { Database } from '../../storage/database';

/** An event as it is stored. */
export interface JournalEntry {
  /** Increases with each entry and is never reused, so it is a position between pages. */
  readonly seq: number;
  /** When it was accepted. */
  readonly at: IsoTime;
  readonly arrival: Arrival;
  /** When a notification was shown; absent until then. It is never shown again. */
  readonly shownAt?: IsoTime;
  /** When it was read; absent while it counts as unread. */
  readonly readAt?: IsoTime;
}

export interface JournalQuery {
  /** Id of an account; all accounts where absent. */
  readonly account?: string;
  /** All kinds where absent. */
  readonly kinds?: readonly ArrivalKind[];
  /** Only entries whose chat or ticket is in this group. */
  readonly group?: number;
  /** Only entries older than the one with this `seq`: the `next` of the page before. */
  readonly before?: number;
  /** 50 where absent. */
  readonly limit?: number;
}

export interface JournalPage {
  /** Newest first. */
  readonly entries: readonly JournalEntry[];
  /** Absent on the last page. */
  readonly next?: number;
}

/** What every window can read. */
export interface JournalReader {
  /** @throws StorageError */
  page(query?: JournalQuery): Promise<JournalPage>;
  /**
   * `undefined` where it was never stored, or is too old.
   * @param account preferred where several have an event with this id
   */
  get(eventId: string, account?: string): Promise<JournalEntry | undefined>;
  unreadCount(account?: string): Promise<number>;
  /** What was accepted and not shown, such as after a crash in between; oldest first. */
  unshown(account?: string): Promise<readonly JournalEntry[]>;
}

/** The journal as the leading window writes it. */
export interface Journal extends JournalReader {
  /**
   * Fires once for each new entry, after the promise of its `accept` was resolved; for a reference-only event once it
   * is complete.
   */
  readonly onDidAppend: Event<JournalEntry>;
  /** Fires for a new reference-only event. No reader sees it before it is complete. */
  readonly onDidPend: Event<JournalEntry>;
  /** Fires after marks changed or old entries were deleted. */
  readonly onDidChange: Event<undefined>;
  /**
   * Stores an event unless it is stored already: by account and id, or because it reports the same change (`subjectOf`).
   * Resolves once it would survive the end of this process; concurrent calls share a commit.
   * @param isShown stores it as shown, see `markShown`
   * @throws StorageError where it could not be stored; it may be tried again then
   */
  accept(arrival: Arrival, isShown?: boolean): Promise<'kept' | 'duplicate'>;
  /** Whether an event like this one is kept, as `accept` would find. */
  has(arrival: Arrival): boolean;
  /** Reference-only events that are not complete yet, oldest first. */
  pending(): readonly JournalEntry[];
  /**
   * Completes a reference-only event. The entry keeps its id; a complete one stays as it is.
   * @param arrival `undefined` where the referenced object does not exist: the entry is deleted, its retries stay known
   * @throws StorageError
   */
  complete(event: EventKey, arrival: Arrival | undefined): Promise<void>;
  /** The stored event of the start of a chat. */
  startOf(arrival: Arrival): Arrival | undefined;
  /**
   * Marks as shown; unknown events and those marked already are ignored. Called before the notification is shown, so
   * that a crash in between shows nothing twice; the event is still unread in the list.
   * @throws StorageError
   */
  markShown(events: readonly EventKey[]): Promise<void>;
  /**
   * Marks as read; all entries (of one account) where no ids are given.
   * @throws StorageError
   */
  markRead(which: MarkRead): Promise<void>;
  /** Waits for what is being written; the database stays open. */
  dispose(): Promise<void>;
}

/** Which entries (of one account) to mark as read: these, or all. */
export interface MarkRead {
  readonly eventIds?: readonly string[];
  readonly account?: string;
}

/** Where the journal is, and how far back it goes. */
export interface JournalPlace {
  readonly database: Database;
  readonly clock: Clock;
  /** Older entries are not shown, and deleted; 30 where absent. With 0 only entries stay that were not shown yet. */
  readonly days?: () => number;
}

export interface JournalOptions extends JournalPlace {
  readonly log: Log;
  /** The oldest entries are deleted where the events together are larger; 128 MB where absent. */
  readonly maxBytes?: number;
}
