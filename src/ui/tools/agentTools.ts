import { l10n } from 'vscode';
import { readAgentLogin } from '../../core/domain/input/agentInput';
import { fail } from '../../core/domain/failure';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { agentNotRemoved } from '../messages/agentMessages';
import { toastText } from '../messages/failureMessages';
import type { AgentCommandApi, RemoveWithPerson } from '../commandApi/agentCommandApi';
import { removalConsequences } from '../commandApi/removeAgent';
import { agentLines, removedAgentLines } from './changeLines';
import type { Question } from './confirmation';
import { agentListText, agentText } from './resultTexts';
import { currentState, requireKey, type ToolParts } from './tool';

/**
 * The tools for agents.
 * @param removeLater removes after a delay in which the user can cancel: a setting can auto-confirm tools, and the
 * removal cannot be undone
 */
export function agentTools(work: AgentCommandApi, removeLater: RemoveWithPerson): readonly ToolParts[] {
  return [
    {
      name: 'livechat_list_agents',
      writes: false,
      progress: () => l10n.t('Listing LiveChat agents'),
      invoke: async (input) => agentListText(await work.list(input)),
    },
    {
      name: 'livechat_create_agent',
      writes: true,
      progress: () => l10n.t('Creating a LiveChat agent'),
      question: (input) => createQuestion(work, input),
      invoke: async (input) => agentText('The agent was created.', await work.create(input)),
    },
    {
      name: 'livechat_delete_agent',
      writes: true,
      progress: () => l10n.t('Removing a LiveChat agent'),
      question: (input) => removeQuestion(work, input),
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

async function createQuestion(work: AgentCommandApi, input: unknown): Promise<Question | undefined> {
  const draft = work.readDraft(input);
  if (!draft.ok) return undefined;
  await requireKey(() => work.list({}));
  return {
    title: l10n.t('Create a LiveChat agent?'),
    lead: l10n.t('This creates a new agent with these values and access to the account.'),
    lines: agentLines(draft.value),
  };
}

async function removeQuestion(work: AgentCommandApi, input: unknown): Promise<Question | undefined> {
  const checked = readAgentLogin(input);
  if (!checked.ok) return undefined;
  const agent = (await currentState(() => work.get({ login: checked.value.login }))) ?? checked.value;
  const { login } = agent;
  return {
    title: l10n.t('Remove the LiveChat agent {0}?', toastText(login)),
    lead: removalConsequences(),
    lines: removedAgentLines(agent),
  };
}
