import type { App } from '../../shell/app';
import { presenceOf, type PresenceText } from '../../shell/panels/presence';
import type { TicketNode } from '../../shell/trees/nodes';
import { groupNames } from '../filterLabels';
import type { TreeAdditions, TreePorts } from '../treeAdditions';
import { SavedViews } from './savedViews';
import { SettledSelection } from './settledSelection';
import { shownNode } from './shownNode';
import { ticketItem } from './ticketItem';
import { loadAllItem, noteItem, unreadableViewItem, viewItem } from './viewItem';
import { WaitRows } from './waitRows';
import { WaitStatus } from './waitStatus';

/** Draws the rows; adds saved views and how long customers wait. A bundle that loads with the first account. */
export function openViews(app: App, ports: TreePorts): TreeAdditions {
  const views = new SavedViews(app, ports);
  const rows = new WaitRows(app.clock, ports);
  const status = new WaitStatus(app, ports.showWaiting);
  const selection = new SettledSelection(app.clock);
  const presence = presenceOf(app);
  const presentIn = (node: TicketNode): PresenceText | undefined => {
    const id = ticketIdOf(node);
    return id === undefined ? undefined : presence.of({ kind: 'ticket', id });
  };
  const present = presence.onDidChange((keys) => {
    const nodes = ports.nodes().filter((node) => keys.has(`ticket/${ticketIdOf(node) ?? ''}`));
    if (nodes.length > 0) ports.redraw(nodes);
  });
  return {
    get roots() {
      return views.roots;
    },
    get replacesLists() {
      return views.isGroupedByWait;
    },
    get loaded() {
      return views.loaded;
    },
    below: (node) => views.below(node),
    itemOf: (node) => {
      selection.noteRequest();
      if (node.kind === 'viewNote') return noteItem(node.key, node.text);
      if (node.kind === 'all') return loadAllItem(node);
      const { shown } = app.shield;
      if (node.kind !== 'view')
        return ticketItem(
          shownNode(node, shown),
          app.clock.now(),
          ports.changed,
          rows.of(node),
          presentIn(node),
        );
      const view = views.find(node.key);
      // The row is gone with the next refresh of the tree.
      if (!view) return noteItem(node.key, '');
      if ('unreadable' in view) return unreadableViewItem(view);
      const query = { ...view.query, filter: shown.query(view.query.filter) };
      return viewItem({ ...view, name: shown.text(view.name), query }, groupNames(app));
    },
    expand: (key) => views.expand(key),
    ticketsOf: (key) => views.ticketsOf(key),
    collapse: (key) => views.collapse(key),
    get found() {
      return views.found;
    },
    find: (search) => views.showFound(search),
    settled: (selected) => selection.read(selected),
    loadMore: (key) => views.loadMore(key),
    loadAll: (key) => views.loadAll(key),
    refresh: () => views.refresh(),
    toggleGrouping: () => {
      views.isGroupedByWait = !views.isGroupedByWait;
    },
    look: () => {
      views.look();
      rows.look();
      status.look();
    },
    dispose: () => {
      views.dispose();
      rows.dispose();
      status.dispose();
      present.dispose();
    },
  };
}

function ticketIdOf(node: TicketNode): string | undefined {
  return node.kind === 'ticket' && node.row.kind === 'ticket' ? node.row.ticket.id : undefined;
}
