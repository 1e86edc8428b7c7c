import { commands, l10n, window } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Arrival, ArrivalKind, Visitor } from '../../core/domain/arrival';
import { viewIds } from '../../manifest';
import { EqualNotifications } from './equalNotifications';
import { type Action, offer, toastText } from './failureMessages';
import { subjectLabel } from './ticketLabels';
import { wholeNumber } from './times';

/** The visitor's name, else the e-mail address, else “Visitor”. */
export function visitorName({ name, email }: Visitor): string {
  return oneLine(name ?? '', 60) || oneLine(email ?? '', 60) || l10n.t('Visitor');
}

/** Text of the toast and label of the event's row. */
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

/** Label of a kind of event, for lists. */
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

/**
 * Shows an event as a notification.
 * @param open opens the event's ticket or chat
 * @param second an additional action
 */
export async function showArrival(arrival: Arrival, open: () => unknown, second?: Action): Promise<void> {
  const { eventId } = arrival;
  await showToOpen(arrivalTitle(arrival), { about: eventId, label: openLabel(arrival), open }, second);
}

/**
 * Shows a notification that opens something.
 * @param text may be written by others
 * @param first the action; `about` identifies what it opens
 */
export async function showToOpen(
  text: string,
  first: { readonly about: string; readonly label: string; readonly open: () => unknown },
  second?: Action,
): Promise<void> {
  const toast = toastText(text);
  const { about, label, open } = first;
  const shown = equalNotifications.add(toast, about);
  const title = shown.number === 1 ? label : `${label} (${wholeNumber(shown.number)})`;
  try {
    await offer(window.showInformationMessage, toast, [{ title, run: open }, ...(second ? [second] : [])]);
  } finally {
    shown.dispose();
  }
}

/** Two visitors of one name are two notifications. */
const equalNotifications = new EqualNotifications();

function openLabel({ kind }: Arrival): string {
  return kind === 'ticket_created' ? l10n.t('Open Ticket') : l10n.t('Open Chat');
}

export function showActivityAction(): Action {
  return {
    title: l10n.t('Show Activity'),
    run: () => commands.executeCommand(`${viewIds.activity}.focus`),
  };
}
