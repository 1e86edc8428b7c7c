import type { Page } from 'playwright-core';

/** Grows with each attempt: a loaded machine may need longer to list the commands. */
const pauseMs = 1500;
const tries = 8;

/**
 * Runs a command by its title in the command palette. The palette does not notice commands that are registered while
 * it is open, so it is reopened until the command is listed.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  // Only the label: the row of a translated command also contains the English title.
  const label = page
    .locator('.quick-input-list-row:first-child .label-name')
    .getByText(title, { exact: true });
  const row = widget.locator('.quick-input-list .monaco-list-row').filter({ has: label }).first();
  for (let attempt = 1; ; attempt++) {
    try {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: pauseMs * attempt });
      await row.click({ timeout: pauseMs * attempt });
      return;
    } catch (error) {
      if (attempt === tries) {
        throw new Error(`The command palette does not offer ${JSON.stringify(title)}.`, { cause: error });
      }
    }
    await page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden' });
  }
}
