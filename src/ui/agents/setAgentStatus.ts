import { l10n, window } from 'vscode';
import { loginStatuses, type Agent, type AgentChange } from '../../core/domain/agent';
import { viewIds } from '../../manifest';
import { agentName, statusLabel } from '../messages/agentLabels';
import { agentConflictText, partialAgentText } from '../messages/agentMessages';
import type { App } from '../shell/app';
import { toastText, whyOf } from '../messages/failureMessages';
import { contractKeys } from '../messages/outcomeMessages';
import { pickStep } from '../shell/steps';

/** Asks for the status to set now and sets it. */
export async function setAgentStatus(app: App, agent: Agent): Promise<void> {
  const { statuses } = (await app.actions()).agentActions.capabilities;
  const status = await pickStatus(agent, l10n.t('Select a status to set now'), statuses);
  if (status) await changeAgent(app, agent, { status });
}

/** Asks for the status after signing in and saves it. */
export async function setAgentLoginStatus(app: App, agent: Agent): Promise<void> {
  const status = await pickStatus(agent, l10n.t('Select the status after signing in'), loginStatuses);
  if (status) await changeAgent(app, agent, { login_status: status });
}

async function pickStatus<T extends string>(
  agent: Agent,
  placeholder: string,
  statuses: readonly T[],
): Promise<T | undefined> {
  const items = statuses.map((value) => ({ label: statusLabel(value), value }));
  const result = await pickStep({ title: agentName(agent), placeholder, back: false, items });
  return result.kind === 'done' ? result.value.value : undefined;
}

/** Changes one field and reports what was not done. A status that is no longer the one of the row is a conflict. */
async function changeAgent(app: App, agent: Agent, change: AgentChange): Promise<void> {
  const { agentActions } = await app.actions();
  const result = await window.withProgress({ location: { viewId: viewIds.agents } }, () =>
    agentActions.update(
      { login: agent.login, change },
      // A row has no status after signing in.
      change.status === undefined || agent.status === undefined
        ? {}
        : { base: { agent: { ...agent, groups: [] } } },
    ),
  );
  const name = toastText(agentName(agent));
  switch (result.kind) {
    case 'conflict':
      app.agents.update(result.current);
      void window.showWarningMessage(agentConflictText(result.fields, () => l10n.t('Status')));
      return;
    case 'lost': {
      const unconfirmed = l10n.t('Could not confirm that {0} was changed. Refresh the list.', name);
      void window.showWarningMessage([whyOf(result.why), unconfirmed].join(' '));
      return;
    }
    case 'partial':
      void window.showWarningMessage(partialAgentText(result, contractKeys));
      return;
    case 'saved': {
      if (result.warnings.some(({ kind }) => kind === 'not-applied')) {
        void window.showWarningMessage(
          l10n.t('LiveChat does not change the status of {0}, who is offline.', name),
        );
      } else if (result.warnings.some(({ kind }) => kind === 'not-seen')) {
        void window.showInformationMessage(
          l10n.t('The change to {0} was sent, but LiveChat does not show it yet.', name),
        );
      }
    }
  }
}
