import { l10n, window, type QuickPickItem } from 'vscode';
import { noIcons, oneLine } from '../../core/base/plainText';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { TransportAnswer, TransportQuestion } from './transportChoice';

interface WayItem extends QuickPickItem {
  readonly answer: TransportAnswer;
}

/** The way in a few words, for the menu. */
export function transportName(way: EventTransportKind): string {
  return way === 'socket' ? l10n.t('Live Connection') : l10n.t('Webhooks Through a Tunnel');
}

/** Tells the person what each way makes public, in this window. `undefined`: they gave up. */
export async function askTransport({
  current,
  ways,
  clientId,
}: TransportQuestion): Promise<TransportAnswer | undefined> {
  const items: WayItem[] = ways.map((way) => ({
    label: `$(${way === 'socket' ? 'radio-tower' : 'globe'}) ${transportName(way)}`,
    ...(way === current && { description: l10n.t('now') }),
    detail: detailOf(way),
    answer: { way },
  }));
  if (clientId !== undefined && ways.includes('webhooks')) {
    items.push({
      label: `$(edit) ${l10n.t('Webhooks of Another Application…')}`,
      detail: l10n.t('Current Client ID: {0}', noIcons(oneLine(clientId, 60))),
      answer: { way: 'webhooks', isOther: true },
    });
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('How Events Arrive'),
    placeHolder: l10n.t('Select how LiveChat notifies this machine of chats and tickets'),
    ignoreFocusOut: true,
  });
  return picked?.answer;
}

function detailOf(way: EventTransportKind): string {
  return way === 'socket'
    ? l10n.t('Nothing on this machine becomes public. New tickets are checked for only if you agree.')
    : l10n.t('A public address leads to this machine. Needs an app installed on your licence.');
}
