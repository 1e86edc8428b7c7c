import { DisposableStore } from '../base/disposable';
import type { Arrival, ArrivalKind } from '../domain/arrival';
import type { Journal, JournalEntry } from '../journal/journal';
import { openJournal } from '../journal/openJournal';
import type { Announcement } from './announcement';
import { Announcer } from './announcer';
import { catchUp } from './catchUp';
import { Completer } from './completer';
import type { DeskOptions } from './desk';
import { TooManyError } from './ticketTurns';

export interface DeskLeadParts {
  readonly options: DeskOptions;
  readonly journalDir: string;
  readonly onArrive: (arrival: Arrival) => void;
  readonly onChange: () => void;
  /** Shows in one window; `beforehand` is done once that was found. Resolves to whether it was. */
  readonly show: (announcement: Announcement, beforehand: () => Promise<unknown>) => Promise<boolean>;
}

/** What only the window that leads has: the journal, and the say in what is announced. */
export class DeskLead {
  private readonly owned = new DisposableStore();
  private readonly announcer: Announcer;
  private readonly completer: Completer;
  /** Events that are told of as a digest when all of them are there. */
  private isCatchingUp = false;
  /** Whether something could not be shown by any window. */
  private isUntold = false;

  private constructor(
    readonly journal: Journal,
    private readonly parts: DeskLeadParts,
  ) {
    const { clock, surfaceOf, isQuiet } = parts.options;
    this.announcer = this.owned.add(
      new Announcer({
        clock,
        surfaceOf,
        isQuiet,
        announce: (announcement, ids) => void this.announce(announcement, ids),
        pass: (ids) => void this.mark(ids),
      }),
    );
    const { log, lookups, account } = parts.options;
    this.completer = this.owned.add(new Completer({ clock, log, lookups, account, journal }));
    this.owned.add(journal.onDidAppend((entry) => this.appended(entry)));
    this.owned.add(journal.onDidChange(parts.onChange));
  }

  /** @throws JournalError */
  static async open(parts: DeskLeadParts): Promise<DeskLead> {
    const { clock, log } = parts.options;
    return new DeskLead(await openJournal({ dir: parts.journalDir, clock, log }), parts);
  }

  /** Keeps an event of LiveChat, see `Journal.accept`. @throws JournalError, TooManyError */
  async accept(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    const isUnproven = arrival.kind === 'ticket_created' && arrival.byId !== undefined;
    if (isUnproven && this.completer.isFull) throw new TooManyError('Too many tickets wait.');
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
    this.completer.resume();
    const entries = await this.journal.unshown();
    this.announcer.digest(entries.map(happenedOf), false);
  }

  /** @param events those that are listened to: for others nobody pays @throws FailureError, JournalError */
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
      this.announcer.digest(
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
    if (!isFetched) this.announcer.arrived(happenedOf(entry));
  }

  /** Marked before it is shown: whatever ends this process, nobody is told of the same event twice. */
  private async announce(announcement: Announcement, eventIds: readonly string[]): Promise<void> {
    const isShown = await this.parts
      .show(announcement, () => this.journal.markShown(eventIds))
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

function happenedOf({ arrival: { eventId, kind, account } }: JournalEntry) {
  return { eventId, kind, account };
}
