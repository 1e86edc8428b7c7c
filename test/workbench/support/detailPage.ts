import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './startWorkbench';

/** The page of an open ticket, by what a person sees in it. */
export interface DetailPage {
  readonly frame: FrameLocator;
  readonly events: Locator;
  readonly reply: Locator;
  readonly fields: Locator;
  /** Waits until the page shows this subject. */
  waitFor(subject: string): Promise<void>;
  field(name: string): Locator;
  button(name: string): Locator;
  /** The value that stands for a field in the details. */
  fact(label: string): Promise<string>;
  status(): Promise<string>;
}

export function detailPageOf(workbench: Workbench): DetailPage {
  const frame = workbench.webview();
  return {
    frame,
    events: frame.locator('.events > li'),
    reply: frame.locator('form.reply'),
    fields: frame.locator('form.fields'),
    waitFor: async (subject) => {
      await frame.locator('h1', { hasText: subject }).waitFor();
      await frame.locator('form.reply textarea').waitFor();
    },
    field: (name) => frame.locator(`[name="${name}"]`),
    button: (name) => frame.getByRole('button', { name, exact: true }),
    fact: async (label) => {
      const term = frame.locator('dt').getByText(label, { exact: true });
      return await term.locator('xpath=following-sibling::dd[1]').innerText();
    },
    status: () => frame.locator('.live').innerText(),
  };
}

/** Opens a ticket with a click on its row, which a text search finds. */
export async function openByClick(workbench: Workbench, subject: string): Promise<DetailPage> {
  await findTicket(workbench, subject);
  await workbench.view('Tickets').row(subject).click();
  const page = detailPageOf(workbench);
  await page.waitFor(subject);
  return page;
}

/** Leaves in the list only what matches these words. */
export async function findTicket(workbench: Workbench, words: string): Promise<void> {
  await workbench.runCommand('LiveChat: Search Tickets');
  await workbench.quickInput.fill(words);
  await workbench.quickInput.accept();
  await eventually(async () => {
    const rows = await workbench.view('Tickets').rows();
    if (!rows.some(({ label }) => label.includes(words))) throw new Error(`no row ${words}`);
  });
}
