import { l10n, ProgressLocation, window } from 'vscode';
import { arrivalKinds, type ArrivalKind } from '../../core/domain/arrival';
import { phaseOf } from '../../core/events/status/phase';
import { commandIds } from '../../manifest';
import { commandAction, offer } from '../messages/failureMessages';
import { wholeNumber } from '../messages/times';
import type { EventServiceHandle } from './eventServiceHandle';
import { problemText } from './problems';

/** Sends a forged event through the public address and shows how long it took. */
export async function sendTestEvent(eventService: EventServiceHandle): Promise<void> {
  if (phaseOf(eventService.view) === 'off') {
    const text = l10n.t('You are not listening for events. Start listening, then send the test event again.');
    const start = commandAction(l10n.t('Start Listening'), commandIds.startListening);
    await offer(window.showInformationMessage, text, [start]);
    return;
  }
  const picked = await window.showQuickPick(
    arrivalKinds.map((kind) => ({ label: kindLabel(kind), event: kind })),
    { title: l10n.t('Send Test Event'), placeHolder: l10n.t('Select an event') },
  );
  if (!picked) return;
  const outcome = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Sending a test event…') },
    () => eventService.ask('sendTestEvent', { kind: picked.event, name: l10n.t('Test') }),
  );
  if (outcome.kind === 'delivered') {
    const text = l10n.t('The test event was delivered in {0} ms.', wholeNumber(Math.round(outcome.ms)));
    void window.showInformationMessage(text);
    return;
  }
  const text = [l10n.t('The test event was not delivered.'), problemText(outcome.problem)].join(' ');
  const doctor = commandAction(l10n.t('Listening Doctor'), commandIds.listeningDoctor);
  await offer(window.showErrorMessage, text, [doctor]);
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
