import type { ArrivalKind } from '../../core/domain/arrival';
import type { Consents, TicketPollingChoice } from '../tunnels/consents';

export interface TicketPollingOptions {
  readonly consents: Consents;
  /** Id of the active account. */
  readonly account: () => string | undefined;
  /** The kinds of events that the active account can only poll for. */
  readonly polled: () => readonly ArrivalKind[];
  /** Whether the account supports webhooks for tickets, but HelpDesk did not accept one here. */
  readonly isRefused: () => boolean;
  /** `livechat.webhooks.events`. */
  readonly wanted: () => readonly ArrivalKind[];
  /** Whether calls of the active account are free of charge, so that there is nothing to ask. */
  readonly isFree: () => boolean;
  /** Explains the cost and asks; `undefined` when cancelled. */
  readonly ask: () => Promise<TicketPollingChoice | undefined>;
}

/** Whether to poll for new tickets when no event reports them. Polling costs API calls, so it is off until chosen. */
export class TicketPolling {
  constructor(private readonly options: TicketPollingOptions) {}

  /** Whether there is a choice: the user wants tickets, and no event reports them. */
  get isOpen(): boolean {
    const { account, polled, isRefused, wanted } = this.options;
    return account() !== undefined && hasTickets(wanted()) && (hasTickets(polled()) || isRefused());
  }

  /** The choice for the active account, as last loaded. */
  get isEnabled(): boolean {
    const { account, consents, isFree } = this.options;
    const id = account();
    if (id === undefined) return false;
    return (consents.newTicketsOf(id) ?? (isFree() ? 'ask' : undefined)) === 'ask';
  }

  /** The kinds of events to listen for, without those that would never arrive. */
  get events(): readonly ArrivalKind[] {
    const { polled, wanted } = this.options;
    return wanted().filter((kind) => this.isEnabled || !polled().includes(kind));
  }

  /** Before listening starts: asks, unless this account has a choice already. */
  async prepare(): Promise<'ready' | 'cancelled'> {
    const { consents, account, isFree } = this.options;
    if (isFree() || !this.isOpen) return 'ready';
    await consents.load();
    const id = account();
    if (id === undefined || consents.newTicketsOf(id) !== undefined) return 'ready';
    return (await this.change()) ? 'ready' : 'cancelled';
  }

  /** Asks, whatever was chosen before. Resolves to whether the user chose. */
  async change(): Promise<boolean> {
    const { consents, account, ask } = this.options;
    const id = account();
    const choice = id === undefined ? undefined : await ask();
    if (id === undefined || choice === undefined) return false;
    await consents.chooseNewTickets(id, choice);
    return true;
  }
}

function hasTickets(kinds: readonly ArrivalKind[]): boolean {
  return kinds.includes('ticket_created');
}
