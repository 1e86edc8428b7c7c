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
import type { FormValues } from '../../protocol/form';
import { defaultsOf, toChange, toInput } from '../../protocol/formValues';
import { fromTicket } from '../../protocol/fromDomain';
import { emptiedNotes, notesOf, orRefusal, problemsIn } from './answers';
import { fetchChoices, type ChoiceDeps } from './choices';
import type { FormDefinition, FormSource } from './formSource';
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
      const read = (values: FormValues) => readTicketDraft(toInput(spec, values));
      return {
        spec,
        initial: defaultsOf(spec),
        validate: (values) => notesOf(spec, problemsIn(read(values))),
        submit: async (values) => {
          const draft = read(values);
          if (!draft.ok) return { kind: 'refused', notes: notesOf(spec, draft.problems) };
          return await orRefusal(
            spec,
            () => l10n.t('The ticket was not created.'),
            async () => ticketCreated(spec, await deps.ticketActions.create(draft.value)),
          );
        },
      };
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
      const read = (values: FormValues) =>
        readTicketChange({ ticketId, ...toChange(spec, initial, values) }, choices.can.tickets.statuses);
      return {
        spec,
        initial,
        validate: (values) => {
          const emptied = emptiedNotes(spec, initial, values, ['tags']);
          return emptied.length > 0 ? emptied : notesOf(spec, problemsIn(read(values)));
        },
        submit: async (values) => {
          const input = read(values);
          if (!input.ok) return { kind: 'refused', notes: notesOf(spec, input.problems) };
          return await orRefusal(
            spec,
            () => l10n.t('The ticket was not saved.'),
            async () => {
              const result = await deps.ticketActions.update(input.value, { base: seen });
              // Who has been shown theirs and saves again means it.
              if (result.kind === 'conflict') {
                seen = { ticket: result.theirs, readAt: result.readAt };
                deps.compare(result);
              } else deps.endComparison(ticketId);
              return ticketSaved(spec, ticketId, result);
            },
          );
        },
      };
    },
  };
}
