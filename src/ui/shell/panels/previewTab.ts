import type { WebviewPanel } from 'vscode';
import { withTimeout } from '../../../core/base/async';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, toDisposable, type Disposable } from '../../../core/base/disposable';

/** The editor runs the command of a row twice for a double click (docs/behaviour.md). */
const doubleClickMs = 500;

/** How long a row waits for the page of the row before. Shorter than an item is looked at before it is fetched. */
const givenMs = 250;

export interface ShowOptions {
  /** Leaves the focus where it is. */
  readonly preserveFocus?: boolean;
  /** A click on a row: the tab is reused for the next preview. */
  readonly preview?: boolean;
}

/** A panel that a row opens. */
export interface PreviewedPanel {
  readonly panel: WebviewPanel;
  /** Resolves once the window has what the page shows; absent if that need not be waited for. Never rejects. */
  readonly given?: Promise<unknown> | undefined;
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
  /** By now: the row may wait for the one before. */
  readonly isOpen: () => boolean;
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
 *
 * A held arrow key selects rows faster than a busy window draws their pages. So the next row is shown once the window has
 * the page of the row before, and then the newest one: those in between are only passed.
 */
export class PreviewTab {
  private preview: { readonly panel: PreviewedPanel; readonly owned: DisposableStore } | undefined;
  private readonly lists = new Set<PanelsOfList>();
  private lastClick: { readonly key: string; readonly at: number } | undefined;
  /** The newest row, which waits for the page of the one before. */
  private next: { readonly target: RowTarget; isByKey: boolean } | undefined;
  private isGiving = false;

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
    if (preview) {
      this.click(target);
      return;
    }
    this.showNext();
    this.keep(target.show({ preserveFocus, isPreview: false }));
  }

  /** Shows the next or previous item in the tab, and moves the focus to it. */
  step(target: RowTarget): PreviewedPanel {
    this.lastClick = this.next = undefined;
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
    if (this.next) this.next.isByKey = true;
    else this.preview?.panel.reachedByArrowKey();
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
      this.showNext();
      this.keep(target.show({ preserveFocus: false, isPreview: false }));
      return;
    }
    this.next = { target, isByKey: false };
    // The item before is only passed, and not fetched meanwhile.
    if (this.isGiving) this.preview?.panel.reachedByArrowKey();
    else this.showNext();
  }

  private showNext(): void {
    const { next } = this;
    if (!next) return;
    this.next = undefined;
    const panel = this.show(next.target, true);
    if (next.isByKey) panel.reachedByArrowKey();
    if (!panel.given) return;
    this.isGiving = true;
    void withTimeout(this.clock, givenMs, panel.given).then(() => {
      this.isGiving = false;
      this.showNext();
    });
  }

  private show({ isOpen, show }: RowTarget, preserveFocus: boolean): PreviewedPanel {
    if (isOpen()) return show({ preserveFocus, isPreview: false });
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
        if (this.preview?.panel !== panel) return;
        this.next = undefined;
        this.drop();
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
