import { logRejection } from '../../../core/base/log';
import { window, type Memento, type WebviewPanelSerializer } from 'vscode';
import { withTimeout } from '../../../core/base/async';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Lazy } from '../../../core/base/lazy';
import { closeLeftPanels, OpenPanels, type LeftPanels, type OpenPanel } from './openPanels';

/** After a reload of the window, the editor restores a visible panel much faster; after the death of a host, never. */
const restoreMs = 5000;

/** All panels of one type, in their lazily loaded bundle. */
export interface LoadedPanels extends WebviewPanelSerializer, Partial<Disposable> {
  /** Reopens the panels that an earlier extension host of this window left open. */
  reopen(panels: readonly OpenPanel[]): void;
}

export interface LazyPanelsOptions<T> {
  readonly viewType: string;
  readonly windowState: Memento;
  readonly clock: Clock;
  readonly load: () => Promise<T>;
}

/** Panels of one type. Their bundle is loaded when the first panel is opened or restored. */
export class LazyPanels<T extends LoadedPanels> implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly panels: Lazy<T>;

  private markRestored: (() => void) | undefined;
  /** The editor has restored a panel. */
  private readonly restored = new Promise<true>((resolve) => (this.markRestored = () => resolve(true)));

  constructor(private readonly options: LazyPanelsOptions<T>) {
    const { viewType, windowState, load } = options;
    this.panels = this.owned.add(new Lazy(load, (panels) => panels.dispose?.()));
    this.owned.add(
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => {
          this.markRestored?.();
          await (await this.panels.get()).deserializeWebviewPanel(panel, state);
        },
      }),
    );
    logRejection(this.reopen(new OpenPanels(windowState, viewType).leftOpen));
  }

  /** The panels, if any were open before. */
  get loaded(): T | undefined {
    return this.panels.value;
  }

  get(): Promise<T> {
    return this.panels.get();
  }

  /** Panels stay open: the editor restores them, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  /** The session alone does not identify a reload: editors without telemetry give all windows the same one. */
  private async reopen(left: LeftPanels): Promise<void> {
    if (left.tabs.length === 0) return;
    await this.untilVisible(left);
    if (await withTimeout(this.options.clock, restoreMs, this.restored)) return;
    const closed = await closeLeftPanels(left);
    if (closed.length > 0) (await this.panels.get()).reopen(closed);
  }

  /** The editor restores a hidden panel only when it is shown. */
  private async untilVisible({ tabs }: LeftPanels): Promise<void> {
    const isVisible = (): boolean => tabs.some(({ isActive }) => isActive);
    if (isVisible()) return;
    await new Promise<void>((resolve) => {
      this.owned.add(window.tabGroups.onDidChangeTabs(() => isVisible() && resolve()));
    });
  }
}
