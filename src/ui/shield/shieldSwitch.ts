import { l10n, StatusBarAlignment, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';

/** The switch in the status bar, shown while an account is signed in. A bundle that loads with the first account. */
export function shieldSwitch({ session, shield }: App): Disposable {
  const owned = new DisposableStore();
  // Beside the item of the connection, which comes first.
  const item = owned.add(window.createStatusBarItem('livechat.shield', StatusBarAlignment.Left, -1));
  item.name = l10n.t('LiveChat Privacy Shield');
  item.command = commandIds.toggleShield;
  const draw = (): void => {
    const { isOn } = shield;
    const state = isOn ? l10n.t('Shield On') : l10n.t('Shield Off');
    item.text = `$(${isOn ? 'eye-closed' : 'eye'}) ${state}`;
    item.tooltip = isOn
      ? l10n.t('Names, e-mail and IP addresses of customers are masked. Click to show them.')
      : l10n.t('Click to mask names, e-mail and IP addresses of customers.');
    item.accessibilityInformation = { label: `${item.name}: ${state}. ${item.tooltip}`, role: 'button' };
    if (session.current.kind === 'signed-out') item.hide();
    else item.show();
  };
  owned.add(shield.onDidChange(draw));
  owned.add(session.onDidChange(draw));
  draw();
  return owned;
}
