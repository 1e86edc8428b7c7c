import assert from 'node:assert/strict';
import { TreeItem } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import type { Page } from '../../../src/core/domain/connection';
import type { TicketRow } from '../../../src/core/domain/ticket';
import { TicketStore } from '../../../src/core/stores/ticketStore';
import type { TicketNode } from '../../../src/ui/shell/trees/nodes';
import { TicketTree } from '../../../src/ui/tickets/ticketTree';
import type { TreeRows } from '../../../src/ui/tickets/treeAdditions';
import { fakeConnection } from '../stores/support/fakeConnection';
import { signedIn } from '../stores/support/signedIn';
import { ticketPage, ticketRow } from '../stores/support/tickets';
import { FakeClock } from '../support/fakeClock';

const rows: TreeRows = {
  roots: [],
  replacesLists: false,
  loaded: [],
  below: () => [],
  itemOf: (node) => new TreeItem(node.kind),
};

async function open() {
  const clock = new FakeClock();
  const pages = new Map<string, Page<TicketRow>>();
  const tickets = ({ status = '' }: { status?: string }): Promise<Page<TicketRow>> =>
    Promise.resolve(pages.get(status) ?? ticketPage([]));
  const { session } = await signedIn(() => fakeConnection({ tickets }));
  const store = new TicketStore(session, clock);
  const changes = new Emitter<undefined>();
  const tree = new TicketTree(store, session, { items: [] }, changes.event, {
    value: rows,
    get: () => Promise.resolve(rows),
  });
  /** Like the editor, which requests the rows of the first two groups, as the others are collapsed. */
  const draw = (): readonly TicketNode[] => {
    const roots = tree.children(undefined);
    for (const node of roots) void tree.getTreeItem(node);
    for (const node of roots.slice(0, 2)) tree.children(node);
    return roots;
  };
  const changed = (): readonly string[] | undefined => tree.changedGroups?.map(({ key }) => String(key));
  pages.set('open', ticketPage(['a', 'b']));
  await store.refresh();
  return { clock, pages, store, tree, draw, changed };
}

describe('the rows of the Tickets view', () => {
  it('are all drawn until the editor has requested them', async () => {
    const { changed, draw } = await open();
    assert.equal(changed(), undefined);
    draw();
    assert.deepEqual(changed(), []);
  });

  it('are visible once they are requested, also if no event said that their group was expanded', async () => {
    const { draw, tree } = await open();
    const [first, second] = draw();
    assert.ok(first && second);
    for (const { key } of [first, second]) tree.collapsed.add(key);
    void tree.getChildren();
    void tree.getChildren(first);
    assert.deepEqual([...tree.collapsed], [second.key]);
  });

  it('are not drawn again when a list begins to load', async () => {
    const { changed, draw, store } = await open();
    draw();
    const done = store.refresh();
    assert.ok(store.busy);
    assert.deepEqual(changed(), []);
    await done;
  });

  it('are drawn again in changed lists only, with the same nodes', async () => {
    const { clock, changed, draw, store, tree } = await open();
    const [group] = draw();
    store.replace(ticketRow('b', 'New subject'));
    assert.deepEqual(changed(), ['open']);
    assert.equal(tree.changedGroups?.[0], group);
    assert.equal(tree.children(undefined)[0], group);
    assert.ok(group);
    tree.children(group);
    assert.deepEqual(changed(), []);
    // Rows say how long ago tickets changed.
    clock.advance(60_000);
    await store.refresh('interactive', ['pending']);
    assert.deepEqual(changed(), ['pending']);
  });

  it('are drawn again for a collapsed list whose number has changed', async () => {
    const { changed, draw, store, pages, tree } = await open();
    const group = draw()[2];
    pages.set('solved', ticketPage(['c'], 7));
    await store.refresh('interactive', ['solved']);
    assert.deepEqual(changed(), ['solved']);
    assert.equal(group?.kind === 'group' && group.total, 7);
    assert.ok(group);
    void tree.getTreeItem(group);
    assert.deepEqual(changed(), []);
  });

  it('are all drawn again when none is left, or when a failure is shown above them', async () => {
    const { changed, draw, store, pages } = await open();
    draw();
    pages.set('open', ticketPage([]));
    await store.refresh();
    assert.equal(changed(), undefined);
  });
});
