import type { Clock } from '../base/clock';
import { toDisposable, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { ArrivalKind } from '../domain/arrival';
import type { Listings } from './catchUp';
import type { Intake } from './intake';
import { troubleOf, wordsFor } from './problem';
import type { Registrar } from './registrar';
import type { RelaySettings, TicketWay } from './relay';
import { TicketPoll } from './ticketPoll';

export interface NewTicketsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => RelaySettings;
  readonly registrar: Pick<Registrar, 'held' | 'refused'>;
  readonly intake: Intake;
  readonly list?: Listings['newTickets'];
}

/** How new tickets are heard of where a webhook for them may not be had: then by calls, after a person's yes. */
export class NewTickets {
  constructor(private readonly parts: NewTicketsParts) {}

  /** What is listened to: nothing that would never come. */
  get events(): readonly ArrivalKind[] {
    const { events } = this.parts.settings();
    return this.way === 'refused' ? events.filter((kind) => kind !== 'ticket_created') : events;
  }

  /** `undefined` where they come as all other events do, are not wanted, or it is not known yet. */
  get way(): TicketWay | undefined {
    const { intake, registrar, settings } = this.parts;
    const isPlain = intake.format?.unproven?.includes('ticket_created') !== true;
    if (isPlain || !settings().events.includes('ticket_created')) return undefined;
    if (registrar.held.some(({ event }) => event === 'ticket_created')) return 'told';
    if (!registrar.refused.includes('ticket_created')) return undefined;
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
      onTicket: (news) => void intake.take(news),
      onFailure: (thrown) =>
        log.warn(
          `Relay: new tickets could not be looked for (${wordsFor(troubleOf(thrown).problem, thrown)}).`,
        ),
    });
  }
}
