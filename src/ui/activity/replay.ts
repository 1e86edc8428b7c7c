import { l10n, ProgressLocation, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { errorName, type Log } from '../../core/base/log';
import type { Arrival } from '../../core/domain/arrival';
import { localAddress, replayLocally } from '../../core/events/ingest/localReplay';
import { stateValue, type StateValue } from '../../core/storage/stateStore';
import { arrivalTitle } from '../messages/arrivalLabels';
import { toastText } from '../messages/failureMessages';
import { pickStep, textStep } from '../shell/steps';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';

const addressKey = 'replayAddress';
const exampleAddress = 'http://127.0.0.1:3000/webhook';

/** Replays a stored event: in this window, or to the user's own app on this machine. */
export async function replay(
  { clock, database, log, shield }: App,
  arrival: Arrival,
  replayHere: (arrival: Arrival) => unknown,
): Promise<void> {
  const title = l10n.t('Replay Event');
  for (;;) {
    const target = await pickStep({
      title,
      placeholder: l10n.t(
        'Select where to replay “{0}”',
        toastText(arrivalTitle(shield.shown.arrival(arrival)), 60),
      ),
      back: false,
      items: [
        {
          label: `$(window) ${l10n.t('In this window')}`,
          detail: l10n.t('As a notification, and as an event for other extensions'),
          isHere: true,
        },
        {
          label: `$(server) ${l10n.t('To an app on this machine…')}`,
          detail: l10n.t('In LiveChat’s webhook format, to an address of your own'),
          isHere: false,
        },
      ],
    });
    if (target.kind !== 'done') return;
    if (target.value.isHere) {
      await replayHere(arrival);
      return;
    }
    const address = await askAddress(stateValue(database, addressKey), log, title);
    if (address === 'cancelled') return;
    if (address !== 'back') {
      await post(address, arrival, clock);
      return;
    }
  }
}

/** @param stored the address that was used last; if the database cannot be used, there is none */
async function askAddress(stored: StateValue, log: Log, title: string): Promise<URL | 'back' | 'cancelled'> {
  const failed = (thrown: unknown): void => {
    log.warn(`The address for replays could not be read or stored (${errorName(thrown)}).`);
  };
  const last = await stored.read().catch(failed);
  const typed = await textStep({
    title,
    prompt: l10n.t('Address of your app on this machine'),
    placeholder: exampleAddress,
    value: typeof last === 'string' ? last : '',
    back: true,
    accept: (text) =>
      localAddress(text)
        ? undefined
        : l10n.t(
            'Only an app on this machine is allowed, without user name or password: http://127.0.0.1… or http://localhost…',
          ),
  });
  if (typed.kind !== 'done') return typed.kind;
  const url = localAddress(typed.value);
  if (!url) return 'cancelled';
  await stored.write(url.href).catch(failed);
  return url;
}

async function post(url: URL, arrival: Arrival, clock: Clock): Promise<void> {
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Sending the event to {0}…', url.host) },
    () => replayLocally(url, arrival, clock),
  );
  const ms = wholeNumber(Math.round(result.ms));
  if (!('status' in result)) {
    const text =
      result.cause === 'timeout'
        ? l10n.t('{0} did not answer within {1} ms.', url.host, ms)
        : l10n.t('{0} could not be reached ({1}).', url.host, result.cause);
    void window.showErrorMessage(text);
  } else if (result.status === 200) {
    void window.showInformationMessage(l10n.t('{0} answered {1} in {2} ms.', url.host, result.status, ms));
  } else {
    const text = l10n.t(
      '{0} answered {1} in {2} ms. LiveChat accepts only 200 as received and would send it again.',
      url.host,
      result.status,
      ms,
    );
    void window.showWarningMessage(text);
  }
}
