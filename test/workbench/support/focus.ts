import type { DomElement } from './domElement';
import type { Workbench } from './startWorkbench';

/** Whether the focus is in a list of the side bar. */
export async function isInList(workbench: Workbench): Promise<boolean> {
  return await workbench.page.evaluate(() => {
    interface WithFocus {
      readonly document: { readonly activeElement: DomElement & { closest(selector: string): unknown } };
    }
    return (
      (globalThis as unknown as WithFocus).document.activeElement.closest('.sidebar .monaco-list') !== null
    );
  });
}
