import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { AgentStore } from '../../core/stores/agentStore';
import { agentName, statusLabel } from '../messages/agentLabels';
import { pickStep } from '../shell/steps';
import { agentItem } from './agentItem';
import { setAgentLoginStatus, setAgentStatus } from './setAgentStatus';

/** The rows of the Agents view, and what its commands ask and do. A bundle that loads on first use. */
export const rowActions = { agentItem, pickAgent, setAgentStatus, setAgentLoginStatus } as const;

/** Resolves to the login of the agent that the user selects, or `undefined` when cancelled. */
async function pickAgent(store: AgentStore, title: string): Promise<string | undefined> {
  const items = async () =>
    ((await store.load()) ?? []).map((each) => ({
      label: escapeIcons(agentName(each)),
      description: escapeIcons(oneLine(each.login)),
      detail: escapeIcons(statusLabel(each.status)),
      login: each.login,
    }));
  const placeholder = l10n.t('Select an agent');
  const result = await pickStep({ title, placeholder, back: false, items: items() });
  return result.kind === 'done' ? result.value.login : undefined;
}
