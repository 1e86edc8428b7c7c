import type { Workbench } from '../../test/workbench/support/startWorkbench';
import type { TicketSandbox } from './ticketSandbox';
import { until } from './waiting';

const giveUpMs = 30_000;
const wheelStep = 500;

/** Loads further pages of the first status with rows. The list ends at its top. */
export async function loadMore(workbench: Workbench, pages: number): Promise<void> {
  const view = workbench.view('Tickets');
  const more = view.row('Load more');
  for (let page = 0; page < pages; page += 1) {
    await until(giveUpMs, 'the end of a page was visible', async () => {
      if (await more.isVisible()) return true;
      await view.locator.hover();
      await workbench.page.mouse.wheel(0, wheelStep);
      return false;
    });
    await more.click();
    await until(giveUpMs, 'another page was loaded', async () => !(await more.isVisible()));
  }
  await scrollToTop(workbench);
}

/** Makes the first rows visible, for a click. */
export async function scrollToTop(workbench: Workbench): Promise<void> {
  const view = workbench.view('Tickets');
  // Not that of the rows that stay at the top while their children scroll.
  const top = view.locator.locator('.monaco-list-rows > .monaco-list-row[data-index="0"]');
  await until(giveUpMs, 'the first row was visible', async () => {
    if (await top.isVisible()) return true;
    await view.locator.hover();
    await workbench.page.mouse.wheel(0, -wheelStep);
    return false;
  });
}

/** The ids of the newest tickets of a status, in the order of the view. */
export async function listedIds(
  sandbox: TicketSandbox,
  status: string,
  pages: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const list = await sandbox.call('GET', `/tickets?status=${status}&page=${page}`);
    ids.push(
      ...(list as { readonly tickets: readonly { readonly id: string }[] }).tickets.map(({ id }) => id),
    );
  }
  return ids;
}
