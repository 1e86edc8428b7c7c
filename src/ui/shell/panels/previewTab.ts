import type { WebviewPanel } from 'vscode';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, toDisposable, type Disposable } from '../../../core/base/disposable';

/** The editor runs the command of a row twice for a double click (docs/behaviour.md). */
const doubleClickMs = 500;

export interface ShowOptions {
  /** Leaves the focus where it is. */
  readonly preserveFocus?: boolean;
  /** A click on a row: the tab is reused for the next preview. */
  readonly preview?: boolean;
}

/** A panel that a row opens. */
export interface PreviewedPanel {
  readonly panel: WebviewPanel;
  setPreview(isPreview: boolean): void;
  /** An arrow key selected the row, and may select the next one at once. */
  reachedByArrowKey(): void;
  /** Ends this panel without closing its tab. Unsaved input stays in its draft. @returns the tab, for another panel */
  release(): WebviewPanel;
}

/** How a feature shows a panel. */
export interface HowToShow {
  readonly preserveFocus: boolean;
  readonly isPreview: boolean;
  /** May be released to show the new panel in its tab. */
  readonly reuse?: PreviewedPanel;
}

export interface RowTarget {
  /** Identifies the panel among those of all types. */
  readonly key: string;
  readonly isOpen: boolean;
  /** Opens or reveals the panel. */
  readonly show: (how: HowToShow) => PreviewedPanel;
}

/** Panels of one type, whose items stand in a list. */
export interface PanelsOfList {
  /** Whether one of the panels is active. */
  readonly isActive: boolean;
  /** Shows the item after (1) or before (-1) the active one in the list. */
  showNeighbor(step: 1 | -1): void;
}

/**
 * Opens panels as the editor's own lists open files: a click on a row shows its panel in one reused tab and leaves the
 * focus in the list; a double click keeps the tab and moves the focus to it.
 */
export class PreviewTab {
  private preview: { readonly panel: PreviewedPanel; readonly owned: DisposableStore } | undefined;
  private readonly lists = new Set<PanelsOfList>();
  private lastClick: { readonly key: string; readonly at: number } | undefined;

  /**
   * @param isPinned whether the person pinned the tab
   * @param changed called with whether the active panel is the preview
   */
  constructor(
    private readonly clock: Clock,
    private readonly isPinned: (panel: WebviewPanel) => boolean,
    private readonly changed: (isActive: boolean) => void,
  ) {}

  open(target: RowTarget, { preview = false, preserveFocus = false }: ShowOptions): void {
    if (preview) this.click(target);
    else this.keep(target.show({ preserveFocus, isPreview: false }));
  }

  /** Shows the next or previous item in the tab, and moves the focus to it. */
  step(target: RowTarget): PreviewedPanel {
    this.lastClick = undefined;
    return this.show(target, false);
  }

  addList(panels: PanelsOfList): Disposable {
    this.lists.add(panels);
    return toDisposable(() => this.lists.delete(panels));
  }

  /** Shows the item after (1) or before (-1) that of the active panel. */
  showNeighbor(step: 1 | -1): void {
    [...this.lists].find(({ isActive }) => isActive)?.showNeighbor(step);
  }

  /** An arrow key, not a click, selected the row that was opened last. */
  reachedByArrowKey(): void {
    this.lastClick = undefined;
    this.preview?.panel.reachedByArrowKey();
  }

  /** The window was reloaded, and the editor restored the panel. */
  restored(panel: PreviewedPanel): void {
    if (this.preview) panel.setPreview(false);
    else this.adopt(panel);
  }

  /** The panel keeps its tab. Without an argument: the preview, if there is one. */
  keep(panel = this.preview?.panel): void {
    if (!panel || this.preview?.panel !== panel) return;
    this.drop();
    panel.setPreview(false);
  }

  private click(target: RowTarget): void {
    const { key } = target;
    const at = this.clock.now();
    const { lastClick } = this;
    this.lastClick = { key, at };
    if (lastClick?.key === key && at - lastClick.at < doubleClickMs) {
      this.keep(target.show({ preserveFocus: false, isPreview: false }));
    } else this.show(target, true);
  }

  private show({ isOpen, show }: RowTarget, preserveFocus: boolean): PreviewedPanel {
    if (isOpen) return show({ preserveFocus, isPreview: false });
    const before = this.preview?.panel;
    if (before && this.isPinned(before.panel)) this.keep(before);
    const reuse = this.preview?.panel;
    // Not reported: the next panel is the preview at once.
    this.preview?.owned.dispose();
    this.preview = undefined;
    try {
      const panel = show({ preserveFocus, isPreview: true, ...(reuse && { reuse }) });
      if (reuse && reuse.panel !== panel.panel) reuse.release().dispose();
      this.adopt(panel);
      return panel;
    } catch (thrown) {
      this.changed(false);
      throw thrown;
    }
  }

  private adopt(panel: PreviewedPanel): void {
    const owned = new DisposableStore();
    const notify = (): void => this.changed(panel.panel.active);
    owned.add(panel.panel.onDidChangeViewState(notify));
    owned.add(
      panel.panel.onDidDispose(() => {
        if (this.preview?.panel === panel) this.drop();
      }),
    );
    this.preview = { panel, owned };
    notify();
  }

  private drop(): void {
    this.preview?.owned.dispose();
    this.preview = undefined;
    this.changed(false);
  }
}
