import { l10n } from 'vscode';
import type { TicketCreateResult, TicketUpdateResult, TicketWarning } from '../../core/actions/ticketOutcome';
import type { FormSpec } from '../../protocol/form';
import { fromTicket } from '../../protocol/fromDomain';
import { sentenceOf, toastText, whyOf } from '../shell/messages';
import { shownId } from '../shell/ticketLabels';
import { conflictRefusal, namesOf, refused, tell } from './answers';
import type { SubmitOutcome } from './formSource';

/** What became of a new ticket: told in a toast where it is there, in the form where it is not. */
export function ticketCreated(spec: FormSpec, result: TicketCreateResult): SubmitOutcome {
  if (result.kind === 'created') {
    const done = l10n.t('Ticket {0} was created.', toastText(shownId(result.ticket)));
    tell(done, warningTexts(spec, result.warnings));
    return { kind: 'saved' };
  }
  const why = whyOf(result.why);
  const [only, ...others] = result.found;
  if (only && others.length === 0) {
    tell(l10n.t('Ticket {0} was created, but the response was lost.', toastText(shownId(only))), [why]);
    return { kind: 'saved' };
  }
  if (only) {
    const ids = result.found.map(shownId).join(', ');
    return refused(
      why,
      l10n.t('The new ticket may be one of these: {0}. Review them before you save again.', ids),
    );
  }
  return result.unsearched
    ? refused(
        why,
        l10n.t('Could not confirm that the ticket was created. Check the list before you save again.'),
      )
    : refused(
        why,
        l10n.t(
          'No matching ticket was found, so it was most likely not created. The request was not retried.',
        ),
      );
}

export function ticketSaved(spec: FormSpec, id: string, result: TicketUpdateResult): SubmitOutcome {
  switch (result.kind) {
    case 'saved':
      tell(l10n.t('Ticket {0} was saved.', toastText(id)), warningTexts(spec, result.warnings));
      return { kind: 'saved' };
    case 'conflict':
      return conflictRefusal(spec, result.fields, fromTicket(result.theirs));
    case 'lost':
      return refused(
        whyOf(result.why),
        l10n.t('Could not confirm: {0}. It was not retried.', namesOf(spec, result.missing)),
      );
  }
}

function warningTexts(spec: FormSpec, warnings: readonly TicketWarning[]): string[] {
  return warnings.map((warning) => {
    switch (warning.kind) {
      case 'tags-not-set':
        return sentenceOf(warning.why, () => l10n.t('The ticket’s tags could not be set.'));
      case 'not-done':
        return sentenceOf(warning.why, () => l10n.t('Not done: {0}.', namesOf(spec, [warning.field])));
      case 'not-carried':
        return l10n.t('LiveChat did not apply: {0}.', namesOf(spec, [warning.field]));
      case 'answer-lost':
        return l10n.t('The change was made, but the response was lost. {0}', whyOf(warning.why));
    }
  });
}
