import { listKey } from '../../core/actions/ticketResult';
import type { Disposable } from '../../core/base/disposable';
import { FetchAhead, type Likely } from '../../core/localData/fetchAhead';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { prefetchPerDay } from '../shell/settings';
import { listedTickets } from './knownTickets';

/** Fetches the tickets after and before the one that is looked at, as the list has them. */
export class TicketsAhead implements Disposable {
  private readonly ahead: FetchAhead;

  constructor(
    private readonly app: Pick<App, 'clock' | 'log' | 'database' | 'local' | 'session' | 'tickets'>,
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
    const { session, tickets, local } = this.app;
    const account = accountIdOf(session.current);
    const { kept } = await local.get();
    if (account === undefined || account !== accountIdOf(session.current) || !kept.isOn) return [];
    const listed = listedTickets(tickets).filter(({ loadedAt }) => loadedAt !== undefined);
    const at = listed.findIndex(({ ticket }) => ticket.id === ticketId);
    if (at < 0) return [];
    return [listed[at + 1], listed[at - 1]].flatMap((each): readonly Likely[] => {
      if (!each) return [];
      const { ticket } = each;
      return [
        {
          version: `${account} ${listKey(ticket)}`,
          isKept: () => kept.hasTicket(account, ticket),
          fetch: () =>
            session.run((connection) => connection.tickets.get(ticket.id, { priority: 'background' })),
        },
      ];
    });
  }
}
