import { logRejection } from '../../core/base/log';
import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import type { TicketSummary } from '../../core/domain/ticket';
import type { TicketListKey } from '../../core/stores/ticketStore';
import { DraftList } from '../../core/stores/drafts/draftList';
import type { DraftSubject } from '../../core/stores/drafts/draft';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { requireKey } from '../shell/requireKey';
import type { WaitingStatus } from '../shell/statusBarPart';
import { ago } from '../messages/times';
import { LoadWhenVisible, viewStateOf } from '../shell/trees/listView';
import { Repaint } from '../shell/trees/repaint';
import { ChangedTickets } from './changedTickets';
import { registerDraftCommands } from './draftCommands';
import { filterLine, groupNames } from './filterLabels';
import { FirstRows } from './firstRows';
import { registerFilterCommands } from './filterTickets';
import { isViewKey, ticketNodes, ticketsOf, type TicketNode, type ViewKey } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';
import { registerTicketCommands, type TicketCommands } from './ticketCommands';
import { TicketTree } from './ticketTree';
import type { TreeAdditions } from './treeAdditions';
import type { ViewForms } from './views/viewCommands';

/** What the Tickets view needs of other rooms. */
export interface TicketRooms extends TicketCommands {
  readonly viewForms: ViewForms;
  readonly showWaiting: (waiting: WaitingStatus) => void;
  /** Opens the form or ticket that a draft belongs to. */
  readonly openDraft: (subject: DraftSubject) => unknown;
}

export interface TicketsView extends Disposable {
  /** Shows, selects and focuses the first ticket. @returns its id; `undefined` if none could be loaded */
  readonly focusFirstTicket: () => Promise<string | undefined>;
}

/** The Tickets view and its commands. */
export function registerTickets(app: App, rooms: TicketRooms): TicketsView {
  const { tickets: store, session, clock, commands, keys, shield } = app;
  const owned = new DisposableStore();
  const drafts = owned.add(new DraftList(app.drafts, session, clock, app.log));
  const first = owned.add(
    new FirstRows(
      app,
      () => additions.get(),
      () => {
        lookAgain();
        loading.look();
      },
    ),
  );
  const signedIn = (): boolean => session.current.kind === 'signed-in' && !first.isBusy;

  const repaint = owned.add(
    new Repaint<TicketNode>(
      clock,
      () => {
        const { keptAt } = store;
        const asOf = keptAt === undefined ? '' : ago(new Date(keptAt).toISOString(), clock.now());
        const filter = filterLine(shield.shown.query(store.filter), groupNames(app));
        const description = [filter, asOf].filter(Boolean).join(' · ');
        if (view.description !== description) view.description = description;
        const totals = store.shownLists.map((key) => store.state(key).total ?? 0);
        keys.set('livechat.tickets.state', viewStateOf(store, Math.max(...totals)));
        keys.set('livechat.tickets.filtered', store.isFiltered || additions.value?.found !== undefined);
      },
      () => first.isPending,
      () => tree.changedGroups,
    ),
  );
  const changed = owned.add(new ChangedTickets(app, () => repaint.ask()));
  const additions = owned.add(
    new Lazy<TreeAdditions>(
      async () => {
        const { openViews } = await import('./views/openViews');
        return openViews(app, {
          changed,
          isVisible: () => view.visible,
          nodes: () => tree.loaded,
          redraw: (nodes) => (nodes ? repaint.redraw(nodes) : repaint.ask()),
          reveal: (node) => {
            const shown = view.reveal(node, { select: true, focus: true, expand: true });
            logRejection(Promise.resolve(shown), app.log);
          },
          setBadge: (badge) => (view.badge = badge),
          showWaiting: rooms.showWaiting,
        });
      },
      (opened) => opened.dispose(),
    ),
  );
  /** Loads the bundle with the first account. */
  const lookAgain = (): void => {
    if (additions.value) additions.value.look();
    else if (signedIn()) {
      const opened = additions.get().then((opened) => {
        opened.look();
        repaint.ask();
      });
      logRejection(opened, app.log);
    }
  };
  const tree: TicketTree = new TicketTree(store, session, drafts, repaint.event, additions, first);
  const view = owned.add(
    window.createTreeView(viewIds.tickets, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    }),
  );
  app.shared.selectTicket = (ticketId, list) => {
    const node = view.visible && tree.nodeOfTicket(ticketId, list);
    if (node) void view.reveal(node, { select: true, focus: false });
  };
  app.shared.ticketsIn = (list) =>
    tree.loaded.flatMap((node) =>
      node.key === list && node.kind === 'ticket' && node.row.kind === 'ticket' ? [node.row.ticket] : [],
    );
  app.shared.readTicketsIn = async (list) => await (await additions.get()).ticketsOf(list);
  const selected = (): readonly TicketSummary[] => {
    const visible = view.selection.filter(({ key }) => !tree.collapsed.has(key));
    return ticketsOf(visible[0], visible);
  };
  app.shared.selectedTickets = async () => await (await additions.get()).settled(selected);
  const load = (work: () => Promise<void>): Promise<void> =>
    Promise.resolve(window.withProgress({ location: { viewId: viewIds.tickets } }, work));
  const refresh = (priority: 'interactive' | 'background'): Promise<void> =>
    load(async () =>
      priority === 'background'
        ? await (await app.actions()).newestTickets.refreshLists()
        : await store.refresh(priority),
    );
  const loading = owned.add(new LoadWhenVisible(view, store, signedIn, clock, refresh));

  owned.add(
    store.onDidChange(() => {
      changed.look();
      lookAgain();
      repaint.ask('changed');
      loading.follow();
    }),
  );
  let drawnDrafts = drafts.items;
  owned.add(
    drafts.onDidChange(() => {
      if (drafts.items.length + drawnDrafts.length > 0) repaint.ask();
      drawnDrafts = drafts.items;
    }),
  );
  owned.add(shield.onDidChange(() => repaint.ask()));
  const refreshDrafts = (): void => {
    if (view.visible) logRejection(drafts.refresh());
  };
  owned.add(view.onDidChangeVisibility(refreshDrafts));
  owned.add(view.onDidChangeVisibility(lookAgain));
  owned.add(
    view.onDidExpandElement(({ element }) => {
      tree.collapsed.delete(element.key);
      if (element.kind === 'view') additions.value?.expand(element.key);
    }),
  );
  owned.add(
    view.onDidCollapseElement(({ element }) => {
      tree.collapsed.add(element.key);
      if (element.kind === 'view') additions.value?.collapse(element.key);
    }),
  );
  refreshDrafts();
  owned.add(
    session.onDidChange(() => {
      repaint.ask();
      loading.look();
    }),
  );
  repaint.ask();
  loading.look();

  const notLoaded = (): string => l10n.t('Tickets could not be loaded.');
  commands.register(commandIds.refreshTickets, notLoaded, async () => {
    await load(() => requireKey(session));
    await Promise.all([refresh('interactive'), additions.value?.refresh()]);
  });
  /** For the key of the list or view of a row. */
  const ofRow = (run: (key: TicketListKey | ViewKey) => unknown) => async (node: unknown) => {
    if (ticketNodes.has(node) && node.key) await run(node.key);
    else showRowGone();
  };
  const more = ofRow((key) =>
    isViewKey(key) ? additions.value?.loadMore(key) : load(() => store.loadMore(key)),
  );
  commands.register(commandIds.loadMoreTickets, notLoaded, more);
  const all = ofRow((key) => additions.value?.loadAll(key));
  commands.register(commandIds.loadAll, notLoaded, all);
  registerTicketCommands(app, rooms);
  registerFilterCommands(app, { view, load, additions: () => additions.get(), forms: rooms.viewForms });
  registerDraftCommands(app, rooms.openDraft);
  return {
    focusFirstTicket: async () => {
      const [key] = store.shownLists;
      if (key === undefined) return undefined;
      await store.refresh('interactive', [key]);
      const node = tree.firstTicket(key);
      const [ticket] = ticketsOf(node);
      if (node) await view.reveal(node, { select: true, focus: true });
      return ticket?.id;
    },
    dispose: () => owned.dispose(),
  };
}
