import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { settingsFile } from '../../../scripts/workbench/settings.mjs';
import { runCommand } from './commands';
import { eventually } from './eventually';

/**
 * Changes user settings in the editor of the settings file. Writing the file directly would be faster, but the browser
 * workbench notices only the first change.
 */
export async function changeSettings(
  page: Page,
  userDataDir: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = settingsFile(userDataDir);
  const settings = { ...(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>), ...changes };
  const wanted = JSON.stringify(settings);
  await runCommand(page, 'Preferences: Open User Settings (JSON)');
  const tab = page.locator('.part.editor .tab', { hasText: 'settings.json' });
  await tab.waitFor();
  await page.locator('.part.editor .monaco-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  // The editor adds closing brackets to typed text, but not to pasted text.
  await page.evaluate(
    ([text]) =>
      (
        globalThis as unknown as { navigator: { clipboard: { writeText(text: string): Promise<void> } } }
      ).navigator.clipboard.writeText(text),
    [wanted] as const,
  );
  await page.keyboard.press('ControlOrMeta+V');
  await page.keyboard.press('ControlOrMeta+S');
  await eventually(() => {
    const saved = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    for (const [name, value] of Object.entries(changes)) {
      if (JSON.stringify(saved[name]) !== JSON.stringify(value)) throw new Error(`${name} is not saved yet`);
    }
  });
  await runCommand(page, 'View: Close Editor');
  await tab.waitFor({ state: 'detached' });
}
