import { env, TabInputWebview, window, type Memento } from 'vscode';
import { panelTypes } from '../../manifest';
import { subjectOf, type FormSubject } from './formSource';

const stateKey = 'livechat.openForms';

export interface OpenForm {
  readonly key: string;
  readonly title: string;
}

/**
 * Remembers which forms are open in this window. When an extension host dies, its panels stay on the screen,
 * look alive, and nobody hears them: the editor asks for panels again only after a reload of the window. The
 * next host finds out here which those are.
 */
export class OpenForms {
  constructor(private readonly state: Memento) {}

  note(forms: readonly OpenForm[]): void {
    void this.state.update(stateKey, { session: env.sessionId, forms });
  }

  /** Closes the panels that an earlier host of this window left behind, and gives what they were about. */
  async takeOrphans(): Promise<FormSubject[]> {
    const left = this.left();
    if (left.length === 0) return [];
    const titles = new Set(left.map(({ title }) => title));
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input, label }) => {
        return (
          input instanceof TabInputWebview && input.viewType.endsWith(panelTypes.form) && titles.has(label)
        );
      });
    if (tabs.length > 0) await window.tabGroups.close(tabs, true);
    // One that the person closed meanwhile stays closed; its draft is kept all the same.
    const shown = new Set(tabs.map(({ label }) => label));
    return left.filter(({ title }) => shown.has(title)).flatMap(({ key }) => subjectOf(key) ?? []);
  }

  /** A window that was reloaded has another session: the editor brings its panels back itself. */
  private left(): readonly OpenForm[] {
    const stored = this.state.get<{ readonly session?: unknown; readonly forms?: unknown }>(stateKey);
    if (stored?.session !== env.sessionId || !Array.isArray(stored.forms)) return [];
    return (stored.forms as unknown[]).filter(isOpenForm);
  }
}

function isOpenForm(value: unknown): value is OpenForm {
  if (typeof value !== 'object' || value === null) return false;
  const { key, title } = value as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof title === 'string';
}
