import { withTimeout } from '../../base/async';
import { DisposableStore } from '../../base/disposable';
import type { WindowRef } from '../../cluster/cluster';
import { eventKeyOf, type Arrival, type EventKey } from '../../domain/arrival';
import type { ChatPush } from '../../domain/liveChat';
import { catchUp, receiverPages } from '../ingest/catchUp';
import { EventEnricher } from '../ingest/eventEnricher';
import { NotificationScheduler, type SingleNotification } from '../ingest/notificationScheduler';
import { TooManyError } from '../ingest/verificationQueue';
import type { Journal, JournalEntry } from '../journal/journal';
import { openJournal } from '../journal/openJournal';
import type { ArrivalNotification, ChatNotification, EventNotification } from '../status/notification';
import type { ListenerView } from '../status/listenerStatus';
import type { MissedEvents } from '../transports/eventTransport';
import { LeaderChats } from './leaderChats';
import { missedEvents } from './missedEvents';
import { LeaderPresence } from './leaderPresence';
import type { LeaderSessionOptions } from './leaderSessionOptions';

/** An event that waits longer for a window is stored before one is found. */
const findMs = 100;

/** What only the leader has: the journal for writing, and the decision what is shown. */
export class LeaderSession {
  private readonly owned = new DisposableStore();
  private readonly scheduler: NotificationScheduler<Arrival>;
  private readonly enricher: EventEnricher;
  /** Whether no window could show some event. */
  private hasUnshown = false;
  /** Keys of events that a digest or a notification is about to show. */
  private readonly underWay = new Set<string>();
  /** Events that are being stored as shown. */
  private readonly storing = new Map<string, Promise<unknown>>();
  /** Events that were stored as shown in this turn. */
  private readonly shownAtOnce = new Set<string>();
  /** Resolves once no event of a team waits for a window: later ones are stored after it. */
  private turn: Promise<unknown> | undefined;

  readonly journal: Journal;
  readonly chats: LeaderChats;
  readonly presence: LeaderPresence;

  constructor(private readonly parts: LeaderSessionOptions) {
    const { clock, surfaceOf, isDoNotDisturb, log, lookups, listings, account } = parts.options;
    this.journal = openJournal(parts.options);
    this.scheduler = this.owned.add(
      new NotificationScheduler<Arrival>({
        clock,
        surfaceOf,
        isDoNotDisturb,
        announce: (notification, events) => void this.announce(notification, events),
        pass: (events) => void this.pass(events),
      }),
    );
    this.chats = this.owned.add(
      new LeaderChats({
        ...parts.options,
        notify: (id, notification) => void this.announceChat(id, notification),
      }),
    );
    this.presence = this.owned.add(
      new LeaderPresence({ ...parts.options, send: parts.multicast, changed: parts.onChangeView }),
    );
    this.enricher = this.owned.add(
      new EventEnricher({
        ...{ clock, log, lookups, account },
        clockOffset: () => listings.clockOffset(),
        journal: this.journal,
      }),
    );
    this.owned.add(this.journal.onDidAppend((entry) => this.appended(entry)));
    this.owned.add(this.journal.onDidChange(parts.onChange));
  }

  receive(account: string, push: ChatPush): void {
    this.chats.receive(account, push);
    this.presence.receive(account, push);
  }

  windowLeft(window: WindowRef): void {
    this.chats.windowLeft(window);
    this.presence.windowLeft(window);
  }

  /** Stores an event of LiveChat, see `Journal.accept`. @throws StorageError, TooManyError */
  async accept(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    const isUnverified = arrival.kind === 'ticket_created' && arrival.reference !== undefined;
    if (isUnverified && this.enricher.isFull) throw new TooManyError('Too many tickets wait.');
    if (arrival.reference !== undefined || arrival.isCaughtUp === true) return await this.keepInTurn(arrival);
    const key = eventKeyOf(arrival);
    // Several filters may bring the same one.
    const storing = this.storing.get(key);
    if (storing) await storing.catch(() => undefined);
    const notification = this.reserve(arrival);
    if (!notification && !this.scheduler.isOff(arrival.kind)) return await this.keepInTurn(arrival);
    const accepting = this.keepAtOnce(arrival, notification);
    this.storing.set(key, accepting);
    try {
      return await accepting;
    } finally {
      this.storing.delete(key);
    }
  }

  /** Tries again to show what no window could show. */
  async retryShow(): Promise<void> {
    if (!this.hasUnshown) return;
    this.hasUnshown = false;
    await this.showUnshown();
  }

  /**
   * Shows what was stored and not shown, such as before a crash, in one notification for each account that this window
   * has. Continues the lookups of reference-only events, which are shown after them.
   */
  async showUnshown(): Promise<void> {
    this.enricher.resume();
    const arrivals = (await this.journal.unshown()).map(({ arrival }) => arrival);
    const { hasAccount = () => true } = this.parts.options;
    const others = arrivals.filter(
      (arrival) => !this.underWay.has(eventKeyOf(arrival)) && hasAccount(arrival.account),
    );
    for (const arrival of others) this.underWay.add(eventKeyOf(arrival));
    for (const id of new Set(others.map(({ account }) => account))) {
      this.scheduler.digest(
        others.filter(({ account }) => account === id),
        false,
      );
    }
  }

  /**
   * @param view events that are not listened to cost no calls; who receives for a team fetches more than the newest ones
   * @throws FailureError, StorageError
   */
  async catchUp(
    since: number,
    signal: AbortSignal,
    { events, publishing }: Pick<ListenerView, 'events' | 'publishing'>,
  ): Promise<void> {
    const { listings, account, receiver, log } = this.parts.options;
    const isForTeam = receiver !== undefined || publishing?.receives === true;
    const pages = isForTeam ? receiverPages : 1;
    const id = account();
    if (id === undefined) return;
    const kept: Arrival[] = [];
    let more = false;
    try {
      ({ more } = await catchUp(since, {
        listings,
        account: id,
        ...{ events, pages, signal },
        accept: async (arrival) => {
          const accepted = await this.keep(arrival);
          if (accepted === 'kept') kept.push(arrival);
          return accepted;
        },
      }));
    } finally {
      this.scheduler.digest(kept, more);
      if (more && isForTeam) {
        log.warn(`Listener: ${pages} pages of what was missed were fetched. What is older is left out.`);
      }
    }
  }

  /** For the events that a team published while this machine was away: shown in one notification for each account. */
  missedEvents(): MissedEvents {
    return missedEvents((arrival) => this.keep(arrival), this.scheduler);
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.journal.dispose();
  }

  /** An event of a team is in the stream until it is stored, and so can wait for a window. */
  private reserve(arrival: Arrival): SingleNotification<Arrival> | undefined {
    if (arrival.viaTeam !== true || this.chats.mayCover(arrival)) return undefined;
    return this.scheduler.reserve(arrival);
  }

  /**
   * Stores an event as shown, and shows it, where a window responds soon; one without a notification only stays marked as
   * shown. So one transaction is enough.
   */
  private async keepAtOnce(
    arrival: Arrival,
    notification: SingleNotification<Arrival> | undefined,
  ): Promise<'kept' | 'duplicate'> {
    const { find, options } = this.parts;
    const finding =
      notification &&
      withTimeout(options.clock, findMs, find(notification, [arrival.account])).catch(() => undefined);
    const turn = Promise.all([finding, arrival.viaTeam && this.turn]);
    if (arrival.viaTeam) this.turn = turn.then(() => undefined);
    const [show] = await turn;
    let accepted: 'kept' | 'duplicate' = 'duplicate';
    try {
      return (accepted = await this.keep(arrival, show !== undefined || !notification));
    } finally {
      const isKept = accepted === 'kept';
      // A push may have come meanwhile.
      const isShown = isKept && !this.chats.covers(arrival);
      if (notification && !isShown) this.scheduler.cancel(notification);
      if (isKept) {
        this.shownAtOnce.add(eventKeyOf(arrival));
        if (show || !notification) this.underWay.delete(eventKeyOf(arrival));
        else void (isShown ? this.announce(notification, [arrival]) : this.pass([arrival]));
        if (isShown && show) this.showNow(show);
      }
    }
  }

  /** Those of a team are stored in the order of the stream, while an earlier one waits for a window too. */
  private async keepInTurn(arrival: Arrival): Promise<'kept' | 'duplicate'> {
    if (arrival.viaTeam) await this.turn;
    return await this.keep(arrival);
  }

  /** Stores an event that will be shown; until then `showUnshown` leaves it out. */
  private async keep(arrival: Arrival, isShown = false): Promise<'kept' | 'duplicate'> {
    const key = eventKeyOf(arrival);
    const isNew = arrival.reference === undefined && !this.underWay.has(key);
    if (isNew) this.underWay.add(key);
    let isKept = false;
    try {
      const accepted = await this.journal.accept(arrival, isShown);
      isKept = accepted === 'kept';
      return accepted;
    } finally {
      if (isNew && !isKept) this.underWay.delete(key);
    }
  }

  private appended({ arrival }: JournalEntry): void {
    this.parts.onArrive(arrival);
    this.parts.onChange();
    if (arrival.isCaughtUp === true || this.shownAtOnce.delete(eventKeyOf(arrival))) return;
    this.underWay.add(eventKeyOf(arrival));
    const settle = (isCovered: boolean): void => {
      if (isCovered) void this.pass([arrival]);
      else this.scheduler.arrived(arrival);
    };
    if (this.chats.covers(arrival)) settle(true);
    else if (!this.chats.awaitsPush(arrival, settle)) settle(false);
  }

  /** Marked before it is shown, so that no event is shown twice, whenever this process ends. */
  private async announce(notification: ArrivalNotification, events: readonly EventKey[]): Promise<void> {
    const accounts = [...new Set(events.map(({ account }) => account))];
    const isShown = await this.show(notification, accounts, () => this.journal.markShown(events));
    for (const event of events) this.underWay.delete(eventKeyOf(event));
    if (isShown) return;
    this.hasUnshown = true;
    this.parts.options.log.warn('Listener: no window could show an event.');
  }

  /** Nothing is stored, so what no window can show now is not shown later either. */
  private async announceChat(account: string, notification: ChatNotification): Promise<void> {
    const isShown = await this.show({ ...notification, account }, [account]);
    if (!isShown) this.parts.options.log.warn('Listener: no window could show a notification about a chat.');
  }

  /** @param beforehand runs once a window was found @returns whether it is shown */
  private async show(
    notification: EventNotification,
    accounts: readonly string[],
    beforehand?: () => Promise<unknown>,
  ): Promise<boolean> {
    try {
      const show = await this.parts.find(notification, accounts);
      if (!show) return false;
      await beforehand?.();
      show();
      return true;
    } catch {
      return false;
    }
  }

  private showNow(show: () => void): void {
    try {
      show();
    } catch {
      this.parts.options.log.warn('Listener: the window that was found could not show an event.');
    }
  }

  private async pass(events: readonly EventKey[]): Promise<void> {
    await this.journal.markShown(events).catch(() => {
      this.parts.options.log.warn('Listener: events could not be marked as shown.');
    });
    for (const event of events) this.underWay.delete(eventKeyOf(event));
  }
}
