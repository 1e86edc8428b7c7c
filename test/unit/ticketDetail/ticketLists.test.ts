import assert from 'node:assert/strict';
import type { TicketSummary } from '../../../src/core/domain/ticket';
import { TicketLists } from '../../../src/ui/ticketDetail/ticketLists';
import type { App } from '../../../src/ui/shell/app';

const ticket = (id: string): TicketSummary => ({ id });
const idsOf = (tickets: readonly TicketSummary[]): string => tickets.map(({ id }) => id).join('');

describe('The order of tickets for next and previous', () => {
  let byStatus: string;
  let loadedAt: number | undefined;
  let inView: string;
  let lists: TicketLists;

  beforeEach(() => {
    [byStatus, loadedAt, inView] = ['ABCDE', 1, 'DBFA'];
    lists = new TicketLists({
      tickets: {
        shownLists: ['open'],
        state: () => ({
          rows: Array.from(byStatus, (id) => ({ kind: 'ticket', ticket: ticket(id) })),
          loadedAt,
        }),
      },
      shared: { ticketsIn: (view: string) => (view === 'view/saved/Mine' ? Array.from(inView, ticket) : []) },
    } as unknown as App);
  });

  it('is that of the saved view from which the ticket was opened', () => {
    lists.opened('B', 'view/saved/Mine');
    const { view, tickets } = lists.around('B');
    assert.deepEqual([view, idsOf(tickets)], ['view/saved/Mine', 'DBFA']);
    assert.equal(idsOf(lists.neighbors('B')), 'FD');
  });

  it('is that of the lists by status otherwise, also once the ticket was opened there', () => {
    assert.deepEqual([lists.around('B').view, idsOf(lists.around('B').tickets)], [undefined, 'ABCDE']);
    lists.opened('B', 'view/saved/Mine');
    lists.opened('B', undefined);
    assert.equal(idsOf(lists.neighbors('B')), 'CA');
  });

  it('is that of the lists once the view lacks the ticket, or is gone', () => {
    lists.opened('C', 'view/saved/Mine');
    assert.equal(idsOf(lists.neighbors('C')), 'DB');
    lists.opened('B', 'view/saved/Other');
    assert.equal(idsOf(lists.around('B').tickets), 'ABCDE');
  });

  it('has no neighbors of lists that LiveChat has not returned yet', () => {
    loadedAt = undefined;
    assert.equal(idsOf(lists.neighbors('B')), '');
    lists.opened('B', 'view/saved/Mine');
    assert.equal(idsOf(lists.neighbors('B')), 'FD');
    assert.equal(idsOf(lists.neighbors('Z')), '');
  });

  it('has one neighbor at an end', () => {
    lists.opened('A', 'view/saved/Mine');
    assert.equal(idsOf(lists.neighbors('A')), 'F');
    assert.equal(idsOf(lists.neighbors('E')), 'D');
  });
});
