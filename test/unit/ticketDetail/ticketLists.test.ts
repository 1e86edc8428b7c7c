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
  /** What a search found. */
  let found: string;
  /** What the tree does not show. */
  let unshown: string;
  let lists: TicketLists;

  const newWindow = (): TicketLists =>
    new TicketLists({
      tickets: {
        shownLists: ['open'],
        state: () => ({
          rows: Array.from(byStatus, (id) => ({ kind: 'ticket', ticket: ticket(id) })),
          loadedAt,
        }),
      },
      shared: {
        ticketsIn: (view: string) =>
          Array.from(view === 'view/saved/Mine' ? inView : view === 'view/found/1' ? found : '', ticket),
        readTicketsIn: (view: string) =>
          Promise.resolve(Array.from(view === 'view/saved/Mine' ? unshown : '', ticket)),
      },
      session: { current: { kind: 'signed-in', account: { id: 'classic:ada' } } },
      local: {
        get: () =>
          Promise.resolve({
            kept: {
              row: (account: string, id: string) =>
                account === 'classic:ada' && id !== 'G' ? { ticket: ticket(id) } : undefined,
            },
          }),
      },
      shield: { shown: { ticket: (each: TicketSummary) => ({ ...each, subject: `Shown ${each.id}` }) } },
    } as unknown as App);
  beforeEach(() => {
    [byStatus, loadedAt, inView, found, unshown] = ['ABCDE', 1, 'DBFA', '', ''];
    lists = newWindow();
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

  it('has none of a ticket that is in none of the lists', async () => {
    lists.opened('Z', 'view/saved/Mine');
    for (const step of [1, -1] as const) {
      assert.equal(await lists.neighbor('Z', step), 'This ticket is in none of the lists that are loaded.');
      assert.equal(await lists.neighbor('Y', step), 'This ticket is in none of the lists that are loaded.');
    }
  });

  it('has one neighbor at an end', () => {
    lists.opened('A', 'view/saved/Mine');
    assert.equal(idsOf(lists.neighbors('A')), 'F');
    assert.equal(idsOf(lists.neighbors('E')), 'D');
  });

  describe('after a reload of the window', () => {
    /** @param id of the ticket whose panel is restored */
    const reload = (id: string): void => {
      const { from } = lists.openedFrom(id);
      lists = newWindow();
      lists.restored(id, structuredClone(from));
    };
    const next = async (id: string, step: 1 | -1 = 1): Promise<unknown> => {
      const neighbor = await lists.neighbor(id, step);
      return typeof neighbor === 'string' ? neighbor : [neighbor.id, neighbor.view, neighbor.text];
    };

    it('is that of the saved view, whether or not the tree shows it', async () => {
      lists.opened('B', 'view/saved/Mine');
      reload('B');
      assert.deepEqual(await next('B'), ['F', 'view/saved/Mine', 'Shown F, 3 of 4']);
      [inView, unshown] = ['', 'FBDA'];
      reload('B');
      assert.deepEqual(await next('B'), ['D', 'view/saved/Mine', 'Shown D, 3 of 4']);
      assert.deepEqual(await next('B', -1), ['F', 'view/saved/Mine', 'Shown F, 1 of 4']);
      assert.equal(idsOf(lists.neighbors('B')), 'DF');
      lists.opened('A', 'view/saved/Mine');
      assert.equal(await next('A'), 'No next ticket is loaded.');
    });

    it('is that of the lists once the saved view no longer has the ticket', async () => {
      lists.opened('B', 'view/saved/Mine');
      [inView, unshown] = ['', 'FDA'];
      reload('B');
      assert.deepEqual(await next('B'), ['C', undefined, 'Shown C, 3 of 5']);
    });

    it('is that of what a search found, as far as it is kept', async () => {
      found = 'EGBCA';
      lists.opened('B', 'view/found/1');
      found = '';
      reload('B');
      assert.deepEqual(await next('B', -1), ['E', 'view/found/1', 'Shown E, 1 of 4']);
      assert.deepEqual(await next('B'), ['C', 'view/found/1', 'Shown C, 3 of 4']);
      lists.opened('C', 'view/found/1');
      reload('C');
      assert.deepEqual(await next('C'), ['A', 'view/found/1', 'Shown A, 4 of 4']);
    });

    it('is not that of another search, which has the same key', async () => {
      found = 'EGBCA';
      lists.opened('B', 'view/found/1');
      found = 'DE';
      reload('B');
      assert.deepEqual(await next('B'), ['C', 'view/found/1', 'Shown C, 3 of 4']);
    });

    it('keeps the ids of two hundred tickets of a search at most', () => {
      found = Array.from({ length: 500 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
      const middle = found.charAt(250);
      lists.opened(middle, 'view/found/1');
      const { ids = [] } = lists.openedFrom(middle).from ?? {};
      assert.deepEqual([ids.length, ids.indexOf(middle)], [200, 100]);
    });

    it('is that of the lists if nothing readable was stored', async () => {
      for (const from of [undefined, 'view/saved/Mine', { view: 1 }]) {
        lists.restored('B', from);
        assert.deepEqual(await next('B'), ['C', undefined, 'Shown C, 3 of 5']);
      }
      assert.deepEqual(lists.openedFrom('B'), {});
    });
  });
});
