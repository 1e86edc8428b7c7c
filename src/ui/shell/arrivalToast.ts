import { l10n, window } from 'vscode';
import type { Arrival } from '../../core/domain/arrival';
import { arrivalTitle } from './arrivalLabels';
import { toastText, type Action } from './messages';

/**
 * One event as a notification.
 * @param open shows what it is about
 * @param second what else can be done about it
 */
export async function showArrival(arrival: Arrival, open: () => unknown, second?: Action): Promise<void> {
  const actions = [{ title: openLabel(arrival), run: open }, ...(second ? [second] : [])];
  const text = toastText(arrivalTitle(arrival));
  const chosen = await window.showInformationMessage(text, ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

function openLabel({ kind }: Arrival): string {
  return kind === 'ticket_created' ? l10n.t('Open Ticket') : l10n.t('Open Chat');
}
