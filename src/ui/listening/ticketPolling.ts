import type { ArrivalKind } from '../../core/domain/arrival';
import type { Consents, TicketPollingChoice } from '../tunnels/consents';

export interface TicketPollingOptions {
  readonly consents: Consents;
  /** Id of the active account. */
  readonly account: () => string | undefined;
  /** What of the active account comes as no event, as its capabilities have it. */
  readonly polled: () => readonly ArrivalKind[];
  /** Whether they come by events as a rule, and cannot here. */
  readonly isRefused: () => boolean;
  /** `livechat.webhooks.events`. */
  readonly wanted: () => readonly ArrivalKind[];
  /** Tells a person what it costs; `undefined` where they gave up. */
  readonly ask: () => Promise<TicketPollingChoice | undefined>;
}

/** Whether new tickets are asked for where no event tells of them. Nobody pays for that without having said yes. */
export class TicketPolling {
  constructor(private readonly parts: TicketPollingOptions) {}

  /** Whether there is something to choose: a person wants to hear of tickets, and they come by no event. */
  get isOpen(): boolean {
    const { account, polled, isRefused, wanted } = this.parts;
    return account() !== undefined && isAmong(wanted()) && (isAmong(polled()) || isRefused());
  }

  /** As the person chose for the active account, when last looked at. */
  get isAskedFor(): boolean {
    const { account, consents } = this.parts;
    const id = account();
    return id !== undefined && consents.newTicketsOf(id) === 'ask';
  }

  /** What is listened to: nothing that would never come. */
  get events(): readonly ArrivalKind[] {
    const { polled, wanted } = this.parts;
    return wanted().filter((kind) => this.isAskedFor || !polled().includes(kind));
  }

  /** Before a person listens: asks where nothing was chosen for this account yet. */
  async prepare(): Promise<'ready' | 'cancelled'> {
    const { consents, account } = this.parts;
    if (!this.isOpen) return 'ready';
    await consents.load();
    const id = account();
    if (id === undefined || consents.newTicketsOf(id) !== undefined) return 'ready';
    return (await this.change()) ? 'ready' : 'cancelled';
  }

  /** Asks whatever was chosen before. Resolves to whether the person chose, and not gave up. */
  async change(): Promise<boolean> {
    const { consents, account, ask } = this.parts;
    const id = account();
    const choice = id === undefined ? undefined : await ask();
    if (id === undefined || choice === undefined) return false;
    await consents.chooseNewTickets(id, choice);
    return true;
  }
}

function isAmong(kinds: readonly ArrivalKind[]): boolean {
  return kinds.includes('ticket_created');
}
