import { l10n, window, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { AccountTransportKind } from '../../core/domain/capabilities';
import type { TransportAnswer, TransportQuestion } from './transportChoice';

interface TransportItem extends QuickPickItem {
  readonly answer: TransportAnswer;
}

/** For the menu. */
export function transportName(kind: AccountTransportKind): string {
  return kind === 'socket' ? l10n.t('Live Connection') : l10n.t('Webhooks Through a Tunnel');
}

/** Explains what each transport makes public, and asks. Resolves to `undefined` when cancelled. */
export async function askTransport({
  current,
  kinds,
  clientId,
}: TransportQuestion): Promise<TransportAnswer | undefined> {
  const items: TransportItem[] = kinds.map((kind) => ({
    label: `$(${kind === 'socket' ? 'radio-tower' : 'globe'}) ${transportName(kind)}`,
    ...(kind === current && { description: l10n.t('now') }),
    detail: detailOf(kind),
    answer: { kind },
  }));
  if (clientId !== undefined && kinds.includes('webhooks')) {
    items.push({
      label: `$(edit) ${l10n.t('Webhooks of Another Application…')}`,
      detail: l10n.t('Current Client ID: {0}', escapeIcons(oneLine(clientId, 60))),
      answer: { kind: 'webhooks', isOther: true },
    });
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('How Events Arrive'),
    placeHolder: l10n.t('Select how LiveChat notifies this machine of chats and tickets'),
    ignoreFocusOut: true,
  });
  return picked?.answer;
}

function detailOf(kind: AccountTransportKind): string {
  return kind === 'socket'
    ? l10n.t('Nothing on this machine becomes public. New tickets are checked for only if you agree.')
    : l10n.t('A public address leads to this machine. Needs an app installed on your licence.');
}
