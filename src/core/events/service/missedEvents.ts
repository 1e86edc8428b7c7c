import type { Arrival } from '../../domain/arrival';
import type { EventRef, NotificationScheduler } from '../ingest/notificationScheduler';
import type { MissedEvents } from '../transports/eventTransport';

const mostWhole = 20;

/** Stores events that came while this machine was away, and shows them in one notification for each account. */
export function missedEvents(
  keep: (arrival: Arrival) => Promise<'kept' | 'duplicate'>,
  scheduler: Pick<NotificationScheduler<Arrival>, 'digestOf'>,
): MissedEvents {
  const kept: EventRef[] = [];
  const whole: Arrival[] = [];
  return {
    accept: async (arrival) => {
      if ((await keep(arrival)) === 'duplicate') return;
      const { account, eventId, kind } = arrival;
      kept.push({ account, eventId, kind });
      // There may be thousands, and more than a few are never shown whole.
      if (whole.length < mostWhole) whole.push(arrival);
    },
    show: () => {
      for (const id of new Set(kept.map(({ account }) => account))) {
        const events = kept.filter(({ account }) => account === id);
        scheduler.digestOf(events, false, whole);
      }
      kept.length = 0;
    },
  };
}
