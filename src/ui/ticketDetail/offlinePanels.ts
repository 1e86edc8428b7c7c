import { window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { OfflineRetry } from '../shell/trees/offlineRetry';
import type { DetailPanel } from './detailPanel';
import type { DetailModel } from './detailModel';
import type { PanelPorts } from './panelPorts';

/** Reads visible tickets again that could not be read because of the network. */
export function offlinePanels(
  clock: Clock,
  panels: ReadonlyMap<string, DetailPanel>,
  ports: Pick<PanelPorts, 'isOffline'>,
): OfflineRetry {
  const offline = (): readonly DetailModel[] =>
    [...panels].flatMap(([key, { panel, model }]) => (panel.visible && ports.isOffline(key) ? [model] : []));
  return new OfflineRetry(clock, {
    isOffline: () => offline().length > 0,
    isShown: () => window.state.focused,
    load: () => {
      for (const model of offline()) model.accountChanged(false);
      return undefined;
    },
  });
}
