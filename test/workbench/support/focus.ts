import type { DomElement } from './domElement';
import type { Workbench } from './startWorkbench';

/** Whether the focus is in a list of the side bar. */
export function isInList(workbench: Workbench): Promise<boolean> {
  return isIn(workbench, '.sidebar .monaco-list');
}

/** Whether the focus is anywhere in the side bar. */
export function isInSideBar(workbench: Workbench): Promise<boolean> {
  return isIn(workbench, '.part.sidebar');
}

async function isIn(workbench: Workbench, selector: string): Promise<boolean> {
  return await workbench.page.evaluate((inside) => {
    interface WithFocus {
      readonly document: { readonly activeElement: DomElement & { closest(selector: string): unknown } };
    }
    return (globalThis as unknown as WithFocus).document.activeElement.closest(inside) !== null;
  }, selector);
}
