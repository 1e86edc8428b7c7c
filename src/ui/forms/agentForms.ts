import { logRejection } from '../../core/base/log';
import { l10n } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { AgentCreateResult, AgentUpdateResult } from '../../core/actions/agentOutcome';
import { oneLine } from '../../core/base/plainText';
import type { AgentDetail } from '../../core/domain/agent';
import { readAgentChange, readAgentDraft } from '../../core/domain/input/agentInput';
import type { FormSpec, FormValues } from '../../protocol/form';
import { defaultsOf, pickValues, toChange, toInput } from '../../protocol/formValues';
import { fromAgent, withAgentValues } from '../../protocol/fromDomain';
import type { App } from '../shell/app';
import {
  agentConflictText,
  agentCreatedText,
  agentFoundText,
  agentNotCreated,
  agentNotSaved,
  agentSavedText,
  agentWarningTexts,
  lostAgentText,
  partialAgentText,
} from '../messages/agentMessages';
import { whyOf } from '../messages/failureMessages';
import { lostChangeText } from '../messages/outcomeMessages';
import type { Versions } from '../shell/comparison';
import { createAgentSpec, createAgentTitle, editAgentSpec, editAgentTitle } from './agentFields';
import { conflictRefusal, labelsIn, refused, reportSaved, showConflict, shownValue } from './formMessages';
import { fetchChoices } from './choices';
import type { FormDefinition, FormSource, SubmitOutcome } from './formSource';
import { inputForm } from './inputForm';

export function createAgentForm(app: App, actions: AgentActions): FormSource {
  return {
    title: createAgentTitle(),
    load: async (): Promise<FormDefinition> => {
      const choices = await fetchChoices(app, 'agent');
      const spec = createAgentSpec(choices);
      return inputForm({
        spec,
        initial: defaultsOf(spec),
        read: (values) => readAgentDraft(toInput(spec, values), choices.can.agents.permissions),
        attempt: agentNotCreated,
        send: async (draft) => createOutcome(spec, await actions.create(draft)),
      });
    },
  };
}

export function editAgentForm(
  app: App,
  actions: AgentActions,
  { showForm }: { readonly showForm: () => unknown },
  login: string,
): FormSource {
  const comparison = `form/agent/${login}`;
  return {
    title: editAgentTitle(oneLine(login, 60)),
    load: async (): Promise<FormDefinition> => {
      const [choices, loaded] = await Promise.all([fetchChoices(app, 'agent'), actions.read(login)]);
      const spec = editAgentSpec(choices, loaded.agent);
      const initial = fromAgent(loaded.agent);
      return inputForm({
        spec,
        initial,
        read: (values) =>
          readAgentChange({ login, ...toChange(spec, initial, values) }, choices.can.agents.permissions),
        mayBeEmpty: ['groups'],
        attempt: agentNotSaved,
        send: async (change, { base, unseen }) => {
          const agent = withAgentValues(loaded.agent, base);
          const result = await actions.update(change, { base: { ...loaded, agent }, unseen });
          if (result.kind === 'conflict') {
            const show = () => app.comparisons.show(comparison, agentVersions(spec, result));
            const text = agentConflictText(result.fields, labelsIn(spec));
            logRejection(showConflict(show, text, showForm), app.log);
          } else logRejection(app.comparisons.close(comparison), app.log);
          return saveOutcome(spec, result);
        },
      });
    },
  };
}

function createOutcome(spec: FormSpec, result: AgentCreateResult): SubmitOutcome {
  if (result.kind === 'created') {
    return reportSaved(agentCreatedText(result.agent), agentWarningTexts(result.warnings, labelsIn(spec)));
  }
  return result.found
    ? reportSaved(agentFoundText(result.found), [whyOf(result.why)])
    : refused(lostAgentText(result));
}

function saveOutcome(spec: FormSpec, result: AgentUpdateResult): SubmitOutcome {
  switch (result.kind) {
    case 'saved':
      return reportSaved(agentSavedText(result.agent), agentWarningTexts(result.warnings, labelsIn(spec)));
    case 'conflict':
      return conflictRefusal(spec, result.fields, fromAgent(result.current));
    case 'partial':
      return refused(partialAgentText(result, labelsIn(spec)), doneValues(result));
    case 'lost':
      return refused(lostChangeText(result, labelsIn(spec)), doneValues(result));
  }
}

/** What was done must not be a conflict with the next attempt. */
function doneValues(result: { readonly done: readonly string[]; readonly agent?: AgentDetail }): FormValues {
  return result.agent ? pickValues(fromAgent(result.agent), result.done) : {};
}

type AgentConflict = Extract<AgentUpdateResult, { readonly kind: 'conflict' }>;

/** An agent as someone else changed it, and with the user's change: one line per field of the form. */
function agentVersions({ fields }: FormSpec, { current, merged }: AgentConflict): Versions {
  const textOf = (agent: AgentDetail): string => {
    const values = fromAgent(agent);
    return fields.map((field) => `${field.label}: ${shownValue(field, values[field.name])}\n`).join('');
  };
  const title = l10n.t('Agent {0}: as it is now ↔ with your change', oneLine(current.login, 40));
  return { title, current: textOf(current), merged: textOf(merged) };
}
