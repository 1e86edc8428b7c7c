import assert from 'node:assert/strict';
import { pageFrameOf, seriousViolations } from './support/accessibility';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';

describe('Reports', () => {
  const sandbox = useSandbox({ tickets: 60, agents: 4, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const quickInput = () => workbench().quickInput;
  const page = () => pageFrameOf(workbench().page);
  const editorText = async (): Promise<string> => (await workbench().editorText()).replaceAll('\u00a0', ' ');
  /** Selects the item by its label once it is there: the pick before may still be open. */
  const pick = async (text: string): Promise<void> => {
    const labels = async () => (await quickInput().items()).map(({ label }) => label);
    await eventually(async () => {
      assert.ok((await labels()).some((label) => label.includes(text)));
      await quickInput().fill(text);
      assert.deepEqual(
        (await labels()).filter((label) => !label.includes(text)),
        [],
      );
      assert.equal(await quickInput().value(), text);
    });
    await quickInput().accept();
  };

  it('export every ticket as CSV, by keyboard', async () => {
    await workbench().runCommand('LiveChat: Export Tickets…');
    await pick('All tickets');
    await pick('CSV, separated by semicolons');
    await pick('Untitled document');
    await workbench().notifications.waitFor('60 tickets were exported.');
    await eventually(async () => assert.match(await editorText(), /^ID;Short ID;Subject;Status;/));
    await workbench().notifications.close('60 tickets were exported.');
  });

  it('write a hand-over note for a period', async () => {
    await workbench().runCommand('LiveChat: Hand-Over Note');
    await pick('Other period');
    for (const [title, text] of [
      ['Hand-Over Note: Start', '2020-01-01'],
      ['Hand-Over Note: End', ''],
    ] as const) {
      await eventually(async () => assert.equal(await quickInput().title(), title));
      await quickInput().fill(text);
      await quickInput().accept();
    }
    await eventually(async () => {
      const text = await editorText();
      assert.match(text, /# Hand-Over Note/);
      assert.match(text, /- New tickets: 60/);
    });
    await workbench().screenshot('hand-over-note');
  });

  it('show statistics with charts and tables that open the tickets behind them', async () => {
    await workbench().runCommand('LiveChat: Statistics');
    await eventually(async () => {
      const select = (await page()).getByRole('combobox', { name: 'Period' });
      // The page may be replaced meanwhile.
      await select.selectOption({ label: 'Last 7 days' }, { timeout: 3_000 });
      assert.match(await (await page()).getByRole('status').innerText({ timeout: 3_000 }), /to/);
      const first = (await page()).locator('.count').first();
      assert.match(await first.innerText({ timeout: 3_000 }), /New tickets\s+[1-9]/);
    });
    for (const theme of ['light', 'dark', 'hc-dark'] as const) {
      await workbench().setTheme(theme);
      await eventually(async () => assert.deepEqual(await seriousViolations(workbench().page), [], theme));
      await workbench().screenshot(`statistics-${theme}`);
    }
    await workbench().setTheme('light');
    await reloadWindow(workbench());
    await eventually(async () => {
      const select = (await page()).getByRole('combobox', { name: 'Period' });
      assert.equal(await select.inputValue({ timeout: 1000 }), 'week');
      assert.match(await (await page()).locator('.count').first().innerText(), /New tickets\s+[1-9]/);
    });
    const frame = await page();
    assert.equal(await frame.getByRole('img').count(), 5);
    const table = frame.locator('#table-ages');
    await table.locator('summary').press('Enter');
    await table.getByRole('button').first().press('Enter');
    await eventually(async () => {
      assert.match(await quickInput().title(), /^Tickets: \d+$/);
      assert.ok((await quickInput().items()).length > 0);
    });
    await workbench().screenshot('statistics-tickets');
    const [first] = await quickInput().items();
    await quickInput().accept();
    await eventually(async () => {
      const heading = (await page()).getByRole('heading', { level: 1 });
      assert.equal(await heading.innerText({ timeout: 3_000 }), first?.label);
    });
  });
});
