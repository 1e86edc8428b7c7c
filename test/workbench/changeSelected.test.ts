import assert from 'node:assert/strict';
import { seriousViolations } from './support/accessibility';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

describe('Changing several tickets', () => {
  const sandbox = useSandbox({ tickets: 120, agents: 4, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const tickets = () => workbench().view('Tickets');
  const keys = () => workbench().page.keyboard;
  const page = () => workbench().webview();
  const title = (text: string) => page().getByRole('heading', { level: 1, name: text });
  const summary = (text: string) => page().locator('p.summary', { hasText: text });

  const writes = (): number => sandbox().calls.recent.filter(({ method }) => method === 'PUT').length;

  const reads = (): number =>
    sandbox().calls.recent.filter(
      ({ path, status }) => /\/tickets\/[^/]+$/.test(path) && status !== undefined,
    ).length;

  async function openCount(): Promise<number> {
    // Only visible rows are drawn.
    await tickets().locator.locator('.monaco-list').first().focus();
    await keys().press('Home');
    const rows = await tickets().rows();
    return Number(rows.find(({ label, level }) => label === 'Open' && level === 1)?.description);
  }

  /** Moves the focus from the summary to a button, as a person does. */
  async function press(button: string): Promise<void> {
    const target = page().getByRole('button', { name: button, exact: true });
    await target.waitFor();
    await eventually(async () => {
      await page().locator('p.summary:focus').or(page().locator('button:focus')).waitFor({ timeout: 2000 });
      for (let step = 0; step < 5 && !(await target.and(page().locator(':focus')).isVisible()); step += 1) {
        await keys().press('Tab');
      }
      assert.ok(await target.and(page().locator(':focus')).isVisible(), `${button} has no focus`);
    });
    await keys().press('Enter');
  }

  before(() => workbench().view('Agents').locator.locator('.pane-header').click());

  it('solves ten tickets by keyboard after a look at what will change', async () => {
    const open = await eventually(async () => {
      const count = await openCount();
      assert.ok(count > 10);
      return count;
    });
    await tickets().locator.locator('.monaco-list').first().focus();
    await keys().press('Home');
    const readBefore = reads();
    await keys().press('ArrowDown');
    for (let more = 1; more < 10; more += 1) await keys().press('Shift+ArrowDown');
    // While the rows are drawn again, because the ticket of the preview was loaded.
    await eventually(() => assert.ok(reads() > readBefore));
    await keys().press('Alt+Enter');
    await title('Change Tickets: 10').waitFor();
    await page().locator('select[name="status"]:focus').waitFor();
    await keys().type('So');
    await eventually(async () =>
      assert.equal(await page().locator('[name="status"]').inputValue(), 'solved'),
    );
    await workbench().screenshot('bulk-form');
    await keys().press('Control+Enter');
    await summary('10 of 10 tickets will be changed.').waitFor();
    assert.equal(writes(), 0);
    assert.deepEqual(await page().locator('tbody td', { hasText: 'Open → Solved' }).count(), 10);
    await workbench().screenshot('bulk-plan');
    assert.deepEqual(await seriousViolations(workbench().page), []);
    await press('Change 10 Tickets');
    await summary('Done: 10.').waitFor();
    await workbench().screenshot('bulk-report');
    assert.equal(writes(), 10);
    await eventually(async () => assert.equal(await openCount(), open - 10));
  });

  it('undoes the change, with what the tickets had before', async () => {
    // The editor can focus the panel, but not the page in it.
    await eventually(async () => {
      await workbench().page.locator('.tab', { hasText: 'Change Tickets: 10' }).click();
      await page().locator('p.summary:focus').waitFor({ timeout: 2000 });
    });
    await press('Undo…');
    await title('Undo Changes: 10').waitFor();
    await summary('10 of 10 tickets will be changed.').waitFor();
    await workbench().screenshot('bulk-undo');
    await press('Undo in 10 Tickets');
    await summary('Done: 10.').waitFor();
    assert.equal(writes(), 20);
  });

  it('leaves out tickets whose list was collapsed, and has them again once it is expanded', async () => {
    const isExpanded = async (): Promise<boolean | undefined> =>
      (await tickets().rows()).find(({ label, level }) => label === 'Open' && level === 1)?.expanded;
    await openCount();
    await keys().press('ArrowDown');
    await keys().press('Shift+ArrowDown');
    await keys().press('ArrowLeft');
    await eventually(async () => {
      await keys().press('ArrowLeft');
      assert.equal(await isExpanded(), false);
    });
    await keys().press('Alt+Enter');
    await workbench().notifications.waitFor('Select tickets in the list first.');
    await eventually(async () => {
      if ((await isExpanded()) !== true) await keys().press('ArrowRight');
      assert.equal(await isExpanded(), true);
    });
    await keys().press('Alt+Enter');
    await title('Change Tickets: 2').waitFor();
  });
});
