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
const other: TicketRow = { kind: 'ticket', ticket: { id: 'A2' }, malformed: [] };

describe('loading all tickets of a view', () => {
  const { showInformationMessage } = window;
  afterEach(() => void Object.assign(window, { showInformationMessage }));

  interface Loading {
    readonly answer?: string;
    readonly rows?: readonly TicketRow[];
    readonly unsupported?: readonly string[];
  }

  /** @param calls that it takes @returns what was said, and whether the view got its tickets */
  async function loading(
    calls: number,
    { answer, rows = [ticketRow, other], unsupported = [] }: Loading = {},
  ) {
    const said: unknown[][] = [];
    const show = (text: string, options?: { detail: string }) => {
      said.push([text, ...(options ? [options.detail] : [])]);
      return Promise.resolve(answer);
    };
    Object.assign(window, { showInformationMessage: show });
    const listAll = async (_filter: unknown, { mayGoOn }: ListAllOptions) => {
      if ((await mayGoOn?.(calls, 512)) === false) fail({ code: 'cancelled' });
      return { tickets: [], rows, unreadable: 2 };
    };
    const app = { shield: noShield, actions: () => Promise.resolve({ ticketActions: { listAll } }) };
    let found: Awaited<ReturnType<ListAll>>;
    const list = {
      unsupported,
      loadAll: async (read: ListAll) => {
        found = await read({}, new AbortController().signal);
      },
    };
    await loadAll(app as unknown as Parameters<typeof loadAll>[0], { name: 'Queue', list });
    return { said, found };
  }

  it('makes few calls without a question, and says when it is done', async () => {
    const { said, found } = await loading(10);
    assert.deepEqual(found?.rows, [ticketRow, other]);
    assert.deepEqual(said, [['All 2 tickets of “Queue” are loaded. Rows that could not be read: 2.']]);
  });

  it('asks before many, and makes none if the person does not want them', async () => {
    const question = [
      'Load all 512 tickets of “Queue”?',
      'This makes 11 calls to LiveChat. You can cancel at any time.',
    ];
    const declined = await loading(11);
    assert.deepEqual([declined.said, declined.found], [[question], undefined]);
    const accepted = await loading(11, { answer: 'Load All' });
    assert.deepEqual(accepted.said[0], question);
    assert.equal(accepted.found?.rows.length, 2);
  });

  it('names no number that LiveChat counts without a part of the filter', async () => {
    const { said } = await loading(11, { unsupported: ['assignee'] });
    const [[question, detail] = []] = said;
    assert.equal(question, 'Load all tickets of “Queue”?');
    assert.match(String(detail), /^LiveChat cannot apply the whole filter, .* This makes 11 calls/);
  });

  it('says so if there is one ticket, or none', async () => {
    const one = await loading(1, { rows: [ticketRow] });
    assert.match(String(one.said[0]?.[0]), /^The only ticket of “Queue” is loaded\./);
    const none = await loading(1, { rows: [] });
    assert.match(String(none.said[0]?.[0]), /^“Queue” has no tickets\./);
  });
});

describe('the row of a view', () => {
  const item = (known: number, sort: 'waiting' | 'newest' = 'waiting', canLoadAll = true) =>
    viewItem(
      {
        node: { kind: 'view', key: 'view/saved/Queue', index: 0 },
        ...{ name: 'Queue', query: { filter: {}, sort }, isSaved: true, hasBadge: false },
        list: {
          state: { rows: [], total: 512, known, isPartial: false, hasMore: true, busy: false },
          unsupported: [],
          canLoadAll,
        },
      } as unknown as ShownView,
      {} as ReturnType<typeof groupNames>,
    );

  it('says how many tickets its order covers, unless that is all of them', () => {
    const { description, tooltip, accessibilityInformation } = item(100);
    assert.equal(description, '100 of 512 loaded');
    for (const text of [textOf(tooltip), accessibilityInformation?.label ?? ''])
      assert.match(text, /of the 100 tickets that are loaded/);
    assert.deepEqual([item(512).description, item(100, 'newest').description], ['512', '512']);
  });

  it('is of a kind that can be loaded, or of one that LiveChat cannot list', () => {
    const kinds = [true, false].map((canLoadAll) => item(512, 'waiting', canLoadAll).contextValue);
    assert.deepEqual(kinds, ['ticketView', 'keptTicketView']);
  });

  it('is followed by one that loads all, with its cost', () => {
    const shown = { known: 100, isSorted: true, busy: false };
    const node = { kind: 'all', key: 'view/saved/Queue', calls: 21, ...shown } as const;
    const { label, description, tooltip, command } = loadAllItem(node);
    const run = ['livechat.tickets.loadAll', node];
    assert.deepEqual([label, description, command?.arguments], ['Load All', '21 calls', run]);
    assert.match(textOf(tooltip), /^The order covers the 100 tickets that are loaded\. /);
    const inOrder = textOf(loadAllItem({ ...node, isSorted: false }).tooltip);
    assert.match(inOrder, /^Reads every ticket/);
    assert.doesNotMatch(inOrder, /order/);
    const { calls: _calls, ...unknown } = node;
    assert.equal(loadAllItem(unknown).description, '');
    assert.equal(loadAllItem({ ...node, busy: true }).command, undefined);
  });
});

function textOf(tooltip: unknown): string {
  return typeof tooltip === 'string' ? tooltip : '';
}
