import { l10n, type TreeView } from 'vscode';
import type { TicketQuery } from '../../core/domain/ticket';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { filterLine, groupNames } from './filterLabels';
import type { TreeAdditions } from './treeAdditions';
import type { ViewForms } from './views/viewCommands';

/** The view that is filtered: it shows the filter, and the progress of loading. */
export interface FilteredView {
  readonly view: TreeView<unknown>;
  readonly load: (work: () => Promise<void>) => Promise<void>;
  readonly additions: () => Promise<TreeAdditions>;
  readonly forms: ViewForms;
}

/** The commands that filter, search and group tickets, clear the filter, and change saved views. */
export function registerFilterCommands(app: App, { view, load, additions, forms }: FilteredView): void {
  const { commands, tickets } = app;
  const loadActions = async () => (await import('./rowActions')).rowActions;
  const notLoaded = (): string => l10n.t('Tickets could not be loaded.');
  const filterBy = async (filter: TicketQuery): Promise<void> => {
    view.description = filterLine(filter, groupNames(app));
    await load(() => tickets.setFilter(filter));
  };
  commands.register(commandIds.filterTickets, notLoaded, async () => {
    const filter = await (await loadActions()).askFilter(app);
    if (filter) await filterBy(filter);
  });
  commands.register(commandIds.clearTicketFilter, notLoaded, async () => {
    (await additions()).find(undefined);
    await filterBy({});
  });
  commands.register(commandIds.searchTickets, notLoaded, async () => {
    const actions = await loadActions();
    const shown = await additions();
    const start = { filter: tickets.filter, isWaiting: false };
    const search = await actions.askSearch(app, shown.found ?? start);
    if (!search) return;
    if (search.isSaved) await actions.saveAsView(app, forms, search);
    else if (actions.isForApi(app, search)) {
      shown.find(undefined);
      await filterBy(search.filter);
    } else shown.find(search);
  });
  commands.register(commandIds.groupTicketsByWait, notLoaded, async () =>
    (await additions()).toggleGrouping(),
  );
  const notChanged = (): string => l10n.t('The view was not changed.');
  commands.register(commandIds.newTicketView, notChanged, () => forms.open('view.new'));
  commands.register(commandIds.saveTicketView, notChanged, async () => {
    const search = (await additions()).found ?? { filter: tickets.filter, isWaiting: false };
    await (await loadActions()).saveAsView(app, forms, search);
  });
  const edit = async (item: unknown): Promise<void> => (await loadActions()).editView(forms, item);
  commands.register(commandIds.editTicketView, notChanged, edit);
  const remove = async (item: unknown): Promise<void> => (await loadActions()).deleteView(item);
  commands.register(commandIds.deleteTicketView, notChanged, remove);
}
