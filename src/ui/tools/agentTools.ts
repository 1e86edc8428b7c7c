import { l10n, type PreparedToolInvocation } from 'vscode';
import { readAgentLogin } from '../../core/domain/agentInput';
import { fail } from '../../core/domain/failure';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { agentNotRemoved } from '../messages/agentMessages';
import { toastText } from '../messages/failureMessages';
import type { AgentCommandApi, RemoveWithPerson } from '../commandApi/agentCommandApi';
import { nameOf, removalConsequences } from '../commandApi/removeAgent';
import { agentLines } from './changeLines';
import { confirmationText } from './confirmation';
import { agentListText, agentText } from './resultTexts';
import type { ToolParts } from './tool';

/**
 * The tools for agents.
 * @param removeLater removes after a delay in which the person can still call it off: a question can be
 * answered by a setting, and this cannot be undone
 */
export function agentTools(work: AgentCommandApi, removeLater: RemoveWithPerson): readonly ToolParts[] {
  return [
    {
      name: 'livechat_list_agents',
      writes: false,
      prepare: () => ({ invocationMessage: l10n.t('Listing LiveChat agents') }),
      invoke: async (input) => agentListText(await work.list(input)),
    },
    {
      name: 'livechat_create_agent',
      writes: true,
      prepare: (input) => prepareCreate(work, input),
      invoke: async (input) => agentText('The agent was created.', await work.create(input)),
    },
    {
      name: 'livechat_delete_agent',
      writes: true,
      prepare: (input) => prepareDelete(work, input),
      invoke: async (input) => {
        return await orLiveChatError(agentNotRemoved, async () => {
          const { login } = inputOf(readAgentLogin(input));
          if ((await removeLater(login)) === 'cancelled') fail({ code: 'cancelled' });
          return 'The agent was removed. Their statistics are lost, and LiveChat told them by e-mail.';
        });
      },
    },
  ];
}

function prepareCreate(work: AgentCommandApi, input: unknown): PreparedToolInvocation {
  const invocationMessage = l10n.t('Creating a LiveChat agent');
  const draft = work.readDraft(input);
  if (!draft.ok) return { invocationMessage };
  const lead = l10n.t('This creates a new agent with these values and access to the account.');
  return {
    invocationMessage,
    confirmationMessages: {
      title: l10n.t('Create a LiveChat agent?'),
      message: confirmationText(lead, agentLines(draft.value)),
    },
  };
}

async function prepareDelete(work: AgentCommandApi, input: unknown): Promise<PreparedToolInvocation> {
  const invocationMessage = l10n.t('Removing a LiveChat agent');
  const checked = readAgentLogin(input);
  if (!checked.ok) return { invocationMessage };
  const { login } = checked.value;
  const agent = await work.get({ login }).catch(() => ({ login }));
  const lines = [{ label: l10n.t('Agent'), value: nameOf(agent) }];
  return {
    invocationMessage,
    confirmationMessages: {
      title: l10n.t('Remove the LiveChat agent {0}?', toastText(login)),
      message: confirmationText(removalConsequences(), lines),
    },
  };
}
