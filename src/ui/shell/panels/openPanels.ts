import { logRejection } from '../../../core/base/log';
import { env, TabInputWebview, window, type Memento, type Tab } from 'vscode';
import { asRecord } from '../../../core/base/json';

export interface OpenPanel {
  /** Identifies the panel's content for its feature. */
  readonly key: string;
  readonly title: string;
  /** Whether its tab is reused for the next preview. */
  readonly isPreview?: boolean;
  /** The list that its content was opened from, for its feature. */
  readonly from?: unknown;
}

/**
 * Remembers which panels of one type are open in this window. When an extension host dies, its panels stay visible but
 * do not work: the editor restores panels only after a reload of the window. The next host finds them here.
 */
export class OpenPanels {
  private readonly stateKey: string;
  private noted = '';
  private open: readonly OpenPanel[] = [];
  /** Panels of an earlier host. After a reload of the window, the editor restores a hidden one only when it is shown. */
  private unrestored: readonly OpenPanel[];

  constructor(
    private readonly state: Memento,
    private readonly viewType: string,
  ) {
    this.stateKey = `livechat.open/${viewType}`;
    this.unrestored = this.stored.panels;
  }

  /** May be called with each change of a panel's content. */
  note(open: readonly OpenPanel[]): void {
    this.open = open;
    this.unrestored = this.unrestored.filter(
      ({ key, title }) => !open.some((panel) => panel.key === key) && this.tabsOf([title]).length > 0,
    );
    const panels = [...open, ...this.unrestored];
    const noted = JSON.stringify(panels);
    if (noted === this.noted) return;
    this.noted = noted;
    logRejection(this.state.update(this.stateKey, { session: env.sessionId, panels }));
  }

  /** Another panel is opened for the content of a hidden one, which no extension can show: closes its tab. */
  closeHidden(key: string): void {
    const hidden = this.unrestored.find((panel) => panel.key === key);
    if (!hidden) return;
    this.unrestored = this.unrestored.filter((panel) => panel !== hidden);
    // Tabs are known by their titles alone.
    const isOther = ({ title }: OpenPanel): boolean => title === hidden.title;
    const [tab, ...others] = this.tabsOf([hidden.title]);
    if (!tab || tab.isActive || others.length > 0 || [...this.unrestored, ...this.open].some(isOther)) return;
    logRejection(Promise.resolve(window.tabGroups.close(tab, true)));
  }

  /** Panels of an earlier host of this window. After a reload of the window, they may be about to be restored. */
  get leftOpen(): LeftPanels {
    const { session, panels } = this.stored;
    if (session !== env.sessionId) return { panels: [], tabs: [] };
    return { panels, tabs: this.tabsOf(panels.map(({ title }) => title)) };
  }

  private get stored(): { readonly session: unknown; readonly panels: readonly OpenPanel[] } {
    const { session, panels } = asRecord(this.state.get(this.stateKey));
    return { session, panels: Array.isArray(panels) ? (panels as unknown[]).filter(isOpenPanel) : [] };
  }

  private tabsOf(titles: readonly string[]): readonly Tab[] {
    return allTabs().filter(
      ({ input, label }) =>
        input instanceof TabInputWebview && input.viewType.endsWith(this.viewType) && titles.includes(label),
    );
  }
}

export interface LeftPanels {
  readonly panels: readonly OpenPanel[];
  readonly tabs: readonly Tab[];
}

/** Closes the tabs of panels, and returns the panels. One that the user has closed stays closed. */
export async function closeLeftPanels({ panels, tabs }: LeftPanels): Promise<readonly OpenPanel[]> {
  const present = tabs.filter((tab) => allTabs().includes(tab));
  if (present.length > 0) await window.tabGroups.close(present, true);
  const titles = new Set(present.map(({ label }) => label));
  return panels.filter(({ title }) => titles.has(title));
}

function allTabs(): readonly Tab[] {
  return window.tabGroups.all.flatMap((group) => group.tabs);
}

function isOpenPanel(value: unknown): value is OpenPanel {
  const { key, title } = asRecord(value);
  return typeof key === 'string' && typeof title === 'string';
}
