import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { ArrivalKind } from '../../domain/arrival';
import type { EventNotification, Counts, Surface } from '../status/notification';

/** At most one announcement in so many milliseconds; those that come between are told of together. */
const calmMs = 4_000;
/** More ids than anybody could look at are of no use to the window that shows. */
const mostIds = 100;

type Shown = Exclude<Surface, 'off'>;

export interface EventRef {
  readonly eventId: string;
  readonly kind: ArrivalKind;
  /** Id of the account. */
  readonly account: string;
}

export interface NotificationSchedulerOptions {
  readonly clock: Clock;
  /** The choice for a kind, as it is now. */
  readonly surfaceOf: (kind: ArrivalKind) => Surface;
  /** Whether a person wants no toasts now; then the status bar tells. */
  readonly isDoNotDisturb: () => boolean;
  /** @param eventIds all that it is about, also those that it does not name */
  readonly announce: (notification: EventNotification, eventIds: readonly string[]) => void;
  /** Nobody is to be told of these. */
  readonly pass: (eventIds: readonly string[]) => void;
}

/** What came within a short time from one account for one surface. */
interface Burst {
  readonly waiting: EventRef[];
  readonly timer: Disposable;
}

/** Decides what a person is told, where, and how much at once. */
export class NotificationScheduler implements Disposable {
  private readonly bursts = new Map<string, Burst>();

  constructor(private readonly parts: NotificationSchedulerOptions) {}

  /** An event came in. The first is told of at once. */
  arrived(event: EventRef): void {
    const surface = this.surfaceOf(event.kind);
    if (surface === 'off') {
      this.parts.pass([event.eventId]);
      return;
    }
    const burst = this.bursts.get(burstOf(surface, event));
    if (burst) {
      burst.waiting.push(event);
      return;
    }
    this.tell(surface, [event]);
    this.gather(surface, event);
  }

  /**
   * What happened while nobody listened, or could be told, as one announcement.
   * @param events oldest first
   * @param more whether there is more than these
   */
  digest(events: readonly EventRef[], more: boolean): void {
    const told = events.filter(({ kind }) => this.surfaceOf(kind) !== 'off');
    const passed = events.filter((event) => !told.includes(event));
    if (passed.length > 0) this.parts.pass(idsOf(passed));
    const [only] = told;
    if (only === undefined) return;
    const surface = told.some(({ kind }) => this.surfaceOf(kind) === 'toast') ? 'toast' : 'statusBar';
    if (told.length === 1 && !more) this.tell(surface, [only]);
    else {
      const ids = idsOf(told);
      this.parts.announce(
        { kind: 'digest', surface, counts: countsOf(told), eventIds: ids.slice(-mostIds), more },
        ids,
      );
    }
    if (!this.bursts.has(burstOf(surface, only))) this.gather(surface, only);
  }

  dispose(): void {
    for (const { timer } of this.bursts.values()) timer.dispose();
    this.bursts.clear();
  }

  private gather(surface: Shown, of: EventRef): void {
    const name = burstOf(surface, of);
    const timer = this.parts.clock.after(calmMs, () => {
      const waiting = this.bursts.get(name)?.waiting ?? [];
      this.bursts.delete(name);
      if (waiting.length === 0) return;
      this.tell(surface, waiting);
      this.gather(surface, of);
    });
    this.bursts.set(name, { waiting: [], timer });
  }

  private tell(surface: Shown, events: readonly EventRef[]): void {
    const [first] = events;
    if (!first) return;
    const ids = idsOf(events);
    this.parts.announce(
      events.length === 1
        ? { kind: 'one', surface, eventId: first.eventId }
        : { kind: 'many', surface, counts: countsOf(events), eventIds: ids.slice(-mostIds) },
      ids,
    );
  }

  private surfaceOf(kind: ArrivalKind): Surface {
    const surface = this.parts.surfaceOf(kind);
    return surface === 'toast' && this.parts.isDoNotDisturb() ? 'statusBar' : surface;
  }
}

function burstOf(surface: Shown, { account }: EventRef): string {
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
