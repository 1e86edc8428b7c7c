import { l10n } from 'vscode';
import type {
  SeenTicket,
  TicketConflict,
  TicketCreateResult,
  TicketUpdateOptions,
  TicketUpdateResult,
} from '../../core/actions/ticketOutcome';
import { oneLine } from '../../core/base/plainText';
import type { TicketDraft } from '../../core/domain/ticket';
import { readTicketChange, readTicketDraft, type TicketChangeInput } from '../../core/domain/ticketInput';
import { defaultsOf, toChange, toInput } from '../../protocol/formValues';
import { fromTicket } from '../../protocol/fromDomain';
import { fetchChoices, type ChoiceDeps } from './choices';
import type { FormDefinition, FormSource } from './formSource';
import { inputForm } from './inputForm';
import { ticketCreated, ticketSaved } from './ticketAnswers';
import { createTicketSpec, createTicketTitle, editTicketSpec, editTicketTitle } from './ticketFields';

/** What the forms ask of the actions on tickets. */
export interface TicketFormActions {
  create(draft: TicketDraft): Promise<TicketCreateResult>;
  see(ticketId: string): Promise<SeenTicket>;
  update(input: TicketChangeInput, options: TicketUpdateOptions): Promise<TicketUpdateResult>;
}

export interface TicketFormDeps extends ChoiceDeps {
  readonly ticketActions: TicketFormActions;
  /** Shows both versions side by side where somebody else changed the same. */
  readonly compare: (conflict: TicketConflict) => unknown;
  readonly endComparison: (ticketId: string) => unknown;
}

export function createTicketForm(deps: TicketFormDeps): FormSource {
  return {
    title: createTicketTitle(),
    load: async (): Promise<FormDefinition> => {
      const spec = createTicketSpec(await fetchChoices(deps, 'ticket'));
      return inputForm({
        spec,
        initial: defaultsOf(spec),
        read: (values) => readTicketDraft(toInput(spec, values)),
        attempt: () => l10n.t('The ticket was not created.'),
        send: async (draft) => ticketCreated(spec, await deps.ticketActions.create(draft)),
      });
    },
  };
}

export function editTicketForm(deps: TicketFormDeps, ticketId: string): FormSource {
  return {
    title: editTicketTitle(oneLine(ticketId, 40)),
    load: async (): Promise<FormDefinition> => {
      const [choices, base] = await Promise.all([
        fetchChoices(deps, 'ticket'),
        deps.ticketActions.see(ticketId),
      ]);
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
          const result = await deps.ticketActions.update(change, { base: seen });
          // Who has been shown theirs and saves again means it.
          if (result.kind === 'conflict') {
            seen = { ticket: result.theirs, readAt: result.readAt };
            deps.compare(result);
          } else deps.endComparison(ticketId);
          return ticketSaved(spec, ticketId, result);
        },
      });
    },
  };
}
