import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { AgentStore } from '../../core/stores/agentStore';
import { pickStep } from '../shell/steps';
import { agentName, statusLabel } from '../messages/agentLabels';
import { agentOf } from '../shell/trees/nodes';

/** The login of the agent that a command was called on, or of the one that the user selects. */
export async function pickAgent(
  item: unknown,
  store: AgentStore,
  title: string,
): Promise<string | undefined> {
  const agent = agentOf(item);
  if (agent) return agent.login;
  const items = async () =>
    ((await store.load()) ?? []).map((each) => ({
      label: escapeIcons(agentName(each)),
      description: escapeIcons(oneLine(each.login)),
      detail: statusLabel(each.status),
      login: each.login,
    }));
  const placeholder = l10n.t('Select an agent');
  const result = await pickStep({ title, placeholder, back: false, items: items() });
  return result.kind === 'done' ? result.value.login : undefined;
}
