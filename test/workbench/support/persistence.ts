import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually';
import type { Workbench } from './startWorkbench';

/** Whether a file below a folder contains the text. */
export function holds(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => {
    if (!entry.isFile()) return false;
    try {
      const content = readFileSync(path.join(entry.parentPath, entry.name));
      return content.includes(text) || content.includes(Buffer.from(text, 'utf16le'));
    } catch {
      // The file was deleted in the meantime.
      return false;
    }
  });
}

/** Waits until a file of the profile contains the text. */
export function onDisk(workbench: Workbench, text: string): Promise<void> {
  return eventually(() => assert.ok(holds(workbench.userDataDir, text), `${text} is not kept`));
}

/**
 * Reloads with the editor's own command, which first saves the open tabs. A reload with the browser's key may lose
 * them.
 */
export async function reloadWindow(workbench: Workbench): Promise<void> {
  const loaded = workbench.page.waitForEvent('load', { timeout: 60_000 });
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await workbench.page
    .locator('.monaco-workbench .part.statusbar .statusbar-item')
    .first()
    .waitFor({ timeout: 60_000 });
}

/**
 * Kills the extension host during typing, types on for a moment, and waits until the next host has reopened the page.
 * @param selector of the field
 * @returns the last visible value of the field
 */
export async function typeThroughCrash(
  workbench: Workbench,
  selector: string,
  text: string,
): Promise<string> {
  const page = workbench.webview();
  // The old page stays visible until the next host replaces it.
  await page.locator('body').evaluate((body: { id: string }) => {
    body.id = 'old';
  });
  const field = page.locator(`body#old ${selector}`);
  await field.focus();
  await field.press('End');
  const half = text.length / 2;
  await field.pressSequentially(text.slice(0, half));
  workbench.killExtensionHost();
  // Faster than a new host starts.
  await field.pressSequentially(text.slice(half));
  const seen = await field.inputValue();
  await eventually(() => assert.ok(workbench.extensionHosts().length > 0));
  await page.locator(`body:not(#old) ${selector}`).waitFor({ timeout: 40_000 });
  return seen;
}
