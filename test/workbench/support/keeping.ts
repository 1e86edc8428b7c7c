import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './eventually';
import type { Workbench } from './startWorkbench';

/** Whether a file below a folder has this text in it. */
export function holds(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => {
    if (!entry.isFile()) return false;
    try {
      const content = readFileSync(path.join(entry.parentPath, entry.name));
      return content.includes(text) || content.includes(Buffer.from(text, 'utf16le'));
    } catch {
      // A file that went meanwhile holds nothing.
      return false;
    }
  });
}

/** Waits until what was typed stands in a file of the profile. */
export function onDisk(workbench: Workbench, text: string): Promise<void> {
  return eventually(() => assert.ok(holds(workbench.userDataDir, text), `${text} is not kept`));
}

/**
 * Reloads as a person does by the editor's own command, which writes down first which tabs are open; a reload
 * by the browser's key may come before that.
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
 * Kills the extension host while somebody types, who types on for a moment, and waits until the next host has
 * opened the page anew.
 * @param selector of the field
 * @returns what stood in the field at last, as the person saw it
 */
export async function typeThroughCrash(
  workbench: Workbench,
  selector: string,
  text: string,
): Promise<string> {
  const page = workbench.webview();
  // The page of the dead host stays on the screen until the next host finds it.
  await page.locator('body').evaluate((body: { id: string }) => {
    body.id = 'old';
  });
  const field = page.locator(`body#old ${selector}`);
  await field.focus();
  await field.press('End');
  const half = text.length / 2;
  await field.pressSequentially(text.slice(0, half));
  workbench.killExtensionHost();
  // Much quicker than a new host starts.
  await field.pressSequentially(text.slice(half));
  const seen = await field.inputValue();
  await eventually(() => assert.ok(workbench.extensionHosts().length > 0), { timeout: 40_000 });
  await page.locator(`body:not(#old) ${selector}`).waitFor({ timeout: 40_000 });
  return seen;
}
