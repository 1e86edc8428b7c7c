import { logRejection } from '../../core/base/log';
import { commands, l10n, window } from 'vscode';
import type { TicketActions } from '../../core/actions/ticketActions';
import type {
  CreatedTicket,
  SavedTicket,
  TicketConflict,
  TicketCreateResult,
  TicketUpdateResult,
} from '../../core/actions/ticketOutcome';
import { oneLine } from '../../core/base/plainText';
import { readTicketChange, readTicketDraft } from '../../core/domain/input/ticketInput';
import { defaultsOf, pickValues, toChange, toInput } from '../../protocol/formValues';
import type { FormSpec } from '../../protocol/form';
import { fromTicket, withTicketValues } from '../../protocol/fromDomain';
import type { App } from '../shell/app';
import type { Versions } from '../shell/comparison';
import { commandIds } from '../../manifest';
import { offer, whyOf, type Action } from '../messages/failureMessages';
import { lostChangeText } from '../messages/outcomeMessages';
import {
  acceptedTicketText,
  lostTicketText,
  ticketConflictText,
  ticketCreatedText,
  ticketFoundText,
  ticketNotCreated,
  ticketNotSaved,
  ticketSavedText,
  ticketWarningTexts,
} from '../messages/ticketMessages';
import { readAgo } from '../messages/times';
import { conflictRefusal, labelsIn, refused, reportSaved, showConflict } from './formMessages';
import { fetchChoices } from './choices';
import type { FormDefinition, FormSource, SubmitOutcome } from './formSource';
import { inputForm } from './inputForm';
import { createTicketSpec, createTicketTitle, editTicketSpec, editTicketTitle } from './ticketFields';
import { ticketToEdit, type TicketToEdit } from './ticketToEdit';

/** Both versions of a ticket that someone else changed as well, for the diff editor. */
export type VersionsOf = (conflict: TicketConflict) => Promise<Versions>;

/** How an edit form shows a conflict. */
export interface ConflictOptions {
  readonly versionsOf: VersionsOf;
  /** Shows the form again, whose tab the comparison hides. */
  readonly showForm: () => unknown;
}

export function createTicketForm(app: App, actions: TicketActions): FormSource {
  return {
    title: createTicketTitle(),
    load: async (): Promise<FormDefinition> => {
      const spec = createTicketSpec(await fetchChoices(app, 'ticket'));
      return inputForm({
        spec,
        initial: defaultsOf(spec),
        read: (values) => readTicketDraft(toInput(spec, values)),
        about: 'new',
        attempt: ticketNotCreated,
        send: async (draft) => createOutcome(spec, await actions.create(draft)),
      });
    },
  };
}

export function editTicketForm(
  app: App,
  actions: TicketActions,
  { versionsOf, showForm }: ConflictOptions,
  ticketId: string,
): FormSource {
  const comparison = `form/ticket/${ticketId}`;
  const formOf = ({ seen, choices, newer }: TicketToEdit): FormDefinition => {
    const spec = editTicketSpec(choices, seen.ticket, newer && keptText(seen.readAt, app.clock.now()));
    const initial = fromTicket(seen.ticket);
    const form = inputForm({
      spec,
      initial,
      read: (values) =>
        readTicketChange({ ticketId, ...toChange(spec, initial, values) }, choices.can.tickets.statuses),
      mayBeEmpty: ['tags'],
      about: seen.ticket,
      attempt: ticketNotSaved,
      send: async (change, { base, unseen }) => {
        const ticket = withTicketValues(seen.ticket, base);
        const result = await actions.update(change, { base: { ...seen, ticket }, unseen });
        if (result.kind === 'conflict') {
          const text = ticketConflictText(result.fields, labelsIn(spec));
          const shown = versionsOf(result).then((versions) =>
            showConflict(() => app.comparisons.show(comparison, versions), text, showForm),
          );
          logRejection(shown, app.log);
        } else logRejection(app.comparisons.close(comparison), app.log);
        return saveOutcome(spec, result);
      },
    });
    return { ...form, ...(newer && { newer: async () => formOf(await newer()) }) };
  };
  return {
    title: editTicketTitle(oneLine(ticketId, 40)),
    load: async () => formOf(await ticketToEdit(app, actions, ticketId)),
  };
}

function keptText(readAt: number, now: number): string {
  return l10n.t(
    'The current ticket could not be read in time: the form shows it as it was read {0}. Saving compares it with the current one.',
    readAgo(readAt, now),
  );
}

/** Reports a created ticket in a notification; otherwise the form stays open and says why. */
function createOutcome(spec: FormSpec, result: TicketCreateResult): SubmitOutcome {
  if (result.kind === 'created') {
    return reportTicket(spec, ticketCreatedText(result.ticket), result);
  }
  if (result.isAccepted) return reportSaved(acceptedTicketText(result), [], refreshAction());
  const [only, ...others] = result.found;
  if (only && others.length === 0 && !result.hasOtherSubject)
    return reportSaved(ticketFoundText(only), [whyOf(result.why)]);
  const text = lostTicketText(result);
  const look = only ? lookAction(only.id) : refreshAction();
  if (others.length === 0 && !result.lookupFailure)
    logRejection(offer(window.showWarningMessage, text, [look]));
  return refused(text);
}

function reportTicket(
  spec: FormSpec,
  done: string,
  { ticket, warnings }: CreatedTicket | SavedTicket,
): SubmitOutcome {
  const isUnseen = warnings.some(({ kind }) => kind === 'not-seen');
  const look = isUnseen ? lookAction(ticket.id) : undefined;
  return reportSaved(done, ticketWarningTexts(warnings, labelsIn(spec)), look);
}

function refreshAction(): Action {
  return {
    title: l10n.t('Refresh'),
    run: () => commands.executeCommand(commandIds.refreshTickets),
  };
}

function lookAction(ticketId: string): Action {
  return {
    title: l10n.t('Open Ticket'),
    run: () => commands.executeCommand(commandIds.openTicket, { ticketId }),
  };
}

function saveOutcome(spec: FormSpec, result: TicketUpdateResult): SubmitOutcome {
  switch (result.kind) {
    case 'saved':
      return reportTicket(spec, ticketSavedText(result.ticket), result);
    case 'conflict':
      return conflictRefusal(spec, result.fields, fromTicket(result.current));
    case 'lost':
      // What was done must not be a conflict with the next attempt.
      return refused(
        lostChangeText(result, labelsIn(spec)),
        result.ticket && pickValues(fromTicket(result.ticket), result.done),
      );
  }
}
