import type { Clock } from '../../base/clock';
import type { Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { Arrival, ArrivalKind } from '../../domain/arrival';
import type { IsoTime } from '../../domain/ticket';

/** An event as it is kept. */
export interface JournalEntry {
  /** Rises with each entry and is never used twice, so it is a place between pages. */
  readonly seq: number;
  /** When it was accepted. */
  readonly at: IsoTime;
  readonly arrival: Arrival;
  /** When a person was told of it; absent until then. What has been shown is never shown again. */
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

/** What every window may do. */
export interface JournalReader {
  /** @throws JournalError where the journal exists and cannot be read */
  page(query?: JournalQuery): Promise<JournalPage>;
  /** `undefined` where it was never kept, or is too old. */
  get(eventId: string): Promise<JournalEntry | undefined>;
  unreadCount(account?: string): Promise<number>;
  /** Oldest first: what was accepted and not shown, such as after a crash in between. */
  unshown(account?: string): Promise<readonly JournalEntry[]>;
}

/** The one journal of a machine, held by the window that leads. */
export interface Journal extends JournalReader {
  /**
   * Fires once for each new entry, after the promise of its `accept` was resolved; for one that was told by ids alone
   * once it is whole.
   */
  readonly onDidAppend: Event<JournalEntry>;
  /** Fires for a new entry that was told by ids alone. No reader sees it before it is whole. */
  readonly onDidPend: Event<JournalEntry>;
  /** Fires after marks changed or old entries went. */
  readonly onDidChange: Event<undefined>;
  /**
   * Keeps an event, unless it is kept already: by its id, or because it tells of the same happening (`subjectOf`).
   * Resolves once it would survive the end of this process; concurrent calls share a write.
   * @throws JournalError where it could not be kept; it may be tried again then
   */
  accept(arrival: Arrival): Promise<'kept' | 'duplicate'>;
  /** Whether an event like this one is kept, as `accept` would find. */
  has(arrival: Arrival): boolean;
  /** Oldest first: what was told by ids alone and is not whole yet. */
  pending(): readonly JournalEntry[];
  /**
   * Says what was told by ids alone. The entry keeps its id; what is whole already stays as it is.
   * @param arrival `undefined` where there is no such thing: the entry goes, and its retries stay known
   * @throws JournalError
   */
  complete(eventId: string, arrival: Arrival | undefined): Promise<void>;
  /** How the start of a chat was told, where it was. */
  startOf(arrival: Arrival): Arrival | undefined;
  /**
   * Marks as shown; what is marked already stays as it is. Ids that are not kept are passed over. Called before
   * the showing, a crash in between shows nothing twice; the event still stands unread in the list.
   * @throws JournalError
   */
  markShown(eventIds: readonly string[]): Promise<void>;
  /**
   * Marks as read; all entries (of one account) where no ids are given.
   * @throws JournalError
   */
  markRead(which: { readonly eventIds: readonly string[] } | { readonly account?: string }): Promise<void>;
  /** Waits for what is being written and lets go of the files. */
  dispose(): Promise<void>;
}

/** Where the journal is, and how far back it goes. */
export interface JournalPlace {
  /** Folder for the journal alone. */
  readonly dir: string;
  readonly clock: Clock;
  /** Entries older than this are gone; 30 days where absent. */
  readonly maxAgeMs?: number;
}

export interface JournalOptions extends JournalPlace {
  readonly log: Log;
  /** The oldest entries go where the files would grow beyond this; 16 MB where absent. */
  readonly maxBytes?: number;
}
