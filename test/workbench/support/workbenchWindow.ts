import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { artifactsDir } from '../../../scripts/workbench/project.mjs';
import type { DomElement } from './domElement';
import { runCommand } from './commands';
import { eventually, type Patience } from './eventually';
import {
  type Dialog,
  type StatusBarItem,
  type Notifications,
  dialogOf,
  statusBarOf,
  notificationsOf,
} from './notices';
import { type QuickInput, quickInputOf } from './quickInput';
import { changeSettings } from './settings';
import { type ThemeKind, setTheme } from './theme';
import { type View, badgeOf, clickMenuEntry, openView, viewOf } from './views';

/** Drives one window of the editor. */
export interface WorkbenchWindow {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  /** Saves `artifacts/screenshots/NAME.png` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Runs a command by its title in the palette, such as `LiveChat: Sign In`. */
  runCommand(title: string): Promise<void>;
  /** Opens a container of the activity bar by its title. */
  openView(containerTitle: string): Promise<void>;
  /** The view with this title in the open container. */
  view(title: string): View;
  /** The number on the container's icon; empty without one. */
  badge(containerTitle: string): Promise<string>;
  /** Clicks an entry of the open menu. */
  clickMenuEntry(title: string, patience?: Patience): Promise<void>;
  statusBar(): Promise<StatusBarItem[]>;
  /** Clicks the status bar item whose text contains this. */
  clickStatusBar(text: string): Promise<void>;
  /** Titles of the editor tabs. */
  tabs(): Promise<string[]>;
  /** The text of the open editor. */
  editorText(): Promise<string>;
  /** The content of the visible webview. */
  webview(): FrameLocator;
  /** Moves the pointer onto an element until a hover appears, and returns its text. */
  hoverText(target: Locator): Promise<string>;
  /** Simulates another color scheme of the operating system, and waits for its theme. */
  setTheme(kind: ThemeKind): Promise<void>;
  /** Changes user settings in their editor, so that the running extension sees the change. */
  changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void>;
}

export function windowOf(page: Page, userDataDir: string): WorkbenchWindow {
  return {
    page,
    quickInput: quickInputOf(page),
    notifications: notificationsOf(page),
    dialog: dialogOf(page),
    screenshot: async (name) => {
      const file = path.join(artifactsDir, 'screenshots', `${name}.png`);
      // Disables animations, so that screenshots show the final state.
      await page.screenshot({ path: file, animations: 'disabled' });
      return file;
    },
    runCommand: (title) => runCommand(page, title),
    openView: (title) => openView(page, title),
    view: (title) => viewOf(page, title),
    badge: (title) => badgeOf(page, title),
    clickMenuEntry: (title, patience) => clickMenuEntry(page, title, patience),
    statusBar: () => statusBarOf(page),
    clickStatusBar: (text) =>
      page.locator('.part.statusbar .statusbar-item', { hasText: text }).first().click(),
    tabs: () => page.locator('.part.editor .tabs-container .tab .label-name').allInnerTexts(),
    editorText: async () => {
      const lines = await page
        .locator('.part.editor .monaco-editor .view-line')
        .evaluateAll((elements: DomElement[]) =>
          elements
            .map((line) => ({
              top: Number.parseInt(line.style.top, 10),
              text: line.textContent,
            }))
            .sort((a, b) => a.top - b.top)
            .map(({ text }) => text.replaceAll('\u00a0', ' ')),
        );
      return lines.join('\n');
    },
    webview: () => page.frameLocator('iframe.webview.ready').frameLocator('#active-frame'),
    hoverText: (target) =>
      eventually(async (attempt) => {
        const hover = page.locator('.monaco-hover:visible').first();
        // The hover appears when the pointer enters the element, but not if it is redrawn below the pointer.
        await page.mouse.move(640, 300);
        await hover.waitFor({ state: 'hidden', timeout: 1000 * attempt }).catch(async (stays: unknown) => {
          // The hover of an element with the keyboard focus stays until Escape.
          await page.keyboard.press('Escape');
          throw stays;
        });
        await target.hover({ timeout: 3000 });
        await hover.waitFor({ timeout: 1200 * attempt });
        return (await hover.innerText({ timeout: 1000 })).replaceAll('\u00a0', ' ');
      }),
    setTheme: (kind) => setTheme(page, kind),
    changeSettings: (changes) => changeSettings(page, userDataDir, changes),
  };
}
