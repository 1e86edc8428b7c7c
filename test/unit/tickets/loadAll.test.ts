import assert from 'node:assert/strict';
import { window } from 'vscode';
import type { ListAllOptions } from '../../../src/core/actions/listAllTickets';
import { fail } from '../../../src/core/domain/failure';
import type { TicketRow } from '../../../src/core/domain/ticket';
import type { ListAll } from '../../../src/core/stores/ticketViewList';
import type { groupNames } from '../../../src/ui/tickets/filterLabels';
import { loadAll } from '../../../src/ui/tickets/views/loadAll';
import type { ShownView } from '../../../src/ui/tickets/views/savedViews';
import { loadAllItem, viewItem } from '../../../src/ui/tickets/views/viewItem';
import { noShield } from '../../../src/ui/shell/shield';

const ticketRow: TicketRow = { kind: 'ticket', ticket: { id: 'A1' }, malformed: [] };

describe('loading all tickets of a view', () => {
  const { showInformationMessage } = window;
  afterEach(() => void Object.assign(window, { showInformationMessage }));

  /** @param calls that are left after the first page @returns what was said, and whether the view got its tickets */
  async function loading(calls: number, answer?: string) {
    const said: unknown[][] = [];
    const show = (text: string, options?: { detail: string }) => {
      said.push([text, ...(options ? [options.detail] : [])]);
      return Promise.resolve(answer);
    };
    Object.assign(window, { showInformationMessage: show });
    const listAll = async (_filter: unknown, { mayGoOn }: ListAllOptions) => {
      if ((await mayGoOn?.(calls, 512)) === false) fail({ code: 'cancelled' });
      return { tickets: [], rows: [ticketRow], unreadable: 2 };
    };
    const app = { shield: noShield, actions: () => Promise.resolve({ ticketActions: { listAll } }) };
    let found: Awaited<ReturnType<ListAll>>;
    const list = {
      loadAll: async (read: ListAll) => {
        found = await read({}, new AbortController().signal);
      },
    };
    await loadAll(app as unknown as Parameters<typeof loadAll>[0], { name: 'Queue', list });
    return { said, found };
  }

  it('makes few calls without a question, and says when it is done', async () => {
    const { said, found } = await loading(10);
    assert.deepEqual(found?.rows, [ticketRow]);
    assert.deepEqual(said, [['All 1 tickets of “Queue” are loaded. Rows that could not be read: 2.']]);
  });

  it('asks before many, and makes none if the person does not want them', async () => {
    const question = [
      'Load all 512 tickets of “Queue”?',
      '11 further calls to LiveChat are made. You can cancel at any time.',
    ];
    const declined = await loading(11);
    assert.deepEqual([declined.said, declined.found], [[question], undefined]);
    const accepted = await loading(11, 'Load All');
    assert.deepEqual(accepted.said[0], question);
    assert.equal(accepted.found?.rows.length, 1);
  });
});

describe('the row of a view', () => {
  const item = (known: number, sort: 'waiting' | 'newest' = 'waiting') =>
    viewItem(
      {
        node: { kind: 'view', key: 'view/saved/Queue', index: 0 },
        ...{ name: 'Queue', query: { filter: {}, sort }, isSaved: true, hasBadge: false },
        list: {
          state: { rows: [], total: 512, known, isPartial: false, hasMore: true, busy: false },
          unsupported: [],
        },
      } as unknown as ShownView,
      {} as ReturnType<typeof groupNames>,
    );

  it('says how many tickets its order covers, unless that is all of them', () => {
    const { description, tooltip, accessibilityInformation } = item(100);
    assert.equal(description, '512 · 100 sorted');
    for (const text of [textOf(tooltip), accessibilityInformation?.label ?? ''])
      assert.match(text, /of the 100 tickets that are loaded/);
    assert.deepEqual([item(512).description, item(100, 'newest').description], ['512', '512']);
  });

  it('is followed by one that loads all, with its cost', () => {
    const node = { kind: 'all', key: 'view/saved/Queue', calls: 21, known: 100, busy: false } as const;
    const { label, description, tooltip, command } = loadAllItem(node);
    assert.deepEqual([label, description, command?.arguments], ['Load All', '21 calls', [node]]);
    assert.match(textOf(tooltip), /^The order covers the 100 tickets that are loaded\. /);
    const { calls: _calls, ...unknown } = node;
    assert.equal(loadAllItem(unknown).description, '');
    assert.equal(loadAllItem({ ...node, busy: true }).command, undefined);
  });
});

function textOf(tooltip: unknown): string {
  return typeof tooltip === 'string' ? tooltip : '';
}
