import type { SessionStore } from '../../core/stores/sessionStore';
import { createAgentForm, editAgentForm, type AgentFormDeps } from './agentForms';
import { FormPanels, type FormPanelsDeps } from './formPanels';
import type { FormName, FormSource } from './formSource';
import { createTicketForm, editTicketForm, type TicketFormDeps } from './ticketForms';

export interface OpenFormDeps
  extends
    TicketFormDeps,
    AgentFormDeps,
    Pick<FormPanelsDeps, 'extensionUri' | 'drafts' | 'log' | 'windowState'> {
  readonly session: SessionStore;
}

/** Every form there is; a bundle of its own. */
export function openForms(deps: OpenFormDeps): FormPanels {
  const { session } = deps;
  return new FormPanels({
    ...deps,
    account: () => (session.current.kind === 'signed-out' ? undefined : session.current.account.id),
    sourceOf: (subject) => sourceOf(deps, subject),
  });
}

function sourceOf(deps: OpenFormDeps, subject: FormName): FormSource {
  if (subject === 'ticket.new') return createTicketForm(deps);
  if (subject === 'agent.new') return createAgentForm(deps);
  const id = subject.slice(subject.indexOf('/') + 1);
  return subject.startsWith('ticket.') ? editTicketForm(deps, id) : editAgentForm(deps, id);
}
