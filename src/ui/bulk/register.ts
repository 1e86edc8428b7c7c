import { l10n } from 'vscode';
import { logRejection } from '../../core/base/log';
import { unfinishedKey } from '../../core/bulk/run';
import { commandIds, panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import { LazyPanels } from '../shell/panels/lazyPanels';
import { ticketsOf } from '../shell/trees/nodes';
import type { BulkPanels, BulkRooms } from './bulkPanels';

/** Changes of several tickets: the commands, the panels, and runs that a window left unfinished. */
export function registerBulk(app: App, rooms: BulkRooms): LazyPanels<BulkPanels> {
  const { commands, context, clock, log, shared } = app;
  const panels = new LazyPanels<BulkPanels>({
    viewType: panelTypes.bulk,
    windowState: context.workspaceState,
    clock,
    load: async () => {
      const [loaded, { ticketActions }] = await Promise.all([import('./bulkPanels'), app.actions()]);
      return new loaded.BulkPanels(app, ticketActions, rooms);
    },
  });
  const notChanged = (): string => l10n.t('The tickets were not changed.');
  const change = async (item: unknown, items: unknown): Promise<void> => {
    // Each bundle has its own rows: only this one knows those of the view.
    const chosen = ticketsOf(item, items);
    const tickets = chosen.length > 0 ? chosen : ((await shared.selectedTickets?.()) ?? []);
    await (await panels.get()).change(tickets);
  };
  commands.register(commandIds.bulkTickets, notChanged, change);
  commands.register(commandIds.showBulk, notChanged, async () => (await panels.get()).openNewest());
  // Loading the bundle asks whether to resume.
  if (context.globalState.get(unfinishedKey)) logRejection(panels.get(), log);
  return panels;
}
