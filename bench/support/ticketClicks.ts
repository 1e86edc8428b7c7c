import type { Workbench } from '../../test/workbench/support/startWorkbench';
import { presses, shownStates, type Shown } from './ticketMarks';
import { until } from './waiting';

const giveUpMs = 30_000;

/** Milliseconds from the press of the mouse to the animation frame with each part. */
export interface ClickTimes {
  readonly subject: number;
  readonly conversation: number;
}

/** Gives the Tickets view the whole side bar, so that its first rows need no scrolling. */
export async function showTicketsOnly(workbench: Workbench): Promise<void> {
  for (const title of ['Agents', 'Activity']) {
    const header = workbench.view(title).locator.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
}

/** The ids of the visible tickets, from the top. */
export async function visibleTickets(workbench: Workbench): Promise<readonly string[]> {
  const rows = await workbench.view('Tickets').rows();
  return rows
    .filter(({ level }) => level === 2)
    .flatMap(({ description }) => description.split(' · ')[0] ?? []);
}

/** Clicks a visible ticket and waits for its conversation. */
export async function clickTicket(workbench: Workbench, id: string): Promise<ClickTimes> {
  const { page } = workbench;
  const row = workbench
    .view('Tickets')
    .locator.locator('.monaco-list-row', { has: page.locator('.label-description', { hasText: id }) });
  const before = (await presses(page)).length;
  await row
    .first()
    .click({ timeout: giveUpMs })
    .catch(async (thrown: unknown) => {
      const visible = await visibleTickets(workbench);
      throw new Error(`${id} is not among ${visible.join(', ')}.`, { cause: thrown });
    });
  const pressed = (await presses(page))[before] ?? NaN;
  const since = (states: readonly Shown[]): readonly Shown[] =>
    states.filter((state) => state.id === id && state.at >= pressed);
  let states: readonly Shown[] = [];
  await until(giveUpMs, `the conversation of ${id} was shown`, async () => {
    states = since(await shownStates(page));
    return states.some(({ entries }) => entries > 0);
  });
  const subject = states.find(({ title, hasFacts }) => title !== '' && hasFacts)?.at ?? NaN;
  const conversation = states.find(({ entries }) => entries > 0)?.at ?? NaN;
  return { subject: subject - pressed, conversation: conversation - pressed };
}
