import type { Actions, App } from '../shell/app';
import { bulkRunOf, type FormSubject } from '../shell/draftIds';
import { BulkRows } from '../../core/bulk/bulkRows';
import { createAgentForm, editAgentForm } from './agentForms';
import { bulkForm } from './bulkForm';
import { FormPanels } from './formPanels';
import type { FormSource } from './formSource';
import { viewForm } from './viewForms';
import { type ConflictOptions, createTicketForm, editTicketForm, type VersionsOf } from './ticketForms';

/** What the forms need of other rooms. */
export interface FormRooms {
  readonly versionsOf: VersionsOf;
  /** Shows what a run would change. */
  readonly openRun: (id: number) => Promise<void>;
}

/** Every form. A bundle that loads on first use. */
export function openForms(app: App, actions: Actions, { versionsOf, openRun }: FormRooms): FormPanels {
  const panels: FormPanels = new FormPanels(app, (subject) => {
    const conflict = { versionsOf, showForm: () => panels.open(subject) };
    const id = bulkRunOf(subject);
    if (id !== undefined) return bulkForm(app, { rows: new BulkRows(app.database), openRun }, id);
    return sourceOf(app, actions, conflict, subject);
  });
  return panels;
}

function sourceOf(
  app: App,
  { ticketActions, agentActions }: Actions,
  conflict: ConflictOptions,
  subject: FormSubject,
): FormSource {
  if (subject === 'ticket.new') return createTicketForm(app, ticketActions);
  if (subject === 'agent.new') return createAgentForm(app, agentActions);
  if (subject === 'view.new') return viewForm(app);
  const id = subject.slice(subject.indexOf('/') + 1);
  if (subject.startsWith('view.')) return viewForm(app, id);
  return subject.startsWith('ticket.')
    ? editTicketForm(app, ticketActions, conflict, id)
    : editAgentForm(app, agentActions, conflict, id);
}
