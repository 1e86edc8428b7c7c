import assert from 'node:assert/strict';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';

describe('Drafts of the message box', () => {
  const subject = 'Tent poles';
  const sandbox = useSandbox({ tickets: 30, agents: 4, hostile: false });
  let id: string;
  const workbench = use(async () => {
    id = await makeTicket(sandbox(), subject);
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const page = (): DetailPage => detailPageOf(workbench());
  const box = () => workbench().quickInput;
  /** The ticket's row; the draft's row has the same label. */
  const openBox = async (entry: string): Promise<void> => {
    await eventually(async () => {
      await workbench().page.keyboard.press('Escape');
      const own = workbench().page.locator('.label-description', { hasText: new RegExp(`^${id}`) });
      const row = tickets().locator.locator('.monaco-list-row').filter({ has: own });
      await row.click({ button: 'right', timeout: 5000 });
      // Something else may have closed the menu: open it again.
      await workbench().clickMenuEntry(entry, { timeout: 5000 });
      await box().input.waitFor({ timeout: 5000 });
    });
  };
  const showsText = (text: string): Promise<void> =>
    eventually(async () => assert.equal(await box().value(), text));
  const leave = async (): Promise<void> => {
    await box().cancel();
    await box().waitUntilClosed();
  };
  const firstRow = async (): Promise<string | undefined> => (await tickets().rows())[0]?.label;

  it('are stored while typing, and restored in the box', async () => {
    await openBox('Reply…');
    await box().fill('Typed in the box');
    await onDisk(workbench(), 'Typed in the box');
    await leave();
    await eventually(async () => assert.equal(await firstRow(), 'Drafts'));
    assert.equal((await tickets().rows())[1]?.label, subject);
    await openBox('Reply…');
    await showsText('Typed in the box');
    await leave();
  });

  it('are shown in the panel, which follows the box', async () => {
    await eventually(async () => {
      await tickets().locator.locator('.monaco-list-row[aria-level="2"]').first().click({ timeout: 5000 });
      await page().frame.locator('h1', { hasText: subject }).waitFor({ timeout: 10_000 });
    });
    await page().waitFor(subject);
    await eventually(async () =>
      assert.equal(await page().field('message').inputValue(), 'Typed in the box'),
    );
    await page().field('subject').fill('Tent poles, bent');
    await onDisk(workbench(), 'Tent poles, bent');
    await openBox('Reply…');
    await box().fill('Typed in the box, with the panel open');
    await eventually(async () =>
      assert.equal(await page().field('message').inputValue(), 'Typed in the box, with the panel open'),
    );
    assert.equal(await page().field('subject').inputValue(), 'Tent poles, bent');
    await leave();
    await page().field('message').fill('Typed in the panel');
    await onDisk(workbench(), 'Typed in the panel');
    await openBox('Reply…');
    await showsText('Typed in the panel');
    await leave();
  });

  it('change between reply and private note only with confirmation', async () => {
    await openBox('Add Private Note…');
    await eventually(async () =>
      assert.deepEqual(
        (await box().items()).map(({ label }) => label),
        ['Continue Reply', 'Convert to Private Note'],
      ),
    );
    await workbench().screenshot('row-other-kind');
    await box().pick('Convert to Private Note');
    await eventually(async () => assert.match(await box().message(), /Only agents can read it/));
    await showsText('Typed in the panel');
    await box().fill('Now a note');
    await eventually(async () => assert.equal(await page().field('private').isChecked(), true));
    await leave();
  });

  it('survive a reload and a crash of the extension host', async () => {
    await openBox('Add Private Note…');
    await box().fill('Typed before the reload');
    await onDisk(workbench(), 'Typed before the reload');
    await reloadWindow(workbench());
    await workbench().openView('LiveChat');
    await openBox('Add Private Note…');
    await showsText('Typed before the reload');
    await box().fill('Typed before the crash');
    await onDisk(workbench(), 'Typed before the crash');
    workbench().killExtensionHost();
    await eventually(() => assert.ok(workbench().extensionHosts().length > 0));
    await eventually(
      async () => {
        await openBox('Add Private Note…');
        assert.equal(await box().value(), 'Typed before the crash');
      },
      { timeout: 60_000 },
    );
  });

  it('are deleted after sending, while the panel’s input stays', async () => {
    await box().accept();
    await box().waitUntilClosed();
    const { events } = await callAs(sandbox(), 'GET', `/tickets/${id}`);
    assert.deepEqual(
      events.filter(({ message }) => message === 'Typed before the crash').map((event) => event.is_private),
      [true],
    );
    await openByClick(workbench(), subject);
    await eventually(async () => assert.equal(await page().field('message').inputValue(), ''));
    assert.equal(await page().field('subject').inputValue(), 'Tent poles, bent');
  });
});
