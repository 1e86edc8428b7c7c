import type { BrowserContext, Page } from 'playwright-core';

const webviewSelector = 'iframe.webview.ready';

export type ThemeKind = 'light' | 'dark' | 'hc-dark' | 'hc-light';

/** All kinds of themes. */
export const themeKinds: readonly ThemeKind[] = ['light', 'dark', 'hc-dark', 'hc-light'];

/**
 * Lets the editor follow the color scheme of the operating system, which `setTheme` simulates: the theme picker is a
 * quick pick, which closes whenever something else takes the focus. The themes are the editor's defaults.
 */
export const themeSettings = { 'window.autoDetectColorScheme': true, 'window.autoDetectHighContrast': true };

/** The part of the page's globals that is used here. */
interface PageGlobals {
  matchMedia(query: string): unknown;
  setHighContrast(active: boolean): void;
}

interface Scheme {
  readonly colorScheme: 'light' | 'dark';
  readonly highContrast: boolean;
  /** The CSS class that its theme sets in the workbench. */
  readonly workbenchClass: string;
  /** The attribute that its theme sets in a webview. */
  readonly webviewKind: string;
}

const schemes: Record<ThemeKind, Scheme> = {
  light: { colorScheme: 'light', highContrast: false, workbenchClass: 'vs', webviewKind: 'vscode-light' },
  dark: { colorScheme: 'dark', highContrast: false, workbenchClass: 'vs-dark', webviewKind: 'vscode-dark' },
  'hc-dark': {
    colorScheme: 'dark',
    highContrast: true,
    workbenchClass: 'hc-black',
    webviewKind: 'vscode-high-contrast',
  },
  'hc-light': {
    colorScheme: 'light',
    highContrast: true,
    workbenchClass: 'hc-light',
    webviewKind: 'vscode-high-contrast-light',
  },
};

/** Lets the pages' high contrast mode be set. The browser can emulate only light and dark in all its builds. */
export async function simulateHighContrast(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const page = globalThis as unknown as PageGlobals;
    const original = page.matchMedia.bind(page);
    let active = false;
    const list = Object.defineProperty(new EventTarget(), 'matches', { get: () => active });
    page.matchMedia = (query) => (query === '(forced-colors: active)' ? list : original(query));
    page.setHighContrast = (wanted) => {
      active = wanted;
      list.dispatchEvent(new Event('change'));
    };
  });
}

/** Simulates another color scheme of the operating system, and waits for its theme, also in an open webview. */
export async function setTheme(page: Page, kind: ThemeKind): Promise<void> {
  const { colorScheme, highContrast, workbenchClass, webviewKind } = schemes[kind];
  await page.emulateMedia({ colorScheme });
  await page.evaluate(
    (active) => (globalThis as unknown as PageGlobals).setHighContrast(active),
    highContrast,
  );
  await page.locator(`.monaco-workbench.${workbenchClass}`).waitFor();
  if ((await page.locator(webviewSelector).count()) === 0) return;
  const webview = page.frameLocator(webviewSelector).frameLocator('#active-frame');
  await webview.locator(`body[data-vscode-theme-kind="${webviewKind}"]`).waitFor();
}
