import assert from 'node:assert/strict';
import { detailPageOf } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

describe('Actions on rows of tickets', () => {
  const sandbox = useSandbox({ tickets: 120, agents: 4, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const tickets = () => workbench().view('Tickets');

  before(() => workbench().view('Agents').locator.locator('.pane-header').click());

  async function count(group: string): Promise<number> {
    await tickets().locator.locator('.monaco-list').first().focus();
    await workbench().page.keyboard.press('Home');
    const rows = await tickets().rows();
    const total = Number(rows.find(({ label, level }) => label === group && level === 1)?.description);
    assert.ok(!Number.isNaN(total), `${group} has no count`);
    return total;
  }

  /** The first visible tickets, without selecting them. */
  async function first(howMany: number): Promise<{ label: string; id: string }[]> {
    await eventually(() => count('Open'));
    const rows = (await tickets().rows()).filter(({ level }) => level === 2).slice(0, howMany);
    assert.equal(rows.length, howMany);
    return rows.map(({ label, description }) => ({ label, id: description.split(' ')[0] ?? '' }));
  }

  /** A click also opens the ticket, whose panel closes an open menu when it takes the focus. */
  async function select(chosen: readonly { label: string }[]): Promise<void> {
    const label = chosen[0]?.label ?? '';
    const page = detailPageOf(workbench());
    await tickets().openRow(label, page.frame.locator('h1', { hasText: label }));
    await page.waitFor(label);
    await tickets()
      .row(chosen.at(-1)?.label ?? '')
      .click({ modifiers: ['Shift'] });
  }

  async function choose(label: string, entry: string): Promise<void> {
    await tickets().chooseInContextMenu(label, entry, workbench().quickInput.locator);
  }

  function writes(): number {
    return sandbox().calls.recent.filter(({ method }) => method === 'PUT').length;
  }

  it('set the status of several tickets at once, and update the lists', async () => {
    const open = await eventually(() => count('Open'));
    const chosen = await first(3);
    await select(chosen);
    await choose(chosen[1]?.label ?? '', 'Set Status…');
    await workbench().quickInput.waitForTitle('Tickets: 3');
    await workbench().screenshot('row-set-status');
    await workbench().quickInput.pick('Solved');
    await eventually(async () => assert.equal(await count('Open'), open - 3));
    assert.equal(writes(), 3);
    await eventually(async () => assert.deepEqual(await workbench().notifications.all(), []));
  });

  it('offer two icons on a row, and the rest in its menu', async () => {
    const [one] = await first(1);
    const label = one?.label ?? '';
    await tickets().row(label).hover();
    await workbench().screenshot('row-icons');
    const entries = await tickets().openContextMenu(label);
    for (const entry of [
      'Reply…',
      'Add Private Note…',
      'Set Status…',
      'Assign to…',
      'Add Tags…',
      'Copy Ticket ID',
    ]) {
      assert.ok(entries.includes(entry), `${entry} in ${entries.join(', ')}`);
    }
    await workbench().screenshot('row-menu');
    await workbench().page.keyboard.press('Escape');
    assert.equal(await tickets().row(label).getByRole('button').count(), 2);
  });

  it('assign a ticket to an agent by name', async () => {
    const [one] = await first(1);
    const label = one?.label ?? '';
    await choose(label, 'Assign to…');
    const name = sandbox().credentials[1]?.name ?? '';
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.ok(items.some((item) => item.label === name && item.description.includes('@')));
    });
    await workbench().screenshot('row-assign');
    await workbench().quickInput.pick(name);
    await eventually(async () => assert.match(await tickets().hover(label), new RegExp(`Assignee: ${name}`)));
    await workbench().page.mouse.move(700, 400);
  });

  it('add new tags, and remove them', async () => {
    const chosen = await first(2);
    const label = chosen[0]?.label ?? '';
    await select(chosen);
    await choose(label, 'Add Tags…');
    await workbench().quickInput.waitForTitle('Tickets: 2');
    await workbench().quickInput.fill('brand-new');
    await eventually(async () => {
      const [item] = await workbench().quickInput.items();
      assert.deepEqual([item?.label, item?.description], ['brand-new', 'new tag']);
    });
    await workbench().quickInput.pick('brand-new');
    await workbench().quickInput.fill('');
    await workbench().screenshot('row-add-tags');
    await workbench().quickInput.accept();
    await eventually(async () => assert.match(await tickets().hover(label), /Tags:.*brand-new/));
    await workbench().page.mouse.move(700, 400);
    await select(chosen);
    await choose(label, 'Remove Tags…');
    await workbench().quickInput.pick('brand-new');
    await workbench().quickInput.accept();
    await eventually(async () => assert.doesNotMatch(await tickets().hover(label), /brand-new/));
    await workbench().page.mouse.move(700, 400);
  });

  it('report in one message which tickets were not changed, and why', async () => {
    const chosen = await first(3);
    sandbox().faults.next({ match: { method: 'PUT' }, status: 403 });
    await select(chosen);
    await choose(chosen[0]?.label ?? '', 'Set Status…');
    await workbench().quickInput.pick('Pending');
    const toast = await workbench().notifications.waitFor('2 of 3 tickets were changed');
    assert.ok(chosen.some(({ id }) => toast.text.includes(`${id}: This account is not allowed to do that.`)));
    await workbench().screenshot('row-bulk-failed');
    await workbench().notifications.close('2 of 3 tickets were changed');
  });

  it('send a reply from an input box, which keeps the text when sending fails', async () => {
    const [one] = await first(1);
    const label = one?.label ?? '';
    sandbox().faults.next({ match: { method: 'PUT' }, status: 403 });
    await tickets().clickInlineAction(label, 'Reply…');
    await workbench().quickInput.fill('We are on it.');
    await workbench().quickInput.accept();
    await eventually(async () =>
      assert.match((await workbench().quickInput.validationMessage()) ?? '', /not sent.*not allowed/),
    );
    assert.equal(await workbench().quickInput.value(), 'We are on it.');
    await workbench().screenshot('row-reply-failed');
    await workbench().quickInput.cancel();
    await workbench().quickInput.waitUntilClosed();
    await tickets().clickInlineAction(label, 'Reply…');
    await workbench().quickInput.locator.waitFor();
    await eventually(async () => assert.equal(await workbench().quickInput.value(), 'We are on it.'));
    const before = writes();
    await workbench().quickInput.accept();
    await workbench().quickInput.waitUntilClosed();
    assert.equal(writes(), before + 1);
    // The draft's row, which had the same label, has been removed.
    await eventually(async () => assert.notEqual((await tickets().rows())[0]?.label, 'Drafts'));
  });

  it('add a private note, marked as private', async () => {
    const [one] = await first(1);
    await choose(one?.label ?? '', 'Add Private Note…');
    await eventually(async () =>
      assert.match(await workbench().quickInput.message(), /Only agents can read it/),
    );
    await workbench().quickInput.fill('Ask the warehouse.');
    await workbench().quickInput.accept();
    await workbench().quickInput.waitUntilClosed();
  });

  it('treat a click in the view’s title as a call without an argument', async () => {
    const [one] = await first(1);
    await tickets()
      .row(one?.label ?? '')
      .click();
    await tickets().clickTitleAction('Create Ticket');
    await eventually(async () => assert.ok((await workbench().tabs()).includes('Create Ticket')));
    assert.deepEqual(await workbench().notifications.all(), []);
  });

  it('stop between two tickets when cancelled, and say how many were not started', async () => {
    const chosen = await first(8);
    sandbox().faults.next({ match: { method: 'PUT' }, delayMs: 3_000 });
    await select(chosen);
    await choose(chosen[0]?.label ?? '', 'Set Status…');
    await workbench().quickInput.pick('Spam');
    await workbench().notifications.click('Changing tickets', 'Cancel');
    const toast = await workbench().notifications.waitFor('of 8 tickets were changed');
    assert.match(toast.text, /^1 of 8 tickets were changed\. Not started: 7\.$/);
    await workbench().screenshot('row-bulk-cancelled');
  });
});
