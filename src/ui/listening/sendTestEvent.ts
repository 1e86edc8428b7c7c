import { commands, l10n, ProgressLocation, window } from 'vscode';
import { arrivalKinds, type ArrivalKind } from '../../core/domain/arrival';
import { phaseOf } from '../../core/events/status/phase';
import { commandIds } from '../../manifest';
import { wholeNumber } from '../shell/times';
import type { EventServiceHandle } from './eventServiceHandle';
import { problemText } from './problems';

/** Sends a forged event through the public address and shows how long it took. */
export async function sendTestEvent(eventService: EventServiceHandle): Promise<void> {
  if (phaseOf(eventService.view) === 'off') {
    const start = l10n.t('Start Listening');
    const text = l10n.t('You are not listening for events. Start listening, then send the test event again.');
    if ((await window.showInformationMessage(text, start)) === start) {
      await commands.executeCommand(commandIds.startListening);
    }
    return;
  }
  const picked = await window.showQuickPick(
    arrivalKinds.map((kind) => ({ label: kindLabel(kind), event: kind })),
    { title: l10n.t('Send Test Event'), placeHolder: l10n.t('Select an event') },
  );
  if (!picked) return;
  const outcome = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Sending a test event…') },
    () => eventService.sendTestEvent(picked.event, l10n.t('Test')),
  );
  if (outcome.kind === 'delivered') {
    const text = l10n.t('The test event was delivered in {0} ms.', wholeNumber(Math.round(outcome.ms)));
    void window.showInformationMessage(text);
    return;
  }
  const doctor = l10n.t('Listening Doctor');
  const text = [l10n.t('The test event was not delivered.'), problemText(outcome.problem)].join(' ');
  if ((await window.showErrorMessage(text, doctor)) === doctor) {
    await commands.executeCommand(commandIds.listeningDoctor);
  }
}

function kindLabel(kind: ArrivalKind): string {
  switch (kind) {
    case 'chat_started':
      return l10n.t('A chat starts');
    case 'chat_ended':
      return l10n.t('A chat ends');
    case 'ticket_created':
      return l10n.t('A ticket is created');
  }
}
