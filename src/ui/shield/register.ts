import { l10n } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { logRejection } from '../../core/base/log';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { setShield } from '../shell/settings';
import { showsCustomers } from './showsCustomers';

/** The command and the status bar item that switch the privacy shield. */
export function registerShield(app: App): Disposable {
  const { commands, keys, session, shield } = app;
  const owned = new DisposableStore();
  const load = async () => (await import('./shieldSwitch')).shieldSwitch(app);
  const item = owned.add(new Lazy(load, (shown) => shown.dispose()));
  const look = (): void => {
    if (showsCustomers(app)) logRejection(item.get(), app.log);
  };
  owned.add(session.onDidChange(look));
  owned.add(keys.onDidChange((key) => key === 'livechat.team' && look()));
  look();
  commands.register(
    commandIds.toggleShield,
    () => l10n.t('The privacy shield could not be switched.'),
    () => setShield(!shield.isOn),
  );
  return owned;
}
