import { env, l10n, window } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import { loginStatuses, type Agent, type AgentChange } from '../../core/domain/agent';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { agentNotSaved, partialAgentText } from '../shell/agentMessages';
import { toastText, whyOf } from '../shell/messages';
import { contractKeys } from '../shell/outcomeMessages';
import { pickStep } from '../shell/steps';
import { nameOf, statusLabel } from '../shell/agentLabels';
import { agentOf } from '../shell/nodes';

/** What can be done with an agent where they stand, without the form. */
export function registerAgentRowCommands({ actions, commands }: App): void {
  commands.register(commandIds.setAgentStatus, agentNotSaved, async (item) => {
    const agent = agentOf(item);
    if (!agent) return;
    const status = await pick(
      agent,
      l10n.t('Select a status to set now'),
      (await actions()).agentActions.can.statuses,
    );
    if (status) await change((await actions()).agentActions, agent, { status });
  });
  commands.register(commandIds.setAgentLoginStatus, agentNotSaved, async (item) => {
    const agent = agentOf(item);
    if (!agent) return;
    const status = await pick(agent, l10n.t('Select the status after signing in'), loginStatuses);
    if (status) await change((await actions()).agentActions, agent, { login_status: status });
  });
  commands.register(
    commandIds.copyAgentLogin,
    () => l10n.t('The login could not be copied.'),
    async (item) => {
      const agent = agentOf(item);
      if (agent) await env.clipboard.writeText(agent.login);
    },
  );
}

async function pick<T extends string>(
  agent: Agent,
  placeholder: string,
  values: readonly T[],
): Promise<T | undefined> {
  const items = values.map((value) => ({ label: statusLabel(value), value }));
  const result = await pickStep({ title: nameOf(agent), placeholder, back: false, items });
  return result.kind === 'done' ? result.value.value : undefined;
}

async function change(actions: AgentActions, agent: Agent, wanted: AgentChange): Promise<void> {
  const { login } = agent;
  const result = await window.withProgress({ location: { viewId: viewIds.agents } }, () =>
    actions.update({ login, change: wanted }),
  );
  const name = toastText(nameOf(agent));
  if (result.kind === 'lost') {
    const unknown = l10n.t('Could not confirm that {0} was changed. Refresh the list.', name);
    void window.showWarningMessage([whyOf(result.why), unknown].join(' '));
    return;
  }
  if (result.kind === 'partial') {
    void window.showWarningMessage(partialAgentText(result, contractKeys));
    return;
  }
  if (result.kind === 'conflict') return;
  if (!result.warnings.some((warning) => warning.kind === 'not-carried')) return;
  const text =
    wanted.status === undefined
      ? l10n.t('LiveChat did not apply the change to {0}.', name)
      : l10n.t('LiveChat does not change the status of {0}, who is offline.', name);
  void window.showWarningMessage(text);
}
