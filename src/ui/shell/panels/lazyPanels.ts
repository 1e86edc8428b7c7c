import { window, type Memento, type WebviewPanelSerializer } from 'vscode';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Lazy } from '../../../core/base/lazy';
import { OpenPanels } from './openPanels';

/** All panels of one type, as the bundle that draws them has them. */
export interface LoadedPanels extends WebviewPanelSerializer, Partial<Disposable> {
  /** Opens anew what an earlier extension host of this window left behind. */
  reopen(keys: readonly string[]): void;
}

export interface LazyPanelsOptions<T> {
  readonly viewType: string;
  /** Of this window. */
  readonly windowState: Memento;
  readonly load: () => Promise<T>;
}

/** Panels of one type, whose bundle is loaded when the first of them is opened or comes back. */
export class LazyPanels<T extends LoadedPanels> implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly panels: Lazy<T>;

  constructor({ viewType, windowState, load }: LazyPanelsOptions<T>) {
    this.panels = this.owned.add(new Lazy(load, (panels) => panels.dispose?.()));
    this.owned.add(
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) => {
          await (await this.panels.get()).deserializeWebviewPanel(panel, state);
        },
      }),
    );
    void this.reopen(new OpenPanels(windowState, viewType));
  }

  /** The panels where one of them was open before. */
  get loaded(): T | undefined {
    return this.panels.value;
  }

  get(): Promise<T> {
    return this.panels.get();
  }

  /** Open panels stay: the editor asks for them again, or the window closes with them. */
  dispose(): void {
    this.owned.dispose();
  }

  private async reopen(left: OpenPanels): Promise<void> {
    const keys = await left.takeOrphans();
    if (keys.length > 0) (await this.panels.get()).reopen(keys);
  }
}
