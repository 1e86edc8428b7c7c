import { l10n } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { AgentCreateResult, AgentUpdateResult, AgentWarning } from '../../core/actions/agentOutcome';
import { oneLine } from '../../core/base/plainText';
import { readAgentChange, readAgentDraft } from '../../core/domain/agentInput';
import type { FormSpec } from '../../protocol/form';
import { defaultsOf, toChange, toInput } from '../../protocol/formValues';
import { fromAgent } from '../../protocol/fromDomain';
import type { App } from '../shell/app';
import { partialAgentText } from '../shell/agentLabels';
import { toastText, whyOf } from '../shell/messages';
import { createAgentSpec, createAgentTitle, editAgentSpec, editAgentTitle } from './agentFields';
import { agentVersions } from './agentVersions';
import { conflictRefusal, namesOf, refused, tell } from './answers';
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
        attempt: () => l10n.t('The agent was not created.'),
        send: async (draft) => agentCreated(spec, await actions.create(draft)),
      });
    },
  };
}

export function editAgentForm(app: App, actions: AgentActions, login: string): FormSource {
  const comparison = `form/agent/${login}`;
  return {
    title: editAgentTitle(oneLine(login, 60)),
    load: async (): Promise<FormDefinition> => {
      const [choices, base] = await Promise.all([fetchChoices(app, 'agent'), actions.see(login)]);
      const spec = editAgentSpec(choices, base.agent);
      const initial = fromAgent(base.agent);
      let seen = base;
      return inputForm({
        spec,
        initial,
        read: (values) =>
          readAgentChange({ login, ...toChange(spec, initial, values) }, choices.can.agents.permissions),
        mayBeEmpty: ['groups'],
        attempt: () => l10n.t('The agent was not saved.'),
        send: async (change) => {
          const result = await actions.update(change, { base: seen });
          // Who has been shown theirs and saves again means it.
          if (result.kind === 'conflict') {
            seen = { agent: result.theirs, readAt: result.readAt };
            void app.comparisons.show(comparison, agentVersions(spec, result));
          } else void app.comparisons.close(comparison);
          // What was done of it is ours, and no conflict with the next try.
          if (result.kind === 'partial') seen = { agent: result.agent, readAt: result.readAt };
          return agentSaved(spec, login, result);
        },
      });
    },
  };
}

function agentCreated(spec: FormSpec, result: AgentCreateResult): SubmitOutcome {
  if (result.kind === 'created') {
    const { name, login } = result.agent;
    tell(l10n.t('{0} is an agent now.', toastText(name ?? login)), warningTexts(spec, result.warnings));
    return { kind: 'saved' };
  }
  const why = whyOf(result.why);
  if (result.found) {
    const { name, login } = result.found;
    tell(l10n.t('{0} is an agent now, but the response was lost.', toastText(name ?? login)), [why]);
    return { kind: 'saved' };
  }
  return result.unsearched
    ? refused(
        why,
        l10n.t('Could not confirm that the agent was created. Check the list before you save again.'),
      )
    : refused(why, l10n.t('The agent was not found, so nothing was created. The request was not retried.'));
}

function agentSaved(spec: FormSpec, login: string, result: AgentUpdateResult): SubmitOutcome {
  switch (result.kind) {
    case 'saved':
      tell(
        l10n.t('{0} was saved.', toastText(result.agent.name ?? login)),
        warningTexts(spec, result.warnings),
      );
      return { kind: 'saved' };
    case 'conflict':
      return conflictRefusal(spec, result.fields, fromAgent(result.theirs));
    case 'partial':
      return refused(partialAgentText(result.why, namesOf(spec, result.done), namesOf(spec, result.missing)));
    case 'lost':
      return refused(
        whyOf(result.why),
        ...(result.done.length > 0 ? [l10n.t('Done: {0}.', namesOf(spec, result.done))] : []),
        l10n.t('Could not confirm: {0}. It was not retried.', namesOf(spec, result.missing)),
      );
  }
}

function warningTexts(spec: FormSpec, warnings: readonly AgentWarning[]): string[] {
  return warnings.map((warning) =>
    warning.kind === 'not-carried'
      ? l10n.t('LiveChat did not apply: {0}.', namesOf(spec, [warning.field]))
      : l10n.t('The change was made, but the response was lost. {0}', whyOf(warning.why)),
  );
}
