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
