import { silent } from './support/silent';
import { Emitter } from '../src/core/base/event';
import { systemClock } from '../src/core/base/clock';
import type { Page } from '../src/core/domain/connection';
import { ticketStatuses, type TicketRow, type TicketSummary } from '../src/core/domain/ticket';
import { TicketStore } from '../src/core/stores/ticketStore';
import { TicketTree } from '../src/ui/tickets/ticketTree';
import type { TreeRows } from '../src/ui/tickets/treeAdditions';
import { ticketItem } from '../src/ui/tickets/views/ticketItem';
import { heldBytes } from './support/children';
import { fakeSession } from './support/fakeSession';
import { atMost, report, rounded, type Figure } from './support/report';
import { median } from './support/statistics';

const pageSize = 25;
const large = 20_000;
const small = 1_000;
const megabyte = 1_000_000;

void report(async ({ quick }) => {
  const runs = quick ? 3 : 9;
  const few = await measure(small, runs);
  const many = await measure(large, runs);
  const figures = [few, many].flatMap((one): Figure[] => {
    const name = (what: string): string => `${one.count.toLocaleString('en-US')} loaded: ${what}`;
    return [
      { what: name('memory held'), value: one.heldMb, unit: 'MB' },
      { what: name('first paint of a freshly signed-in window'), value: one.firstMs, unit: 'ms' },
      { what: name('paint of every loaded row'), value: one.paintMs, unit: 'ms' },
      { what: name('rows that a screen shows'), value: one.screenMs, unit: 'ms' },
      { what: name('refresh'), value: one.refreshMs, unit: 'ms' },
      { what: name('one change in the store'), value: one.changeMs, unit: 'ms' },
      { what: name('group'), value: one.groupMs, unit: 'ms' },
    ];
  });
  const grown = many.heldMb - few.heldMb;
  return {
    title: 'Tickets in the store and the tree',
    runs,
    figures,
    verdicts: [
      atMost('20,000 hold at most 60 MB more than 1,000', grown, 60, 'MB'),
      steady('first paint does not grow with the total', few.firstMs, many.firstMs),
      steady('one change does not grow with what is loaded', few.changeMs, many.changeMs),
      atMost('20,000 grouped in at most 20 ms', many.groupMs, 20, 'ms'),
    ],
  };
});

/** The rows without views. */
const rows: TreeRows = {
  ...{ roots: [], replacesLists: false, loaded: [], below: () => [] },
  itemOf: (node) => {
    if (node.kind === 'view' || node.kind === 'viewNote' || node.kind === 'all')
      throw new Error('There are no views.');
    return ticketItem(node, systemClock.now());
  },
};

/** A busy machine makes anything twice as long, or a tenth of a millisecond longer. */
function steady(target: string, before: number, after: number) {
  return {
    target,
    measured: `${rounded(before)} ms at 1,000, ${rounded(after)} ms at 20,000`,
    met: after <= Math.max(before * 2, before + 0.1),
  };
}

async function measure(count: number, runs: number) {
  const before = heldBytes();
  const server = new Server(count);
  const session = fakeSession((query, at) => server.page(query.status ?? 'open', at));
  const store = new TicketStore(session, systemClock);
  const changes = new Emitter<undefined>();
  const tree = new TicketTree(store, session, silent.pageStorage, changes.event, {
    value: rows,
    get: () => Promise.resolve(rows),
  });
  await store.refresh();
  const firstMs = timeOf(runs, () => paint(tree));
  for (const key of ticketStatuses) while (store.state(key).next !== undefined) await store.loadMore(key);
  const heldMb = (heldBytes() - before) / megabyte;
  const paintMs = timeOf(runs, () => paint(tree));
  const [group] = tree.children(undefined);
  const children = group ? tree.children(group) : [];
  const screenMs = timeOf(runs, () => children.slice(0, 60).map((node) => tree.getTreeItem(node)));
  const groupMs = timeOf(runs, () => tree.children(undefined).map((one) => tree.children(one)));
  const refreshes: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await store.refresh();
    refreshes.push(performance.now() - begun);
  }
  const changed = server.ticket('open', 7);
  const changeMs = timeOf(runs, (run) => store.update({ ...changed, subject: `Changed ${run}` }));
  store.dispose();
  return { count, heldMb, firstMs, paintMs, screenMs, refreshMs: median(refreshes), changeMs, groupMs };
}

/** Like the editor, asks for the items of every row of an open group, also for those out of sight. */
function paint(tree: TicketTree): number {
  let count = 0;
  for (const root of tree.children(undefined)) {
    rows.itemOf(root);
    for (const node of tree.children(root)) {
      rows.itemOf(node);
      count += 1;
    }
  }
  return count;
}

function timeOf(runs: number, work: (run: number) => unknown): number {
  const times: number[] = [];
  for (let run = -2; run < runs; run += 1) {
    const begun = performance.now();
    work(run);
    if (run >= 0) times.push(performance.now() - begun);
  }
  return median(times);
}

/** Creates each ticket when it is requested, so that it holds none in memory. */
class Server {
  private readonly perStatus: number;

  constructor(count: number) {
    this.perStatus = count / ticketStatuses.length;
  }

  page(status: string, at = '1'): Page<TicketRow> {
    const page = Number(at);
    const pages = Math.ceil(this.perStatus / pageSize);
    const left = Math.min(pageSize, this.perStatus - (page - 1) * pageSize);
    const rows = Array.from({ length: left }, (_, index): TicketRow => {
      return { kind: 'ticket', ticket: this.ticket(status, (page - 1) * pageSize + index), malformed: [] };
    });
    return { rows, total: this.perStatus, pages, page, ...(page < pages && { next: String(page + 1) }) };
  }

  ticket(status: string, index: number): TicketSummary {
    return {
      id: `${status.slice(0, 2).toUpperCase()}${100_000 + index}`,
      subject: `The order ${index} has not arrived, and nobody says when it will`,
      status,
      date: new Date(1_760_000_000_000 - index * 60_000).toISOString(),
      modified: new Date(1_770_000_000_000 - index * 60_000).toISOString(),
      requester: { mail: `kim.${index}@example.com`, name: `Kim Example ${index}`, ip: '192.0.2.7' },
      source: { id: `s${index}`, type: 'mail', url: 'https://shop.example.com/contact' },
      assignee: { id: `agent.${index % 40}@example.com`, name: `Agent ${index % 40}` },
      tags: ['order', `tag-${index % 100}`],
    };
  }
}
