import { window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { isUnknown, phaseOf } from '../../core/events/status/listenerStatus';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import { registerListeningCommands } from './commands';
import type { Listening } from './listening';

/** The commands of listening, its context key, and the listener's view of focus and settings. */
export function registerListening(app: App, listening: Listening): Disposable {
  const { keys, settings } = app;
  const { eventService } = listening;
  const owned = new DisposableStore();
  registerListeningCommands(app, listening);
  const updateKey = (): void => {
    const phase = phaseOf(eventService.view);
    keys.set('livechat.listening', phase !== 'off' && phase !== 'stopping' && !isUnknown(eventService.view));
  };
  updateKey();
  owned.add(eventService.onDidChange(updateKey));
  eventService.setFocused(window.state.focused);
  owned.add(window.onDidChangeWindowState(({ focused }) => eventService.setFocused(focused)));
  owned.add(settings.onDidChange([settingKeys.webhookEvents], () => eventService.refresh('events')));
  const tunnelKeys = [settingKeys.tunnel, settingKeys.publicUrl, settingKeys.webhookPort];
  owned.add(settings.onDidChange(tunnelKeys, () => eventService.refresh('tunnel')));
  return owned;
}
