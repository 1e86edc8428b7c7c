import { l10n } from 'vscode';
import type { AgentCreateResult, AgentWarning } from '../../core/actions/agentOutcome';
import type { Agent } from '../../core/domain/agent';
import type { Failure } from '../../core/domain/failure';
import { agentName } from './agentLabels';
import { toastText, whyOf } from './failureMessages';
import {
  lostResponseText,
  notAppliedTexts,
  notDoneText,
  notSeenTexts,
  warnedFields,
  type FieldNames,
} from './outcomeMessages';

/** The messages for every outcome of creating or changing an agent. Lost changes: `lostChangeText`. */

export function agentNotCreated(): string {
  return l10n.t('The agent was not created.');
}

export function agentNotSaved(): string {
  return l10n.t('The agent was not saved.');
}

export function agentNotRemoved(): string {
  return l10n.t('The agent was not removed.');
}

export function agentCreatedText(agent: Agent): string {
  return l10n.t('{0} is an agent now.', toastText(agentName(agent)));
}

export function agentSavedText(agent: Agent): string {
  return l10n.t('{0} was saved.', toastText(agentName(agent)));
}

/** The response was lost, and an agent with this login was found. */
export function agentFoundText(agent: Agent): string {
  return l10n.t('{0} is an agent now, but the response was lost.', toastText(agentName(agent)));
}

export function lostAgentText({
  why,
  found,
  lookupFailure: unsearched,
}: AgentCreateResult & { kind: 'lost' }): string {
  return [
    l10n.t('The response to creating the agent was lost.'),
    whyOf(why),
    found
      ? l10n.t(
          'An agent with the login {0} was found. Review it before you continue.',
          toastText(found.login),
        )
      : unsearched
        ? l10n.t('Could not confirm that the agent was created. Check the list before you create it again.')
        : l10n.t('The agent was not found, so nothing was created. The request was not retried.'),
  ].join(' ');
}

/** Nothing was sent, because someone else changed the same fields. */
export function agentConflictText(keys: readonly string[], namesOf: FieldNames): string {
  return [
    l10n.t('Someone else has changed this agent: {0}.', namesOf(keys)),
    l10n.t('Nothing was sent.'),
  ].join(' ');
}

/** A change that takes several calls, of which a later one failed. `done` and `missing` are contract keys. */
export function partialAgentText(
  {
    why,
    done,
    missing,
  }: { readonly why: Failure; readonly done: readonly string[]; readonly missing: readonly string[] },
  namesOf: FieldNames,
): string {
  return [l10n.t('Done: {0}.', namesOf(done)), notDoneText(why, namesOf(missing))].join(' ');
}

/** What LiveChat did not apply of a saved change, as at most one sentence. */
export function agentUndoneTexts(warnings: readonly AgentWarning[], namesOf: FieldNames): readonly string[] {
  return notAppliedTexts(warnedFields(warnings, 'not-applied'), namesOf);
}

/** The same, what is not visible yet, and that the response was lost. */
export function agentWarningTexts(warnings: readonly AgentWarning[], namesOf: FieldNames): string[] {
  const lost = warnings.flatMap((warning) =>
    warning.kind === 'response-lost' ? [lostResponseText(warning.why)] : [],
  );
  const unseen = notSeenTexts(warnedFields(warnings, 'not-seen'), namesOf);
  return [...lost, ...agentUndoneTexts(warnings, namesOf), ...unseen];
}
