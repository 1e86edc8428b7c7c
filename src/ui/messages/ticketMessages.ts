import { l10n } from 'vscode';
import type { LostTicket, TicketWarning } from '../../core/actions/ticketOutcome';
import type { Failure } from '../../core/domain/failure';
import type { TicketSummary } from '../../core/domain/ticket';
import { sentenceOf, toastText, whyOf } from './failureMessages';
import {
  lostResponseText,
  notAppliedTexts,
  notDoneText,
  notSeenTexts,
  warnedFields,
  type FieldNames,
} from './outcomeMessages';
import { shownId } from './ticketLabels';

/** The messages for every outcome of creating or changing a ticket. Lost changes: `lostChangeText`. */

export function ticketNotCreated(): string {
  return l10n.t('The ticket was not created.');
}

export function ticketNotSaved(): string {
  return l10n.t('The ticket was not saved.');
}

export function messageNotSent(): string {
  return l10n.t('The message was not sent.');
}

export function ticketCreatedText(ticket: TicketSummary): string {
  return l10n.t('Ticket {0} was created.', toastText(shownId(ticket)));
}

export function ticketSavedText(ticket: TicketSummary): string {
  return l10n.t('Ticket {0} was saved.', toastText(shownId(ticket)));
}

/** The response was lost, and a search found exactly one ticket that matches. */
export function ticketFoundText(ticket: TicketSummary): string {
  return l10n.t('Ticket {0} was created, but the response was lost.', toastText(shownId(ticket)));
}

/** LiveChat confirmed that the ticket was created, but it was not found, or more than one may be it. */
export function acceptedTicketText({ found }: LostTicket): string {
  if (found.length === 0) return l10n.t('The ticket was created, but it is not visible yet.');
  return l10n.t('The ticket was created. It is one of these: {0}.', toastText(found.map(shownId).join(', ')));
}

export function lostTicketText(result: LostTicket): string {
  if (result.isAccepted) return acceptedTicketText(result);
  const { why } = result;
  return [l10n.t('The response to creating the ticket was lost.'), whyOf(why), ...searchTexts(result)].join(
    ' ',
  );
}

function searchTexts({ found, hasOtherSubject, lookupFailure: unsearched }: LostTicket): readonly string[] {
  if (unsearched) {
    return [
      l10n.t('Could not confirm that the ticket was created, and searching for it also failed.'),
      whyOf(unsearched),
      l10n.t('Check the list before you create it again.'),
    ];
  }
  if (found.length === 0) {
    return [
      l10n.t('The ticket cannot be seen yet, but it may have been created. The request was not retried.'),
      l10n.t('Check the list before you create it again.'),
    ];
  }
  const ids = toastText(found.map(shownId).join(', '));
  if (found.length > 1) {
    return [l10n.t('The new ticket may be one of these: {0}. Review them before you create it again.', ids)];
  }
  return [
    hasOtherSubject
      ? l10n.t('A new ticket with this requester and another subject was found: {0}.', ids)
      : l10n.t('A ticket with this requester and subject was found: {0}.', ids),
    l10n.t('Review it before you create it again.'),
  ];
}

/** Nothing was sent, because someone else changed the same fields. */
export function ticketConflictText(keys: readonly string[], namesOf: FieldNames): string {
  return [
    l10n.t('Someone else has changed this ticket: {0}.', namesOf(keys)),
    l10n.t('Nothing was sent.'),
  ].join(' ');
}

/** One sentence for each part of a saved change that is not as requested, and for a lost response. */
export function ticketWarningTexts(warnings: readonly TicketWarning[], namesOf: FieldNames): string[] {
  const others = warnings.flatMap((warning) => {
    switch (warning.kind) {
      case 'tags-not-set':
        return [sentenceOf(warning.why, () => l10n.t('The ticket’s tags could not be set.'))];
      case 'not-done':
        return [notDoneText(warning.why, namesOf([warning.field]))];
      case 'response-lost':
        return [lostResponseText(warning.why)];
      case 'not-applied':
      case 'not-seen':
        return [];
    }
  });
  return [
    ...others,
    ...notAppliedTexts(warnedFields(warnings, 'not-applied'), namesOf),
    ...notSeenYetTexts(warnedFields(warnings, 'not-seen'), namesOf),
  ];
}

/** The same without what was done but is not visible yet, or had its response lost: empty if nothing failed. */
export function ticketUndoneTexts(warnings: readonly TicketWarning[], namesOf: FieldNames): string[] {
  return ticketWarningTexts(
    warnings.filter(({ kind }) => kind !== 'response-lost' && kind !== 'not-seen'),
    namesOf,
  );
}

export function lostMessageText(why: Failure): string {
  return [
    whyOf(why),
    l10n.t('Could not confirm that it was sent. Check the ticket before you send it again.'),
  ].join(' ');
}

function notSeenYetTexts(keys: readonly string[], namesOf: FieldNames): readonly string[] {
  const message = keys.includes('message') ? [unseenMessageText()] : [];
  return [
    ...message,
    ...notSeenTexts(
      keys.filter((key) => key !== 'message'),
      namesOf,
    ),
  ];
}

/** LiveChat accepted the message, but the ticket does not show it yet. */
export function unseenMessageText(): string {
  return l10n.t('The message was sent, but the ticket does not show it yet.');
}

export function publicNoteText(): string {
  return l10n.t('LiveChat saved the note, but not as private: the requester may read it.');
}

/** @param name of the account that the ticket belongs to */
export function otherAccountText(name: string): string {
  return l10n.t('The ticket belongs to account {0}. Switch to it, then try again.', name);
}
