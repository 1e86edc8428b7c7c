import type { Page } from 'playwright-core';
import { pageFrameOf } from '../../test/workbench/support/accessibility';

/** What a panel's page noted, in milliseconds since the epoch. */
export interface PageMarks {
  /** Rows with a time in their text: that time, and the first animation frame after the row was in the DOM. */
  readonly rows: readonly { readonly mark: string; readonly stamp: number; readonly at: number }[];
  /** Rows of messages that Enter sent: when the key was pressed, and that frame. */
  readonly own: readonly { readonly text: string; readonly pressed: number; readonly at: number }[];
  /** The first animation frame with a row. */
  readonly first?: number;
}

/**
 * Runs in each page before its own scripts. In the innermost frame of a panel it watches the rows of the conversation.
 * That frame keeps its window when its first, empty document is replaced, so the script looks for another document until
 * it has seen a row. The editor soon writes that one anew, which removes listeners of the document but not of the
 * observer, and gives it the address of the frame around it: the frame is known by the id that the editor gives it. A page
 * that is filled from its HTML may have drawn rows by then.
 */
export const pageMarksScript = `(() => {
  if (!['pending-frame', 'active-frame'].includes(frameElement?.id)) return;
  const now = () => performance.timeOrigin + performance.now();
  const marks = { rows: [], own: [], first: undefined };
  globalThis.benchMarks = marks;
  let pressed;
  let hooked;
  const seen = new Set();
  const row = (item) => {
    const text = item.textContent;
    const stamped = /(\\S*)@([\\d.]+)@/.exec(text);
    if (stamped && !seen.has(stamped[0])) {
      seen.add(stamped[0]);
      requestAnimationFrame(() => marks.rows.push({ mark: stamped[1], stamp: Number(stamped[2]), at: now() }));
    }
    const own = /own-\\d+/.exec(text);
    if (own && !seen.has(own[0])) {
      seen.add(own[0]);
      const since = pressed;
      requestAnimationFrame(() => marks.own.push({ text: own[0], pressed: since, at: now() }));
    }
    if (!seen.has('first')) {
      seen.add('first');
      clearInterval(looking);
      requestAnimationFrame(() => { marks.first = now(); });
    }
  };
  const hook = () => {
    const root = document.documentElement;
    if (!root || root === hooked) return;
    hooked = root;
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') pressed = performance.timeOrigin + event.timeStamp;
    }, true);
  };
  const observer = new MutationObserver((changes) => {
    hook();
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      if (node.nodeType !== 1) continue;
      if (node.matches('.events > li')) row(node);
      else for (const item of node.querySelectorAll('.events > li')) row(item);
    }
  });
  let observed;
  const observe = () => {
    if (document === observed) return;
    observed = document;
    observer.observe(document, { childList: true, subtree: true });
    hook();
    for (const item of document.querySelectorAll('.events > li')) row(item);
  };
  const looking = setInterval(observe, 1);
  observe();
})();`;

export async function readMarks(page: Page): Promise<PageMarks> {
  const frame = await pageFrameOf(page);
  return await frame.evaluate(() => (globalThis as unknown as { readonly benchMarks: PageMarks }).benchMarks);
}
