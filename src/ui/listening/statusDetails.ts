import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { ListenerView } from '../../core/events/status/listenerStatus';
import { arrivalKindLabel } from '../messages/arrivalLabels';
import { fullTime } from '../messages/times';
import type { StatusPart } from '../shell/statusPart';
import { tunnelName } from '../tunnels/tunnelLabels';
import { ticketPollingText } from './askTicketPolling';
import { problemText } from './problems';

/**
 * The lines of the status bar item's hover about a listener that is not off.
 * @param isPollingOpen whether the user can choose to poll for new tickets
 */
export function statusDetails(view: ListenerView, isPollingOpen: boolean): StatusPart['lines'] {
  const { tunnel, publicUrl, since, lastEventAt, events, note, problem, nextTryAt, settledAt, newTickets } =
    view;
  const lines: (readonly [string, string | undefined])[] = [
    [l10n.t('Reason'), problem && problemText(problem)],
    [l10n.t('Next try'), nextTryAt && fullTime(nextTryAt)],
    [l10n.t('Tunnel'), tunnel && note !== 'loopback-http' ? tunnelName(tunnel) : undefined],
    [l10n.t('Public host'), publicUrl && note !== 'loopback-http' ? hostOf(publicUrl) : undefined],
    [l10n.t('Note'), noteText(note)],
    [l10n.t('Since'), since && fullTime(since)],
    [l10n.t('Known to LiveChat'), note === 'loopback-http' ? undefined : settledText(settledAt)],
    [l10n.t('Last event'), since && (lastEventAt ? fullTime(lastEventAt) : l10n.t('none yet'))],
    [l10n.t('Listening to'), events.map(arrivalKindLabel).join(', ') || l10n.t('nothing: see the settings')],
    [l10n.t('New tickets'), isPollingOpen || newTickets ? ticketPollingText(view) : undefined],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function noteText(note: ListenerView['note']): string | undefined {
  switch (note) {
    case 'loopback-http':
      return l10n.t('On this machine only, over plain http');
    case 'unencrypted-leg':
      return l10n.t('Unencrypted between the localtunnel server and this machine');
    case 'accepting-unconfirmed':
      return l10n.t('You are accepting chats. Your status before listening started could not be read.');
    case undefined:
      return undefined;
  }
}

function settledText(settledAt: string | undefined): string | undefined {
  return settledAt && Date.parse(settledAt) > Date.now()
    ? l10n.t('by {0} at the latest', fullTime(settledAt))
    : undefined;
}

/** Host and port of an address, without its path. */
function hostOf(address: string): string {
  return oneLine(URL.canParse(address) ? new URL(address).host : address, 80);
}
