import type { Page } from 'playwright-core';
import { pageFrameOf } from '../../test/workbench/support/accessibility';

/** What the page of a ticket showed from one animation frame on. */
export interface Shown {
  /** The ticket's id as people see it. */
  readonly id: string;
  readonly title: string;
  /** Entries of the conversation. */
  readonly entries: number;
  /** Whether there are facts such as the requester. */
  readonly hasFacts: boolean;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** Presses of the mouse or of a key, in milliseconds since the epoch. */
export type Presses = readonly number[];

/**
 * Runs in each page before its own scripts: notes presses in the window, and in the innermost frame of a panel what it
 * shows. That frame keeps its window when its first, empty document is replaced, so the script looks for the second one.
 */
export const ticketMarksScript = `(() => {
  const wallMs = (ms) => performance.timeOrigin + ms;
  if (window === top) {
    const presses = (globalThis.benchPresses = []);
    for (const kind of ['mousedown', 'keydown'])
      addEventListener(kind, (event) => presses.push(wallMs(event.timeStamp)), true);
    return;
  }
  const shown = (globalThis.benchShown = []);
  let last = '';
  // Of several states before one frame, only the last one is drawn.
  let next;
  const look = () => {
    const id = document.querySelector('.meta .dim')?.textContent.split(' · ')[0];
    if (!id) return;
    const state = {
      id,
      title: document.querySelector('h1')?.textContent ?? '',
      entries: document.querySelectorAll('.events > li').length,
      hasFacts: (document.querySelector('dl')?.childElementCount ?? 0) > 0,
    };
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    if (!next)
      requestAnimationFrame(() => {
        shown.push({ ...next, at: wallMs(performance.now()) });
        next = undefined;
      });
    next = state;
  };
  const observer = new MutationObserver(look);
  let observed;
  const observe = () => {
    if (document === observed || !/fake\\.html/.test(location.href)) return;
    // Otherwise it would run during the measurement.
    if (observed) clearInterval(looking);
    observed = document;
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    look();
  };
  const looking = setInterval(observe, 1);
  observe();
  setTimeout(() => clearInterval(looking), 3000);
})();`;

export async function presses(page: Page): Promise<Presses> {
  return await page.evaluate(
    () => (globalThis as unknown as { readonly benchPresses: Presses }).benchPresses,
  );
}

/** What the visible panel has shown so far, oldest first; empty without a panel. */
export async function shownStates(page: Page): Promise<readonly Shown[]> {
  if ((await page.locator('iframe.webview.ready').count()) === 0) return [];
  const frame = await pageFrameOf(page);
  return await frame.evaluate(
    () => (globalThis as unknown as { readonly benchShown?: readonly Shown[] }).benchShown ?? [],
  );
}
