import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { onDidChangeTeamSettings } from '../shell/settings';
import type { TeamListening } from './teamListening';

/** The commands with which this machine joins and leaves a team. What they do is loaded with the first of them. */
export function registerTeam(app: App, listening: TeamListening): Disposable {
  const { commands } = app;
  const actions = async () => (await import('./teamActions')).teamActions;
  const notJoined = (): string => l10n.t('The team could not be joined.');
  commands.register(commandIds.joinTeam, notJoined, async () =>
    (await actions()).joinWithUser(app, listening),
  );
  commands.serve(commandIds.joinTeam, async (argument) =>
    (await actions()).joinForCode(app, listening, argument),
  );
  const leave = async (): Promise<ListenerStatus> => await (await actions()).leave(app, listening);
  commands.register(commandIds.leaveTeam, () => l10n.t('The team could not be left.'), leave);
  commands.serve(commandIds.leaveTeam, leave);
  const newKey = async () => (await actions()).newKey(app);
  commands.register(commandIds.newTeamKey, () => l10n.t('No team key could be created.'), newKey);
  commands.serve(commandIds.newTeamKey, newKey);
  return onDidChangeTeamSettings(() => {
    void listening.team.load().then(() => listening.eventService.refresh('tunnel'));
  });
}
