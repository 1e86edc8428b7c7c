import { l10n, window } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { Clock } from '../../core/base/clock';
import type { AgentDetail } from '../../core/domain/agent';
import { toastText } from '../messages/failureMessages';
import { delayWithCancel } from './delayWithCancel';

/**
 * Asks for confirmation in a dialog that names the agent and what is lost, waits some seconds with Cancel, and then
 * makes the call. Sends nothing if the editor closes before.
 */
export async function removeAgentWithPerson(
  actions: AgentActions,
  clock: Clock,
  login: string,
): Promise<'removed' | 'cancelled'> {
  const agent = await actions.get(login);
  if (!(await isConfirmed(agent))) return 'cancelled';
  return await removeWithDelay(actions, clock, agent);
}

/** Only the delay, for callers that have the user's confirmation. */
export async function removeWithDelay(
  actions: AgentActions,
  clock: Clock,
  agent: Pick<AgentDetail, 'login' | 'name'>,
): Promise<'removed' | 'cancelled'> {
  const title = l10n.t('Removing {0}', nameOf(agent));
  const outcome = await delayWithCancel(title, actions.scheduleRemoval(agent.login), clock);
  return outcome === 'done' ? 'removed' : 'cancelled';
}

/** Names the agent and the effect, which cannot be undone. */
export function removalConsequences(): string {
  return l10n.t(
    'This agent’s statistics are lost, and LiveChat notifies the agent by e-mail. This cannot be undone.',
  );
}

function nameOf({ name, login }: Pick<AgentDetail, 'login' | 'name'>): string {
  return name === undefined || name.trim() === ''
    ? toastText(login)
    : `${toastText(name)} (${toastText(login)})`;
}

async function isConfirmed(agent: AgentDetail): Promise<boolean> {
  const yes = l10n.t('Remove Agent');
  const chosen = await window.showWarningMessage(
    l10n.t('Remove the agent {0}?', nameOf(agent)),
    { modal: true, detail: removalConsequences() },
    yes,
  );
  return chosen === yes;
}
