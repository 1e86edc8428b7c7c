import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { WorkbenchWindow } from './workbenchWindow';

/** Drives the page of an open ticket. */
export interface DetailPage {
  readonly frame: FrameLocator;
  readonly events: Locator;
  readonly reply: Locator;
  readonly fields: Locator;
  /** Waits until the page shows this subject. */
  waitFor(subject: string): Promise<void>;
  field(name: string): Locator;
  button(name: string): Locator;
  /** The value of a field in the details. */
  fact(label: string): Promise<string>;
  status(): Promise<string>;
}

export function detailPageOf(workbench: Pick<WorkbenchWindow, 'webview'>): DetailPage {
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

/** Finds a ticket with a text search and opens it with a double click on its row. */
export async function openByClick(workbench: WorkbenchWindow, subject: string): Promise<DetailPage> {
  await findTicket(workbench, subject);
  const page = detailPageOf(workbench);
  await workbench.view('Tickets').openRow(subject, page.frame.locator('h1', { hasText: subject }));
  await page.waitFor(subject);
  return page;
}

/** Filters the list by a text search. */
export async function findTicket(workbench: WorkbenchWindow, words: string): Promise<void> {
  await workbench.runCommand('LiveChat: Search Tickets');
  await workbench.quickInput.fill(words);
  await workbench.quickInput.accept();
  await eventually(async () => {
    const rows = await workbench.view('Tickets').rows();
    if (!rows.some(({ label }) => label.includes(words))) throw new Error(`no row ${words}`);
  });
}
