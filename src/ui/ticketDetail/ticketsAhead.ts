import { listKey } from '../../core/actions/ticketResult';
import type { Disposable } from '../../core/base/disposable';
import { FetchAhead, type Likely } from '../../core/localData/fetchAhead';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { prefetchPerDay } from '../shell/settings';
import type { TicketLists } from './ticketLists';

/** Fetches the tickets after and before the one that is looked at, as the list or the saved view has them. */
export class TicketsAhead implements Disposable {
  private readonly ahead: FetchAhead;
  private newest: string | undefined;

  constructor(
    private readonly app: Pick<App, 'clock' | 'keys' | 'log' | 'database' | 'local' | 'session'>,
    private readonly lists: Pick<TicketLists, 'neighbors'>,
  ) {
    const { clock, log, database } = app;
    this.ahead = new FetchAhead({ clock, log, database, perDay: prefetchPerDay });
  }

  lookedAt(ticketId: string): void {
    this.newest = ticketId;
    if (prefetchPerDay() > 0) this.ahead.lookedAt(() => this.neighbors(ticketId));
  }

  dispose(): void {
    this.ahead.dispose();
  }

  private async neighbors(ticketId: string): Promise<readonly Likely[]> {
    const { session, local, keys } = this.app;
    // Keys that were pressed before are handled first, and may have selected another ticket.
    await keys.answered();
    if (ticketId !== this.newest) return [];
    const account = accountIdOf(session.current);
    const { kept } = await local.get();
    if (account === undefined || account !== accountIdOf(session.current) || !kept.isOn) return [];
    return this.lists.neighbors(ticketId).map((ticket) => ({
      version: `${account} ${listKey(ticket)}`,
      isKept: () => kept.hasTicket(account, ticket),
      fetch: () => session.run(({ tickets }) => tickets.get(ticket.id, { priority: 'background' })),
    }));
  }
}
