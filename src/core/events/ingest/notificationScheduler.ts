import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { ArrivalKind, EventKey } from '../../domain/arrival';
import type { ArrivalNotification, Counts, Surface } from '../status/notification';

/** At most one notification in this time; the events in between are shown together. */
const calmMs = 4_000;
/** The window that shows has no use for more ids. */
const mostIds = 100;

type Shown = Exclude<Surface, 'off'>;

/** What of an event decides how it is shown. An `Arrival` is one. */
export interface EventRef extends EventKey {
  readonly kind: ArrivalKind;
}

export interface NotificationSchedulerOptions<E extends EventRef> {
  readonly clock: Clock;
  /** The current setting for a kind. */
  readonly surfaceOf: (kind: ArrivalKind) => Surface;
  /** Whether toasts are muted; the status bar is used then. */
  readonly isDoNotDisturb: () => boolean;
  /** @param events all events in it, also those that it does not list */
  readonly announce: (notification: ArrivalNotification<E>, events: readonly EventKey[]) => void;
  /** These are not shown. */
  readonly pass: (events: readonly EventKey[]) => void;
}

/** The notification of one event. */
export interface SingleNotification<E extends EventRef> {
  readonly kind: 'one';
  readonly surface: Shown;
  readonly arrival: E;
}

/** Events of one account for one surface within a short time. */
interface Burst<E> {
  /** Shown as a whole where no other one follows. */
  first?: E;
  /** All of them. What is counted and listed needs no contents, which thousands of events would hold in memory. */
  readonly waiting: EventRef[];
  readonly timer: Disposable;
}

/** Decides which notifications are shown, where, and how many events each one covers. */
export class NotificationScheduler<E extends EventRef> implements Disposable {
  private readonly bursts = new Map<string, Burst<E>>();

  constructor(private readonly parts: NotificationSchedulerOptions<E>) {}

  /** An event was stored. The first is shown at once. */
  arrived(event: E): void {
    const surface = this.surfaceOf(event.kind);
    if (surface === 'off') {
      this.parts.pass([event]);
      return;
    }
    const burst = this.bursts.get(burstOf(surface, event.account));
    if (burst) {
      burst.first ??= event;
      burst.waiting.push(refOf(event));
      return;
    }
    this.showOne(surface, event);
    this.gather(surface, event.account);
  }

  /** Whether events of a kind are not shown. */
  isOff(kind: ArrivalKind): boolean {
    return this.surfaceOf(kind) === 'off';
  }

  /**
   * For an event that is about to be stored: whether it would be shown at once. It counts as shown then.
   * @returns its notification
   */
  reserve(event: E): SingleNotification<E> | undefined {
    const surface = this.surfaceOf(event.kind);
    if (surface === 'off' || this.bursts.has(burstOf(surface, event.account))) return undefined;
    this.gather(surface, event.account);
    return { kind: 'one', surface, arrival: event };
  }

  /** A reserved event was not stored. What came meanwhile is shown now. */
  cancel({ surface, arrival: { account } }: SingleNotification<E>): void {
    this.bursts.get(burstOf(surface, account))?.timer.dispose();
    this.end(surface, account);
  }

  /**
   * Events of a gap, or that no window could show, as one notification.
   * @param events oldest first
   * @param more whether there is more than these
   */
  digest(events: readonly E[], more: boolean): void {
    this.digestOf(events, more, events);
  }

  /**
   * The same for events that are not in memory.
   * @param whole those that are: where only one of them is to be shown, it is shown whole
   */
  digestOf(events: readonly EventRef[], more: boolean, whole: readonly E[]): void {
    const surfaces = new Map<ArrivalKind, Surface>();
    const notified: EventRef[] = [];
    const passed: EventRef[] = [];
    for (const event of events) {
      // There may be thousands of events, and settings take a while to read.
      const surface = surfaces.get(event.kind) ?? this.surfaceOf(event.kind);
      surfaces.set(event.kind, surface);
      (surface === 'off' ? passed : notified).push(event);
    }
    if (passed.length > 0) this.parts.pass(passed);
    const [only] = notified;
    if (only === undefined) return;
    const surface = [...surfaces.values()].includes('toast') ? 'toast' : 'statusBar';
    const single = notified.length === 1 && !more ? whole.find((one) => isSame(one, only)) : undefined;
    if (single) this.showOne(surface, single);
    else {
      const eventIds = idsOf(notified.slice(-mostIds));
      this.parts.announce({ kind: 'digest', surface, counts: countsOf(notified), eventIds, more }, notified);
    }
    if (!this.bursts.has(burstOf(surface, only.account))) this.gather(surface, only.account);
  }

  dispose(): void {
    for (const { timer } of this.bursts.values()) timer.dispose();
    this.bursts.clear();
  }

  private gather(surface: Shown, account: string): void {
    const timer = this.parts.clock.after(calmMs, () => this.end(surface, account));
    this.bursts.set(burstOf(surface, account), { waiting: [], timer });
  }

  /** Shows what was gathered. */
  private end(surface: Shown, account: string): void {
    const name = burstOf(surface, account);
    const { first, waiting = [] } = this.bursts.get(name) ?? {};
    this.bursts.delete(name);
    if (first === undefined) return;
    if (waiting.length === 1) this.showOne(surface, first);
    else {
      const eventIds = idsOf(waiting.slice(-mostIds));
      this.parts.announce({ kind: 'many', surface, counts: countsOf(waiting), eventIds }, waiting);
    }
    this.gather(surface, account);
  }

  private showOne(surface: Shown, event: E): void {
    this.parts.announce({ kind: 'one', surface, arrival: event }, [event]);
  }

  private surfaceOf(kind: ArrivalKind): Surface {
    const surface = this.parts.surfaceOf(kind);
    return surface === 'toast' && this.parts.isDoNotDisturb() ? 'statusBar' : surface;
  }
}

function refOf({ account, eventId, kind }: EventRef): EventRef {
  return { account, eventId, kind };
}

function isSame(one: EventKey, other: EventKey): boolean {
  return one.eventId === other.eventId && one.account === other.account;
}

function burstOf(surface: Shown, account: string): string {
  return `${surface} ${account}`;
}

function idsOf(events: readonly EventRef[]): readonly string[] {
  return events.map(({ eventId }) => eventId);
}

function countsOf(events: readonly EventRef[]): Counts {
  const counts = { chat_started: 0, chat_ended: 0, ticket_created: 0 };
  for (const { kind } of events) counts[kind] += 1;
  return counts;
}
