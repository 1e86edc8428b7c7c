import type { Locator } from 'playwright-core';
import type { WorkbenchWindow } from './workbenchWindow';

/** The form in the panel that is shown, by what its fields are called. */
export interface Form {
  /** The control or controls with this name. */
  field(name: string): Locator;
  readonly title: Locator;
  /** What is announced: why nothing was saved. */
  readonly alert: Locator;
  readonly submit: Locator;
  button(name: string): Locator;
  /** What describes a field to a screen reader: its help and its error. */
  description(name: string): Promise<string>;
  /** Whether the keys go to this field. */
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
