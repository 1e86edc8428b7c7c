import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { commandIds, panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import { LazyPanels } from '../shell/panels/lazyPanels';

const load = async () => (await import('./reports')).reports;

/** Exports, hand-over notes and statistics. */
export function registerReports(app: App): Disposable {
  const { commands, clock, context } = app;
  const panels = new LazyPanels({
    ...{ viewType: panelTypes.statistics, windowState: context.workspaceState, clock },
    load: async () => (await load()).openStatisticsPanels(app),
  });
  commands.register(
    commandIds.exportTickets,
    () => l10n.t('The tickets could not be exported.'),
    async () => await (await load()).exportWithPerson(app),
  );
  commands.serve(commandIds.exportTickets, async (argument) => (await load()).exportForCode(app, argument));
  commands.register(
    commandIds.handOverNote,
    () => l10n.t('The hand-over note could not be written.'),
    async () => await (await load()).handOverWithPerson(app),
  );
  commands.serve(commandIds.handOverNote, async (argument) => (await load()).handOverForCode(app, argument));
  commands.register(
    commandIds.statistics,
    () => l10n.t('The statistics could not be read.'),
    async () => (await panels.get()).show(),
  );
  commands.serve(commandIds.statistics, async (argument) => (await load()).statisticsForCode(app, argument));
  return panels;
}
