import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { logRejection } from '../../core/base/log';
import type { App } from '../shell/app';
import { isPresenceEnabled, onDidChangePresence } from '../shell/settings';
import type { PresenceService, WindowPresence } from './windowPresence';

/** Shows who else reads or types while that is enabled, for a platform account. Its bundle is loaded then. */
export function presenceSwitch(app: App, service: PresenceService): Disposable {
  const owned = new DisposableStore();
  let part: Lazy<WindowPresence> | undefined;
  const look = (): void => {
    const { current } = app.session;
    const isOn = isPresenceEnabled() && current.kind !== 'signed-out' && current.account.kind === 'platform';
    if (isOn === (part !== undefined)) return;
    part?.dispose();
    part = isOn
      ? new Lazy(
          async () => new (await import('./windowPresence')).WindowPresence(app, service),
          (opened) => opened.dispose(),
        )
      : undefined;
    if (part) logRejection(part.get(), app.log);
  };
  owned.add(app.session.onDidChange(look));
  owned.add(
    onDidChangePresence(() => {
      look();
      // The login says which messages this machine receives.
      service.refresh('presence');
    }),
  );
  owned.add({ dispose: () => part?.dispose() });
  look();
  return owned;
}
