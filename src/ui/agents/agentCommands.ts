import { commands as editor, l10n, window } from 'vscode';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import type { App } from '../shell/app';
import { agentNotRemoved } from '../shell/agentMessages';
import { toastText } from '../shell/messages';
import type { AgentCommandApi } from '../commandApi/agentCommandApi';
import type { CommandApi } from '../commandApi/openCommandApi';
import { whichAgent } from './agentPick';

/** The commands that code calls with an argument, and what each does for a person. */
export function registerAgentCommands(
  { agents, commands }: App,
  commandApi: () => Promise<CommandApi>,
  editAgent: (login: string) => unknown,
): void {
  const serve = (
    id: CommandId,
    run: (api: AgentCommandApi, argument: unknown) => Promise<unknown>,
    options?: { readonly bareToo: boolean },
  ): void =>
    commands.serve(id, async (argument) => await run((await commandApi()).agents, argument), options);
  serve(commandIds.listAgents, (all, argument) => all.list(argument), { bareToo: true });
  serve(commandIds.getAgent, (all, argument) => all.get(argument));
  serve(commandIds.createAgent, (all, argument) => all.create(argument));
  serve(commandIds.updateAgent, (all, argument) => all.update(argument));
  serve(commandIds.deleteAgent, (all, argument) => all.remove(argument));

  commands.register(
    commandIds.listAgents,
    () => l10n.t('The agents could not be shown.'),
    () => editor.executeCommand(`${viewIds.agents}.focus`),
  );
  const edit = async (item: unknown): Promise<void> => {
    const login = await whichAgent(item, agents, l10n.t('Edit Agent'));
    if (login !== undefined) await editAgent(login);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.getAgent, notOpened, edit);
  commands.register(commandIds.updateAgent, notOpened, edit);
  const removeOne = async (item: unknown): Promise<void> => {
    const login = await whichAgent(item, agents, l10n.t('Remove Agent'));
    if (login === undefined || (await (await commandApi()).remove(login)) === 'cancelled') return;
    void window.showInformationMessage(l10n.t('{0} was removed.', toastText(login)));
  };
  commands.register(commandIds.deleteAgent, agentNotRemoved, removeOne);
}
