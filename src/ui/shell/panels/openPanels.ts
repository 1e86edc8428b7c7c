import { env, TabInputWebview, window, type Memento } from 'vscode';
import { asRecord } from '../../../core/base/json';

export interface OpenPanel {
  /** Says to its room what the panel is about. */
  readonly key: string;
  readonly title: string;
}

/**
 * Remembers which panels of one type are open in this window. When an extension host dies, its panels stay on the screen,
 * look alive, and nobody hears them: the editor asks for panels again only after a reload of the window. The
 * next host finds out here which those are.
 */
export class OpenPanels {
  private readonly stateKey: string;

  constructor(
    private readonly state: Memento,
    private readonly viewType: string,
  ) {
    this.stateKey = `livechat.open/${viewType}`;
  }

  note(panels: readonly OpenPanel[]): void {
    void this.state.update(this.stateKey, { session: env.sessionId, panels });
  }

  /** Closes the panels that an earlier host of this window left behind, and gives the keys of what they were about. */
  async takeOrphans(): Promise<string[]> {
    const left = this.left();
    if (left.length === 0) return [];
    const titles = new Set(left.map(({ title }) => title));
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input, label }) => {
        return (
          input instanceof TabInputWebview && input.viewType.endsWith(this.viewType) && titles.has(label)
        );
      });
    if (tabs.length > 0) await window.tabGroups.close(tabs, true);
    // One that the person closed meanwhile stays closed; its draft is kept all the same.
    const shown = new Set(tabs.map(({ label }) => label));
    return left.filter(({ title }) => shown.has(title)).map(({ key }) => key);
  }

  /** A window that was reloaded has another session: the editor brings its panels back itself. */
  private left(): readonly OpenPanel[] {
    const stored = this.state.get<{ readonly session?: unknown; readonly panels?: unknown }>(this.stateKey);
    if (stored?.session !== env.sessionId || !Array.isArray(stored.panels)) return [];
    return (stored.panels as unknown[]).filter(isOpenPanel);
  }
}

function isOpenPanel(value: unknown): value is OpenPanel {
  const { key, title } = asRecord(value);
  return typeof key === 'string' && typeof title === 'string';
}
