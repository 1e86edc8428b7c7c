import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { DomElement } from './support/domElement';
import { detailPageOf, findTicket } from './support/detailPage';
import { eventually } from './support/eventually';
import { isInList } from './support/focus';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';

/** How long the service takes for a ticket. */
const delayMs = 3000;

describe('The preview of a ticket', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let longId = '';
  const workbench = use(async () => {
    for (const subject of ['Sail one', 'Sail two']) await makeTicket(sandbox(), subject, `About ${subject}`);
    longId = await makeTicket(sandbox(), 'Sail long', 'First of many');
    for (let i = 1; i <= 30; i++) {
      await callAs(sandbox(), 'PUT', `/tickets/${longId}`, { message: `Line ${i}\n`.repeat(4) });
    }
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const page = () => detailPageOf(workbench());
  const scrollTop = (): Promise<number> =>
    page()
      .frame.locator('html')
      .evaluate((html) => (html as unknown as { scrollTop: number }).scrollTop);
  const focused = (): Promise<string> =>
    page()
      .frame.locator(':focus')
      .evaluate((element: DomElement) => element.textContent);

  before(async () => {
    await findTicket(workbench(), 'Sail');
    await tickets().row('Sail one').click();
    await page().waitFor('Sail one');
  });

  it('shows subject and requester before the ticket was read', async () => {
    sandbox().faults.next({ match: { method: 'GET', path: /\/tickets\/[^/?]+$/ }, delayMs });
    await tickets().row('Sail two').click();
    const began = Date.now();
    await page().frame.locator('h1', { hasText: 'Sail two' }).waitFor();
    assert.equal(await page().fact('Requester'), 'Kim Lee');
    assert.equal(await page().frame.getByText('About Sail one').count(), 0);
    assert.equal(await page().frame.locator('form.reply').isVisible(), false);
    await workbench().screenshot('preview-unread-light');
    assert.ok(Date.now() - began < delayMs, 'the ticket was waited for');
    await page().frame.getByText('About Sail two').waitFor();
    await page().field('message').waitFor();
  });

  it('shows what was read before at once, and goes back to the newest message', async () => {
    const path = /\/tickets\/[^/?]+$/;
    sandbox().faults.next({ match: { method: 'GET', path }, delayMs: 60_000 });
    await tickets().row('Sail one').click();
    await page().frame.getByText('About Sail one').waitFor();
    await page().field('message').waitFor();
    assert.equal(sandbox().faults.pending, 1, 'a call was made');
    sandbox().faults.clear();
  });

  it('adds a message that arrives in its place, and leaves the reader where they are', async () => {
    await tickets().row('Sail long').click();
    await page().waitFor('Sail long');
    await eventually(async () => assert.ok((await scrollTop()) > 500));
    await page().button('Copy as Markdown').focus();
    await page()
      .frame.locator('html')
      .evaluate((html) => {
        (html as unknown as { scrollTop: number }).scrollTop = 300;
      });
    const count = await page().events.count();
    await callAs(sandbox(), 'PUT', `/tickets/${longId}`, { message: 'The newest of all' });
    await workbench().page.locator('.sidebar .pane-header', { hasText: 'Tickets' }).hover();
    await tickets().clickTitleAction('Refresh Tickets');
    await eventually(async () => assert.equal(await page().events.count(), count + 1));
    assert.equal(await scrollTop(), 300);
    assert.equal(await focused(), 'Copy as Markdown');
    assert.equal(
      await page()
        .events.last()
        .innerText()
        .then((text) => text.includes('The newest of all')),
      true,
    );
    await eventually(async () => assert.match(await page().status(), /1/));
    await workbench().setTheme('dark');
    await workbench().screenshot('preview-changed-dark');
    await workbench().setTheme('light');
  });

  it('leaves a row that changes afterwards marked as changed until it is read again', async () => {
    await tickets().row('Sail one').click();
    await page().waitFor('Sail one');
    const isMarked = async (): Promise<boolean> => {
      const row = (await tickets().rows()).find(({ label }) => label === 'Sail long');
      return row?.description.includes(' · ● · ') === true && row.aria.includes('changed since you read it');
    };
    assert.equal(await isMarked(), false);
    // LiveChat's times of changes have seconds.
    await pause(1100);
    await callAs(sandbox(), 'PUT', `/tickets/${longId}`, { message: 'One more' });
    await tickets().clickTitleAction('Refresh Tickets');
    await eventually(async () => assert.equal(await isMarked(), true));
    await workbench().screenshot('row-changed-light');
    await tickets().row('Sail long').click();
    await page().frame.getByText('One more').waitFor();
    await eventually(async () => assert.equal(await isMarked(), false));
  });

  it('takes no focus, and offers to keep the tab', async () => {
    await tickets().row('Sail one').click();
    await page().waitFor('Sail one');
    assert.ok(await isInList(workbench()));
    const keep = workbench()
      .page.locator('.editor-actions')
      .getByRole('button', { name: /^Keep Open/ });
    await keep.click();
    await keep.waitFor({ state: 'hidden' });
    await tickets().row('Sail two').click();
    await page().waitFor('Sail two');
    await eventually(async () =>
      assert.deepEqual((await workbench().tabs()).sort(), ['Sail one', 'Sail two']),
    );
  });
});
