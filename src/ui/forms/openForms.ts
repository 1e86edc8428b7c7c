import type { Actions, App } from '../shell/app';
import type { FormSubject } from '../shell/draftIds';
import { createAgentForm, editAgentForm } from './agentForms';
import { FormPanels } from './formPanels';
import type { FormSource } from './formSource';
import { createTicketForm, editTicketForm, type VersionsOf } from './ticketForms';

/** Every form. A bundle that loads on first use. */
export function openForms(app: App, actions: Actions, versionsOf: VersionsOf): FormPanels {
  return new FormPanels(app, (subject) => sourceOf(app, actions, versionsOf, subject));
}

function sourceOf(
  app: App,
  { ticketActions, agentActions }: Actions,
  versionsOf: VersionsOf,
  subject: FormSubject,
): FormSource {
  if (subject === 'ticket.new') return createTicketForm(app, ticketActions);
  if (subject === 'agent.new') return createAgentForm(app, agentActions);
  const id = subject.slice(subject.indexOf('/') + 1);
  return subject.startsWith('ticket.')
    ? editTicketForm(app, ticketActions, versionsOf, id)
    : editAgentForm(app, agentActions, id);
}
