import { l10n } from 'vscode';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';

const loadSearch = async () => (await import('./localSearch')).localSearch;

/** The search in what is kept on this machine. */
export function registerLocalData(app: App): void {
  const { commands } = app;
  commands.register(
    commandIds.search,
    () => l10n.t('The search failed.'),
    async () => await (await loadSearch()).withPick(app),
  );
  commands.serve(commandIds.search, async (argument) => await (await loadSearch()).forCode(app, argument));
}
