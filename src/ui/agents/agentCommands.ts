import { commands as editor, l10n, window } from 'vscode';
import type { AgentStore } from '../../core/stores/agentStore';
import { commandIds, viewIds } from '../../manifest';
import type { CommandDoor } from '../shell/commandDoor';
import { toastText } from '../shell/messages';
import type { AgentWork, RemoveWithPerson } from '../work/agentWork';
import { whichAgent } from './agentPick';

export interface AgentCommandDeps {
  readonly store: AgentStore;
  readonly work: AgentWork;
  readonly remove: RemoveWithPerson;
  readonly commands: CommandDoor;
  /** Opens the form that changes an agent. */
  readonly editAgent: (login: string) => unknown;
}

/** The commands that code calls with an argument, and what each does for a person. */
export function registerAgentCommands(deps: AgentCommandDeps): void {
  const { store, work, remove, commands, editAgent } = deps;
  const list = (argument: unknown) => work.list(argument);
  commands.serve(commandIds.listAgents, list, { bareToo: true });
  commands.serve(commandIds.getAgent, (argument) => work.get(argument));
  commands.serve(commandIds.createAgent, (argument) => work.create(argument));
  commands.serve(commandIds.updateAgent, (argument) => work.update(argument));
  commands.serve(commandIds.deleteAgent, (argument) => work.remove(argument));

  commands.register(
    commandIds.listAgents,
    () => l10n.t('The agents could not be shown.'),
    () => editor.executeCommand(`${viewIds.agents}.focus`),
  );
  const edit = async (item: unknown): Promise<void> => {
    const login = await whichAgent(item, store, l10n.t('Edit Agent'));
    if (login !== undefined) await editAgent(login);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.getAgent, notOpened, edit);
  commands.register(commandIds.updateAgent, notOpened, edit);
  const removeOne = async (item: unknown): Promise<void> => {
    const login = await whichAgent(item, store, l10n.t('Remove Agent'));
    if (login === undefined || (await remove(login)) === 'cancelled') return;
    void window.showInformationMessage(l10n.t('{0} was removed.', toastText(login)));
  };
  commands.register(commandIds.deleteAgent, () => l10n.t('The agent was not removed.'), removeOne);
}
