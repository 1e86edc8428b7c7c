import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { classicCapabilities, type TicketCapabilities } from '../../core/domain/capabilities';
import { DraftList } from '../../core/stores/draftList';
import { isDraftSubject, type DraftSubject } from '../../core/stores/draftStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { TicketStore } from '../../core/stores/ticketStore';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { toastText } from '../shell/messages';
import { LoadWhenVisible, Repaint, viewStateOf } from '../shell/listView';
import { filterLine, groupNames } from './filterLabels';
import { ticketNodes, type TicketNode } from '../shell/nodes';
import type { TicketPanels } from './messageBox';
import { registerRowCommands } from './rowCommands';
import { registerTicketCommands, type TicketCommands } from './ticketCommands';
import { TicketTree } from './ticketTree';

/** What the view of tickets needs of the command API, the forms and the panels. */
export interface TicketRooms extends TicketCommands, TicketPanels {
  /** Opens the form or ticket that a draft belongs to. */
  readonly openDraft: (subject: DraftSubject) => unknown;
}

/** What the active account can do with tickets; the classic one's where nobody is signed in. */
function canOf({ capabilities = classicCapabilities }: SessionStore): TicketCapabilities {
  return capabilities.tickets;
}

/** The view of tickets and its commands. */
export function registerTickets(app: App, rooms: TicketRooms): Disposable {
  const { tickets: store, session, clock, keys, directory } = app;
  const owned = new DisposableStore();
  const drafts = owned.add(new DraftList(app.drafts, session, clock));
  const signedIn = (): boolean => session.current.kind === 'signed-in';

  const repaint = owned.add(
    new Repaint<TicketNode>(() => {
      const totals = store.shown.map((key) => store.state(key).total ?? 0);
      keys.set('livechat.tickets.state', viewStateOf(store, Math.max(...totals)));
      keys.set('livechat.tickets.filtered', store.filtered);
    }),
  );
  const tree = new TicketTree(store, session, drafts, clock, repaint.event);
  const view = owned.add(
    window.createTreeView(viewIds.tickets, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
    }),
  );
  const load = (work: () => Promise<void>): Promise<void> =>
    Promise.resolve(window.withProgress({ location: { viewId: viewIds.tickets } }, work));
  const refresh = (priority: 'person' | 'background'): Promise<void> => load(() => store.refresh(priority));
  const seen = owned.add(new LoadWhenVisible(view, store, signedIn, clock, refresh));

  owned.add(store.onDidChange(() => repaint.ask()));
  owned.add(drafts.onDidChange(() => repaint.ask()));
  const shelve = (): void => {
    if (view.visible) void drafts.refresh();
  };
  owned.add(view.onDidChangeVisibility(shelve));
  shelve();
  owned.add(
    session.onDidChange(() => {
      view.description = filterLine(store.filter, groupNames({ directory, can: canOf(session) }));
      repaint.ask();
      seen.look();
    }),
  );
  repaint.ask();
  seen.look();

  registerCommands(app, view, load);
  registerTicketCommands(app, rooms);
  registerDraftCommands(app, rooms);
  registerRowCommands(app, rooms);
  return owned;
}

function registerDraftCommands({ commands, drafts }: App, { openDraft }: TicketRooms): void {
  commands.register(
    commandIds.openDraft,
    () => l10n.t('The draft could not be opened.'),
    async (node) => {
      if (ticketNodes.has(node) && node.kind === 'draft') await openDraft(node.item.subject);
    },
  );
  // The row's own click brings the subject alone.
  commands.serve(commandIds.openDraft, async (argument) => {
    const subject = subjectIn(argument);
    if (subject !== undefined) await openDraft(subject);
  });
  commands.register(
    commandIds.discardDraft,
    () => l10n.t('The draft could not be discarded.'),
    async (node) => {
      if (!ticketNodes.has(node) || node.kind !== 'draft') return;
      const discard = l10n.t('Discard');
      const detail = l10n.t('What you typed will be lost: {0}', toastText(node.item.title, 80));
      const question = l10n.t('Discard this draft?');
      if ((await window.showWarningMessage(question, { modal: true, detail }, discard)) !== discard) return;
      await drafts.discard(node.item);
    },
  );
}

function subjectIn(argument: unknown): DraftSubject | undefined {
  const subject = (argument as { readonly subject?: unknown } | null)?.subject;
  return typeof subject === 'string' && isDraftSubject(subject) ? subject : undefined;
}

function registerCommands(
  { commands, tickets: store, agents, directory, session }: App,
  view: { description?: string | undefined },
  load: (work: () => Promise<void>) => Promise<void>,
): void {
  const notLoaded = (): string => l10n.t('Tickets could not be loaded.');
  const filterBy = async (filter: Parameters<TicketStore['setFilter']>[0]): Promise<void> => {
    view.description = filterLine(filter, groupNames({ directory, can: canOf(session) }));
    await load(() => store.setFilter(filter));
  };

  commands.register(commandIds.refreshTickets, notLoaded, () => load(() => store.refresh('person')));
  commands.register(commandIds.loadMoreTickets, notLoaded, async (node) => {
    if (ticketNodes.has(node) && node.kind === 'more') await load(() => store.more(node.key));
  });
  commands.register(commandIds.filterTickets, notLoaded, async () => {
    const { askFilter } = await import('./filterPick');
    const filter = await askFilter(store.filter, { agents, directory, can: canOf(session) });
    if (filter) await filterBy(filter);
  });
  commands.register(commandIds.clearTicketFilter, notLoaded, () => filterBy({}));
  commands.register(commandIds.searchTickets, notLoaded, async () => {
    const query = await window.showInputBox({
      title: l10n.t('Search Tickets'),
      prompt: l10n.t('Words in the tickets; empty for all'),
      value: store.filter.query ?? '',
    });
    if (query === undefined) return;
    const { query: _before, ...others } = store.filter;
    await filterBy(query.trim() === '' ? others : { ...others, query: query.trim() });
  });
}
