import { logRejection } from '../../../core/base/log';
import { env, TabInputWebview, window, type Memento, type Tab } from 'vscode';
import { asRecord } from '../../../core/base/json';

export interface OpenPanel {
  /** Identifies the panel's content for its feature. */
  readonly key: string;
  readonly title: string;
  /** Whether its tab is reused for the next preview. */
  readonly isPreview?: boolean;
}

/**
 * Remembers which panels of one type are open in this window. When an extension host dies, its panels stay visible but
 * do not work: the editor restores panels only after a reload of the window. The next host finds them here.
 */
export class OpenPanels {
  private readonly stateKey: string;
  private noted = '';

  constructor(
    private readonly state: Memento,
    private readonly viewType: string,
  ) {
    this.stateKey = `livechat.open/${viewType}`;
  }

  /** May be called with each change of a panel's content. */
  note(panels: readonly OpenPanel[]): void {
    const noted = JSON.stringify(panels);
    if (noted === this.noted) return;
    this.noted = noted;
    logRejection(this.state.update(this.stateKey, { session: env.sessionId, panels }));
  }

  /** Panels of an earlier host of this window. After a reload of the window, they may be about to be restored. */
  get leftOpen(): LeftPanels {
    const stored = this.state.get<{ readonly session?: unknown; readonly panels?: unknown }>(this.stateKey);
    if (stored?.session !== env.sessionId || !Array.isArray(stored.panels)) return { panels: [], tabs: [] };
    const panels = (stored.panels as unknown[]).filter(isOpenPanel);
    const titles = new Set(panels.map(({ title }) => title));
    const tabs = allTabs().filter(
      ({ input, label }) =>
        input instanceof TabInputWebview && input.viewType.endsWith(this.viewType) && titles.has(label),
    );
    return { panels, tabs };
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
