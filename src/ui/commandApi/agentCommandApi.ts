import { l10n } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type {
  AgentCreateResult,
  AgentSummary,
  AgentUpdateResult,
  AgentWarning,
} from '../../core/actions/agentOutcome';
import type { AgentDetail, AgentDraft } from '../../core/domain/agent';
import {
  readAgentChange,
  readAgentDraft,
  readAgentFilter,
  readAgentLogin,
} from '../../core/domain/input/agentInput';
import { fail } from '../../core/domain/failure';
import type { Checked } from '../../core/domain/input/fieldProblem';
import { inputOf, LiveChatError, orLiveChatError } from '../shell/liveChatError';
import {
  agentConflictText,
  agentCreatedText,
  agentNotCreated,
  agentNotRemoved,
  agentNotSaved,
  agentSavedText,
  agentUndoneTexts,
  lostAgentText,
  partialAgentText,
} from '../messages/agentMessages';
import { contractKeys, lostChangeText } from '../messages/outcomeMessages';

/** Asks for confirmation, waits for a cancellation, and removes the agent. */
export type RemoveWithPerson = (login: string) => Promise<'removed' | 'cancelled'>;

/** Agents for code: an unchecked argument in, the contract's result out, or a `LiveChatError`. */
export class AgentCommandApi {
  constructor(
    private readonly actions: AgentActions,
    private readonly removeWithPerson: RemoveWithPerson,
  ) {}

  async list(argument: unknown): Promise<readonly AgentSummary[]> {
    const attempt = (): string => l10n.t('Agents could not be loaded.');
    return await orLiveChatError(
      attempt,
      async () => (await this.actions.list(inputOf(readAgentFilter(argument)))).agents,
    );
  }

  async get(argument: unknown): Promise<AgentDetail> {
    const attempt = (): string => l10n.t('The agent could not be loaded.');
    return await orLiveChatError(
      attempt,
      async () => await this.actions.get(inputOf(readAgentLogin(argument)).login),
    );
  }

  /** Validates the argument of `create`. */
  readDraft(argument: unknown): Checked<AgentDraft> {
    return readAgentDraft(argument, this.actions.capabilities.permissions);
  }

  async create(argument: unknown): Promise<AgentDetail> {
    return await orLiveChatError(agentNotCreated, async () => {
      const draft = inputOf(this.readDraft(argument));
      return createdAgent(await this.actions.create(draft));
    });
  }

  async update(argument: unknown): Promise<AgentDetail> {
    return await orLiveChatError(agentNotSaved, async () => {
      const input = inputOf(readAgentChange(argument, this.actions.capabilities.permissions));
      return savedAgent(await this.actions.update(input));
    });
  }

  /** Skips the question if the caller states that the user has confirmed. */
  async remove(argument: unknown): Promise<{ login: string }> {
    return await orLiveChatError(agentNotRemoved, async () => {
      const { login, confirmed } = inputOf(readAgentLogin(argument));
      if (confirmed) await this.actions.remove(login);
      else if ((await this.removeWithPerson(login)) === 'cancelled') fail({ code: 'cancelled' });
      return { login };
    });
  }
}

function createdAgent(result: AgentCreateResult): AgentDetail {
  if (result.kind === 'created') {
    return complete(result.agent, agentCreatedText(result.agent), result.warnings);
  }
  throw new LiveChatError(result.why.code, lostAgentText(result), result.found);
}

function savedAgent(result: AgentUpdateResult): AgentDetail {
  switch (result.kind) {
    case 'saved':
      return complete(result.agent, agentSavedText(result.agent), result.warnings);
    case 'conflict':
      throw new LiveChatError('conflict', agentConflictText(result.fields, contractKeys));
    case 'partial':
      throw new LiveChatError(result.why.code, partialAgentText(result, contractKeys), result.agent);
    case 'lost':
      throw new LiveChatError(result.why.code, lostChangeText(result, contractKeys), result.agent);
  }
}

/** @throws LiveChatError if a part of the request was not done: nothing is dropped silently */
function complete(agent: AgentDetail, done: string, warnings: readonly AgentWarning[]): AgentDetail {
  const undone = agentUndoneTexts(warnings, contractKeys);
  if (undone.length === 0) return agent;
  throw new LiveChatError('unsupported', [done, ...undone].join(' '), agent);
}
