import { l10n, window, type TreeView } from 'vscode';
import type { TicketQuery } from '../../core/domain/ticket';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { filterLine, groupNames } from './filterLabels';

/** The view that is filtered: it shows the filter, and the progress of loading. */
export interface FilteredView {
  readonly view: TreeView<unknown>;
  readonly load: (work: () => Promise<void>) => Promise<void>;
}

/** The commands that filter and search tickets, and clear the filter. */
export function registerFilterCommands(app: App, { view, load }: FilteredView): void {
  const { commands, tickets } = app;
  const notLoaded = (): string => l10n.t('Tickets could not be loaded.');
  const filterBy = async (filter: TicketQuery): Promise<void> => {
    view.description = filterLine(filter, groupNames(app));
    await load(() => tickets.setFilter(filter));
  };
  commands.register(commandIds.filterTickets, notLoaded, async () => {
    const { rowActions } = await import('./rowActions');
    const filter = await rowActions.askFilter(app);
    if (filter) await filterBy(filter);
  });
  commands.register(commandIds.clearTicketFilter, notLoaded, () => filterBy({}));
  commands.register(commandIds.searchTickets, notLoaded, async () => {
    const query = await askSearch(tickets.filter.query);
    if (query === undefined) return;
    const { query: _before, ...others } = tickets.filter;
    await filterBy(query === '' ? others : { ...others, query });
  });
}

async function askSearch(current = ''): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Search Tickets'),
    prompt: l10n.t('Words in the tickets; empty for all'),
    value: current,
  });
  return typed?.trim();
}
