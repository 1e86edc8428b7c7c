import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { ArrivalKind } from '../../domain/arrival';
import type { Listings } from './catchUp';
import type { Intake } from '../transports/webhook/webhookIntake';
import { classifyProblem, logTextOf } from '../status/problem';
import type { WebhookSubscriptions } from '../transports/webhook/webhookSubscriptions';
import type { ListenerSettings, TicketSource } from '../status/listenerTypes';
import { TicketPoll } from './ticketPoll';

export interface TicketDiscoveryOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => ListenerSettings;
  readonly subscriptions: Pick<WebhookSubscriptions, 'held' | 'refused'>;
  readonly intake: Intake;
  readonly list?: Listings['newTickets'];
}

/** How new tickets are heard of where a webhook for them may not be had: then by calls, after a person's yes. */
export class TicketDiscovery {
  constructor(private readonly parts: TicketDiscoveryOptions) {}

  /** What is listened to: nothing that would never come. */
  get events(): readonly ArrivalKind[] {
    const { events } = this.parts.settings();
    return this.way === 'refused' ? events.filter((kind) => kind !== 'ticket_created') : events;
  }

  /** `undefined` where they come as all other events do, are not wanted, or it is not known yet. */
  get way(): TicketSource | undefined {
    const { intake, subscriptions, settings } = this.parts;
    const isPlain = intake.format?.unverified?.includes('ticket_created') !== true;
    if (isPlain || !settings().events.includes('ticket_created')) return undefined;
    if (subscriptions.held.some(({ event }) => event === 'ticket_created')) return 'told';
    if (!subscriptions.refused.includes('ticket_created')) return undefined;
    return settings().pollsTickets === true ? 'asked' : 'refused';
  }

  /** Looks for them, but not while a webhook tells of them. */
  watch(): Disposable {
    const { clock, log, list, intake } = this.parts;
    if (!list) return toDisposable(() => undefined);
    return new TicketPoll({
      clock,
      list,
      isWanted: () => this.way === 'asked',
      onTicket: (content) => void intake.take(content),
      onFailure: (thrown) =>
        log.warn(
          `Relay: new tickets could not be looked for (${logTextOf(classifyProblem(thrown).problem, thrown)}).`,
        ),
    });
  }
}
