import { l10n } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type { TicketConflict } from '../../core/actions/ticketOutcome';
import { oneLine } from '../../core/base/plainText';
import { readTicketChange, readTicketDraft } from '../../core/domain/ticketInput';
import { defaultsOf, toChange, toInput } from '../../protocol/formValues';
import { fromTicket } from '../../protocol/fromDomain';
import type { App } from '../shell/app';
import type { Versions } from '../shell/comparison';
import { fetchChoices } from './choices';
import type { FormDefinition, FormSource } from './formSource';
import { inputForm } from './inputForm';
import { ticketCreated, ticketSaved } from './ticketAnswers';
import { createTicketSpec, createTicketTitle, editTicketSpec, editTicketTitle } from './ticketFields';

/** Both versions of a ticket that someone else changed as well, for the diff editor. */
export type VersionsOf = (conflict: TicketConflict) => Promise<Versions>;

export function createTicketForm(app: App, actions: TicketActions): FormSource {
  return {
    title: createTicketTitle(),
    load: async (): Promise<FormDefinition> => {
      const spec = createTicketSpec(await fetchChoices(app, 'ticket'));
      return inputForm({
        spec,
        initial: defaultsOf(spec),
        read: (values) => readTicketDraft(toInput(spec, values)),
        attempt: () => l10n.t('The ticket was not created.'),
        send: async (draft) => ticketCreated(spec, await actions.create(draft)),
      });
    },
  };
}

export function editTicketForm(
  app: App,
  actions: TicketActions,
  versionsOf: VersionsOf,
  ticketId: string,
): FormSource {
  const comparison = `form/ticket/${ticketId}`;
  return {
    title: editTicketTitle(oneLine(ticketId, 40)),
    load: async (): Promise<FormDefinition> => {
      const [choices, base] = await Promise.all([fetchChoices(app, 'ticket'), actions.see(ticketId)]);
      const spec = editTicketSpec(choices, base.ticket);
      const initial = fromTicket(base.ticket);
      let seen = base;
      return inputForm({
        spec,
        initial,
        read: (values) =>
          readTicketChange({ ticketId, ...toChange(spec, initial, values) }, choices.can.tickets.statuses),
        mayBeEmpty: ['tags'],
        attempt: () => l10n.t('The ticket was not saved.'),
        send: async (change) => {
          const result = await actions.update(change, { base: seen });
          // Who has been shown theirs and saves again means it.
          if (result.kind === 'conflict') {
            seen = { ticket: result.theirs, readAt: result.readAt };
            void versionsOf(result).then((versions) => app.comparisons.show(comparison, versions));
          } else void app.comparisons.close(comparison);
          return ticketSaved(spec, ticketId, result);
        },
      });
    },
  };
}
