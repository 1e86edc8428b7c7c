import { commands, l10n, window } from 'vscode';
import type { Arrival } from '../../core/domain/arrival';
import { viewIds } from '../../manifest';
import { arrivalTitle } from './arrivalLabels';
import { offer, toastText, type Action } from './failureMessages';

/**
 * One event as a notification.
 * @param open shows what it is about
 * @param second what else can be done about it
 */
export async function showArrival(arrival: Arrival, open: () => unknown, second?: Action): Promise<void> {
  const actions = [{ title: openLabel(arrival), run: open }, ...(second ? [second] : [])];
  await offer(window.showInformationMessage, toastText(arrivalTitle(arrival)), actions);
}

function openLabel({ kind }: Arrival): string {
  return kind === 'ticket_created' ? l10n.t('Open Ticket') : l10n.t('Open Chat');
}

export function showActivityAction(): Action {
  return {
    title: l10n.t('Show Activity'),
    run: () => commands.executeCommand(`${viewIds.activity}.focus`),
  };
}
