import { l10n } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { AgentStore } from '../../core/stores/agentStore';
import { pickStep } from '../shell/steps';
import { agentName, statusLabel } from '../shell/agentLabels';
import { agentOf } from '../shell/nodes';

/** The agent of the row that a command was called on, or the one that the person picks by name. */
export async function pickAgent(
  item: unknown,
  store: AgentStore,
  title: string,
): Promise<string | undefined> {
  const agent = agentOf(item);
  if (agent) return agent.login;
  const load = async () => {
    if (store.state.loadedAt === undefined) await store.refresh();
    return store.state.rows.flatMap((row) =>
      row.kind === 'agent'
        ? [
            {
              label: escapeIcons(agentName(row.agent)),
              description: escapeIcons(oneLine(row.agent.login)),
              detail: statusLabel(row.agent.status),
              login: row.agent.login,
            },
          ]
        : [],
    );
  };
  const placeholder = l10n.t('Select an agent');
  const result = await pickStep({ title, placeholder, back: false, items: load() });
  return result.kind === 'done' ? result.value.login : undefined;
}
