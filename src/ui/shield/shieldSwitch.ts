import { commands, l10n, StatusBarAlignment, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { logRejection } from '../../core/base/log';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { showsCustomers } from './showsCustomers';

/** The switch in the status bar. A bundle that loads with the first account or team. */
export function shieldSwitch(app: Pick<App, 'session' | 'keys' | 'shield'>): Disposable {
  const { session, keys, shield } = app;
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
    if (showsCustomers(app)) item.show();
    else item.hide();
  };
  owned.add(shield.onDidChange(draw));
  owned.add(shield.onDidChange(() => shield.isOn && hideShown()));
  owned.add(session.onDidChange(draw));
  owned.add(keys.onDidChange((key) => key === 'livechat.team' && draw()));
  draw();
  return owned;
}

/** What cannot be drawn again, such as the text of a notification, goes from the screen. */
function hideShown(): void {
  for (const command of ['notifications.hideToasts', 'workbench.action.closeQuickOpen'])
    logRejection(Promise.resolve(commands.executeCommand(command)));
}
