import assert from 'node:assert/strict';
import { detailPageOf, findTicket } from './support/detailPage';
import { eventually } from './support/eventually';
import { isInList } from './support/focus';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { makeTicket } from './support/writtenTicket';

describe('A click on a row', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const ids = new Map<string, string>();
  const workbench = use(async () => {
    for (const subject of ['Rope one', 'Rope two', 'Rope three', 'Rope four']) {
      ids.set(subject, await makeTicket(sandbox(), subject));
    }
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const page = () => detailPageOf(workbench());
  const tabsAre = (expected: readonly string[]): Promise<void> =>
    eventually(async () => assert.deepEqual((await workbench().tabs()).sort(), [...expected].sort()));
  it('shows a ticket in one reused tab and leaves the focus in the list', async () => {
    await findTicket(workbench(), 'Rope');
    await tickets().row('Rope one').click();
    await page().waitFor('Rope one');
    await tabsAre(['Rope one']);
    assert.ok(await isInList(workbench()));
    await tickets().row('Rope two').click();
    await page().waitFor('Rope two');
    await tabsAre(['Rope two']);
    assert.ok(await isInList(workbench()));
    await workbench().screenshot('preview-tab');
  });

  it('lets the arrow keys walk on, and shows the next one in the same tab', async () => {
    const rows = (await tickets().rows()).map(({ label }) => label);
    const next = rows[rows.indexOf('Rope two') + 1] ?? '';
    assert.match(next, /^Rope/);
    await workbench().page.keyboard.press('ArrowDown');
    await page().waitFor(next);
    await tabsAre([next]);
    assert.ok(await isInList(workbench()));
    await workbench().page.keyboard.press('ArrowUp');
    await page().waitFor('Rope two');
    await tabsAre(['Rope two']);
  });

  it('twice keeps the tab and moves the focus to it', async () => {
    await tickets().row('Rope four').dblclick();
    await page().waitFor('Rope four');
    await eventually(async () => assert.equal(await isInList(workbench()), false));
    await tickets().row('Rope one').click();
    await page().waitFor('Rope one');
    await tabsAre(['Rope four', 'Rope one']);
  });

  it('keeps a tab in which something was typed', async () => {
    await page().field('message').fill('Not sent yet');
    await tickets().row('Rope three').click();
    await page().waitFor('Rope three');
    await tabsAre(['Rope four', 'Rope one', 'Rope three']);
  });

  it('reuses the tab that the next extension host has opened again', async () => {
    const { frame } = page();
    await frame.locator('body').evaluate((body: { id: string }) => {
      body.id = 'old';
    });
    workbench().killExtensionHost();
    await eventually(() => assert.ok(workbench().extensionHosts().length > 0));
    await frame.locator('body:not(#old) h1', { hasText: 'Rope three' }).waitFor();
    await tabsAre(['Rope four', 'Rope one', 'Rope three']);
    await findTicket(workbench(), 'Rope');
    await tickets().row('Rope two').click();
    await page().waitFor('Rope two');
    await tabsAre(['Rope four', 'Rope one', 'Rope two']);
  });

  it('keeps the focus in the list, also once a reply that was sent before it has arrived', async () => {
    const path = new RegExp(`/tickets/${ids.get('Rope two')}$`);
    sandbox().faults.next({ match: { method: 'PUT', path }, delayMs: 3000 });
    const message = page().field('message');
    await message.fill('On its way');
    await message.press('Control+Enter');
    // A click on the row would be the second one of a double click, if the test is fast.
    await tickets().locator.locator('.monaco-list').first().focus();
    assert.ok(await isInList(workbench()));
    await page().frame.getByText('On its way').first().waitFor();
    await eventually(async () => assert.equal(await message.inputValue(), ''));
    await eventually(async () => assert.ok(await message.isEnabled()));
    assert.ok(await isInList(workbench()));
    await workbench().runCommand('View: Focus Active Editor Group');
    await page().frame.locator('textarea[name="message"]:focus').waitFor();
  });
});
