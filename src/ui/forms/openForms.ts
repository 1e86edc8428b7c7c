import type { Actions, App } from '../shell/app';
import { createAgentForm, editAgentForm } from './agentForms';
import { FormPanels } from './formPanels';
import type { FormName, FormSource } from './formSource';
import { createTicketForm, editTicketForm, type VersionsOf } from './ticketForms';

/** All forms; a bundle of its own. */
export function openForms(app: App, actions: Actions, versionsOf: VersionsOf): FormPanels {
  return new FormPanels(app, (subject) => sourceOf(app, actions, versionsOf, subject));
}

function sourceOf(
  app: App,
  { ticketActions, agentActions }: Actions,
  versionsOf: VersionsOf,
  subject: FormName,
): FormSource {
  if (subject === 'ticket.new') return createTicketForm(app, ticketActions);
  if (subject === 'agent.new') return createAgentForm(app, agentActions);
  const id = subject.slice(subject.indexOf('/') + 1);
  return subject.startsWith('ticket.')
    ? editTicketForm(app, ticketActions, versionsOf, id)
    : editAgentForm(app, agentActions, id);
}
