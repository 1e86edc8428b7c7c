import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Arrival, ArrivalKind, Visitor } from '../../core/domain/arrival';
import { subjectLabel } from './ticketLabels';

/** Whom a chat is with: the name, else the e-mail address, else “Visitor”. */
export function visitorName({ name, email }: Visitor): string {
  return oneLine(name ?? '', 60) || oneLine(email ?? '', 60) || l10n.t('Visitor');
}

/** The promised text of the toast, and the label of the event's row. */
export function arrivalTitle(arrival: Arrival): string {
  switch (arrival.kind) {
    case 'chat_started':
      return l10n.t('Chat started: {0}', visitorName(arrival.visitor));
    case 'chat_ended':
      return l10n.t('Chat ended: {0}', visitorName(arrival.visitor));
    case 'ticket_created':
      return l10n.t('New ticket: {0}', subjectLabel(arrival.ticket));
  }
}

/** A kind of event, as it is chosen. */
export function arrivalKindLabel(kind: ArrivalKind): string {
  switch (kind) {
    case 'chat_started':
      return l10n.t('Chats that start');
    case 'chat_ended':
      return l10n.t('Chats that end');
    case 'ticket_created':
      return l10n.t('New tickets');
  }
}
