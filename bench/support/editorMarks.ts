import type { Page } from 'playwright-core';

/** When parts of the window were first drawn, in milliseconds since the epoch. */
export interface StartMarks {
  /** The window's own parts. */
  readonly frame?: number;
  /** A row of the side bar. */
  readonly row?: number;
  /** A row below another one, as tickets are below the row of their status. */
  readonly nested?: number;
}

/** Runs in each window before its own scripts. */
export const startMarksScript = `(() => {
  if (window !== top) return;
  const marks = {};
  globalThis.benchStart = marks;
  const wanted = {
    frame: '.monaco-workbench .part.statusbar .statusbar-item',
    row: '.part.sidebar .monaco-list-row[role=treeitem]',
    nested: '.part.sidebar .monaco-list-row[role=treeitem][aria-level="2"]',
  };
  const observer = new MutationObserver(() => {
    for (const [name, selector] of Object.entries(wanted)) {
      if (name in marks || !document.querySelector(selector)) continue;
      marks[name] = undefined;
      requestAnimationFrame(() => { marks[name] = performance.timeOrigin + performance.now(); });
    }
    if (Object.keys(wanted).every((name) => name in marks)) observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-level'] });
})();`;

export async function startMarks(page: Page): Promise<StartMarks> {
  return await page.evaluate(() => (globalThis as unknown as { readonly benchStart: StartMarks }).benchStart);
}
