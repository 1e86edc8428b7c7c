import { TabInputWebview, window, type WebviewPanel } from 'vscode';
import type { Clock } from '../../../core/base/clock';

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
  /** Whether something typed in it is not saved. */
  readonly hasUnsaved: boolean;
}

export interface RowTarget {
  /** Identifies the panel among those of all types. */
  readonly key: string;
  readonly isOpen: boolean;
  /** Opens or reveals the panel. */
  readonly show: (options: { readonly preserveFocus: boolean }) => PreviewedPanel;
}

/**
 * Opens panels as the editor's own lists open files: a click on a row shows its panel in one reused tab and leaves the
 * focus in the list; a double click keeps the tab and moves the focus to it.
 */
export class PreviewTab {
  private preview: PreviewedPanel | undefined;
  private lastClick: { readonly key: string; readonly at: number } | undefined;

  constructor(private readonly clock: Clock) {}

  open({ key, isOpen, show }: RowTarget, { preview = false, preserveFocus = false }: ShowOptions): void {
    if (preview) this.click({ key, isOpen, show });
    else this.keep(show({ preserveFocus }));
  }

  private click({ key, isOpen, show }: RowTarget): void {
    const at = this.clock.now();
    const { lastClick } = this;
    this.lastClick = { key, at };
    if (lastClick?.key === key && at - lastClick.at < doubleClickMs) {
      this.keep(show({ preserveFocus: false }));
      return;
    }
    const panel = show({ preserveFocus: true });
    if (isOpen) return;
    const replaced = this.preview;
    this.preview = panel;
    if (replaced && !replaced.hasUnsaved && !isPinned(replaced.panel)) replaced.panel.dispose();
  }

  private keep(panel: PreviewedPanel): void {
    if (this.preview === panel) this.preview = undefined;
  }
}

function isPinned({ viewType, title }: WebviewPanel): boolean {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some(
      ({ input, isPinned: pinned, label }) =>
        pinned && label === title && input instanceof TabInputWebview && input.viewType.endsWith(viewType),
    );
}
