import type { Page } from 'playwright-core';

const palettePause = 1500;
const tries = 8;

/**
 * Runs a command by its title in the command palette, as a person would. The palette computes its list when
 * something is typed and does not notice commands that are contributed later, so it is opened anew until the
 * command is there.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  // The label alone: a translated command has its English title in the row too.
  const label = page
    .locator('.quick-input-list-row:first-child .label-name')
    .getByText(title, { exact: true });
  const row = widget.locator('.quick-input-list .monaco-list-row').filter({ has: label }).first();
  for (let attempt = 1; ; attempt++) {
    try {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: palettePause });
      await row.click({ timeout: palettePause });
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
