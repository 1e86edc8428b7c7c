import type { Locator } from 'playwright-core';
import type { WorkbenchWindow } from './workbenchWindow';

/** Drives the form in the visible panel by the labels of its fields. */
export interface Form {
  /** The controls with this label. */
  field(name: string): Locator;
  readonly title: Locator;
  /** The alert that says why nothing was saved. */
  readonly alert: Locator;
  readonly submit: Locator;
  button(name: string): Locator;
  /** A field's accessible description: its help and its error. */
  description(name: string): Promise<string>;
  /** Whether the field has the focus. */
  focus(name: string): Locator;
}

export function formOf(window: WorkbenchWindow): Form {
  const page = () => window.webview();
  const field = (name: string): Locator => page().locator(`[name="${name}"]`);
  return {
    field,
    get title() {
      return page().getByRole('heading', { level: 1 });
    },
    get alert() {
      return page().getByRole('alert');
    },
    get submit() {
      return page().locator('[type="submit"]');
    },
    button: (name) => page().getByRole('button', { name }),
    description: async (name) => {
      const ids = (await field(name).first().getAttribute('aria-describedby'))?.split(' ') ?? [];
      return (await Promise.all(ids.map((id) => page().locator(`#${id}`).innerText()))).join(' ');
    },
    focus: (name) => page().locator(`[name="${name}"]:focus`),
  };
}
