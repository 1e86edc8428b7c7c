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
} from '../../core/domain/agentInput';
import { fail } from '../../core/domain/failure';
import type { Checked } from '../../core/domain/fieldProblem';
import { inputOf, LiveChatError, orLiveChatError } from '../shell/liveChatError';
import { partialAgentText } from '../shell/agentLabels';
import { toastText, whyOf } from '../shell/messages';

/** Asks the person, waits for a change of mind, and removes. */
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

  /** The argument of `create`, checked as it will be. */
  readDraft(argument: unknown): Checked<AgentDraft> {
    return readAgentDraft(argument, this.actions.can.permissions);
  }

  async create(argument: unknown): Promise<AgentDetail> {
    const attempt = (): string => l10n.t('The agent was not created.');
    return await orLiveChatError(attempt, async () => {
      const draft = inputOf(this.readDraft(argument));
      return createdAgent(await this.actions.create(draft));
    });
  }

  async update(argument: unknown): Promise<AgentDetail> {
    const attempt = (): string => l10n.t('The agent was not saved.');
    return await orLiveChatError(attempt, async () => {
      const input = inputOf(readAgentChange(argument, this.actions.can.permissions));
      return savedAgent(input.login, await this.actions.update(input));
    });
  }

  /** At once where the caller says that the person has said yes; else the person is asked. */
  async remove(argument: unknown): Promise<{ login: string }> {
    const attempt = (): string => l10n.t('The agent was not removed.');
    return await orLiveChatError(attempt, async () => {
      const { login, confirmed } = inputOf(readAgentLogin(argument));
      if (confirmed) await this.actions.remove(login);
      else if ((await this.removeWithPerson(login)) === 'cancelled') fail({ code: 'cancelled' });
      return { login };
    });
  }
}

function createdAgent(result: AgentCreateResult): AgentDetail {
  if (result.kind === 'created') {
    const done = l10n.t('{0} is an agent now.', toastText(result.agent.login));
    return whole(result.agent, done, result.warnings);
  }
  const lost = [l10n.t('The response to creating the agent was lost.'), whyOf(result.why)];
  const text = result.found
    ? l10n.t(
        'An agent with the login {0} was found. Review it before you continue.',
        toastText(result.found.login),
      )
    : result.unsearched
      ? l10n.t('Could not confirm that the agent was created. Check the list before you create it again.')
      : l10n.t('The agent was not found, so nothing was created. The request was not retried.');
  throw new LiveChatError(result.why.code, [...lost, text].join(' '), result.found);
}

function savedAgent(login: string, result: AgentUpdateResult): AgentDetail {
  switch (result.kind) {
    case 'saved':
      return whole(result.agent, l10n.t('{0} was saved.', toastText(login)), result.warnings);
    case 'conflict': {
      const fields = result.fields.join(', ');
      throw new LiveChatError(
        'conflict',
        l10n.t('The agent was not saved. Someone else has changed these fields: {0}.', fields),
      );
    }
    case 'partial':
      throw new LiveChatError(
        result.why.code,
        partialAgentText(result.why, result.done.join(', '), result.missing.join(', ')),
        result.agent,
      );
    case 'lost': {
      const sentences = [
        l10n.t('The response to the change was lost.'),
        whyOf(result.why),
        ...(result.done.length > 0 ? [l10n.t('Done: {0}.', result.done.join(', '))] : []),
        l10n.t('Could not confirm: {0}. It was not retried.', result.missing.join(', ')),
      ];
      throw new LiveChatError(result.why.code, sentences.join(' '), result.agent);
    }
  }
}

/** @throws LiveChatError where a part of what was asked was not done */
function whole(agent: AgentDetail, done: string, warnings: readonly AgentWarning[]): AgentDetail {
  const fields = warnings.flatMap((warning) => (warning.kind === 'not-carried' ? [warning.field] : []));
  if (fields.length === 0) return agent;
  const text = l10n.t('LiveChat did not apply: {0}.', fields.join(', '));
  throw new LiveChatError('unsupported', [done, text].join(' '), agent);
}
