import { l10n, ProgressLocation, window } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { PendingRemoval } from '../../core/actions/agentOutcome';
import type { Clock } from '../../core/base/clock';
import type { AgentDetail } from '../../core/domain/agent';
import { toastText } from '../messages/failureMessages';

const secondMs = 1_000;

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
  const removal = actions.scheduleRemoval(agent.login);
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Removing {0}', nameOf(agent)),
    cancellable: true,
  };
  return await window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => removal.cancel());
    const counting = countDown(removal, clock, (message, increment) =>
      progress.report({ message, increment }),
    );
    try {
      return await removal.done;
    } finally {
      counting.dispose();
    }
  });
}

/** Names the agent and the effect, which cannot be undone. */
export function removalConsequences(): string {
  return l10n.t(
    'This agent’s statistics are lost, and LiveChat notifies the agent by e-mail. This cannot be undone.',
  );
}

export function nameOf({ name, login }: Pick<AgentDetail, 'login' | 'name'>): string {
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

function countDown(
  removal: PendingRemoval,
  clock: Clock,
  report: (message: string, increment: number) => void,
): { dispose(): void } {
  const all = Math.max(1, Math.ceil((removal.dueAt - clock.now()) / secondMs));
  let timer = clock.after(0, () => undefined);
  const tick = (increment: number): void => {
    const left = Math.ceil((removal.dueAt - clock.now()) / secondMs);
    if (left <= 0) return;
    report(l10n.t('in {0} seconds. Nothing has been sent yet.', left), increment);
    timer = clock.after(secondMs, () => tick(100 / all));
  };
  tick(0);
  return { dispose: () => timer.dispose() };
}
