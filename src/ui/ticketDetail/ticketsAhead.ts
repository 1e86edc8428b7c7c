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

  constructor(
    private readonly app: Pick<App, 'clock' | 'log' | 'database' | 'local' | 'session'>,
    private readonly lists: Pick<TicketLists, 'neighbors'>,
  ) {
    const { clock, log, database } = app;
    this.ahead = new FetchAhead({ clock, log, database, perDay: prefetchPerDay });
  }

  lookedAt(ticketId: string): void {
    if (prefetchPerDay() > 0) this.ahead.lookedAt(() => this.neighbors(ticketId));
  }

  dispose(): void {
    this.ahead.dispose();
  }

  private async neighbors(ticketId: string): Promise<readonly Likely[]> {
    const { session, local } = this.app;
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
