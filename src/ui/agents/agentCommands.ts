import { commands as editor, env, l10n, window } from 'vscode';
import { commandIds, viewIds, type CommandId } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import { agentNotRemoved, agentNotSaved } from '../messages/agentMessages';
import type { App } from '../shell/app';
import { toastText } from '../messages/failureMessages';
import { agentOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';

export interface AgentCommands {
  readonly commandApi: () => Promise<CommandApi>;
  /** Opens the form that changes an agent. */
  readonly editAgent: (login: string) => unknown;
}

/** Every command on agents. `forms` registers the forms. */
export function registerAgentCommands(app: App, rooms: AgentCommands): void {
  registerForCode(app, rooms);
  registerForUser(app, rooms);
  registerForRows(app);
}

/** With an argument object, from other extensions, keybindings and scripts. */
function registerForCode({ commands }: App, { commandApi }: AgentCommands): void {
  const serve = (
    id: CommandId,
    method: 'list' | 'get' | 'create' | 'update' | 'remove',
    options?: { readonly alsoWithoutArgument: boolean },
  ): void =>
    commands.serve(id, async (argument) => await (await commandApi()).agents[method](argument), options);
  serve(commandIds.listAgents, 'list', { alsoWithoutArgument: true });
  serve(commandIds.getAgent, 'get');
  serve(commandIds.createAgent, 'create');
  serve(commandIds.updateAgent, 'update');
  serve(commandIds.deleteAgent, 'remove');
}

/** The same commands without an argument. */
function registerForUser({ agents, commands }: App, { commandApi, editAgent }: AgentCommands): void {
  commands.register(
    commandIds.listAgents,
    () => l10n.t('The agents could not be shown.'),
    () => editor.executeCommand(`${viewIds.agents}.focus`),
  );
  const pickLogin = async (item: unknown, title: string): Promise<string | undefined> =>
    agentOf(item)?.login ?? (await (await import('./rowActions')).rowActions.pickAgent(agents, title));
  const edit = async (item: unknown): Promise<void> => {
    const login = await pickLogin(item, l10n.t('Edit Agent'));
    if (login !== undefined) await editAgent(login);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.getAgent, notOpened, edit);
  commands.register(commandIds.updateAgent, notOpened, edit);
  const remove = async (item: unknown): Promise<void> => {
    const login = await pickLogin(item, l10n.t('Remove Agent'));
    if (login === undefined || (await (await commandApi()).remove(login)) === 'cancelled') return;
    void window.showInformationMessage(l10n.t('{0} was removed.', toastText(login)));
  };
  commands.register(commandIds.deleteAgent, agentNotRemoved, remove);
}

function registerForRows(app: App): void {
  const { commands } = app;
  const change = async (name: 'setAgentStatus' | 'setAgentLoginStatus', item: unknown): Promise<void> => {
    const agent = agentOf(item);
    if (agent) await (await import('./rowActions')).rowActions[name](app, agent);
    else showRowGone();
  };
  commands.register(commandIds.setAgentStatus, agentNotSaved, (item) => change('setAgentStatus', item));
  commands.register(commandIds.setAgentLoginStatus, agentNotSaved, (item) =>
    change('setAgentLoginStatus', item),
  );
  commands.register(
    commandIds.copyAgentLogin,
    () => l10n.t('The login could not be copied.'),
    async (item) => {
      const agent = agentOf(item);
      if (agent) await env.clipboard.writeText(agent.login);
      else showRowGone();
    },
  );
}
