import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow, typeThroughCrash } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { makeTicket } from './support/writtenTicket';

describe('Drafts in the ticket panel', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4 });
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Tent poles');
    return await signedInWorkbench(sandbox());
  });
  const page = (): DetailPage => detailPageOf(workbench());
  const tab = (title: string): Locator => workbench().page.locator('.tab', { hasText: title });
  /** With a timeout that is long enough for a reload. */
  const isBack = (name: string, value: string): Promise<void> =>
    eventually(async () => assert.equal(await page().field(name).inputValue({ timeout: 1000 }), value));

  it('survive switching to another tab', async () => {
    await openByClick(workbench(), 'Tent poles');
    await page().field('message').fill('First thoughts');
    await workbench().runCommand('LiveChat: Create Ticket');
    await page().frame.locator('[name="requester.mail"]').waitFor();
    // The new form may come to the front once more.
    await eventually(async () => {
      await tab('Tent poles').click();
      await page().frame.locator('h1', { hasText: 'Tent poles' }).waitFor({ timeout: 5000 });
    });
    await isBack('message', 'First thoughts');
    await tab('Create Ticket').click({ button: 'middle' });
  });

  it('are restored after the panel was closed, and can be discarded', async () => {
    await tab('Tent poles').click({ button: 'middle' });
    await workbench().notifications.click('was closed', 'Reopen');
    await isBack('message', 'First thoughts');
    await page().reply.getByText('You typed this before or in another window.').waitFor();
    await workbench().screenshot('detail-draft-back');
    await page().reply.getByRole('button', { name: 'Discard' }).click();
    await isBack('message', '');
  });

  it('survive a reload, including a note and fields', async () => {
    await page().field('message').fill('Typed before the reload');
    await page().field('private').check();
    await page().field('subject').fill('Tent poles, bent');
    await onDisk(workbench(), 'Tent poles, bent');
    await reloadWindow(workbench());
    await isBack('message', 'Typed before the reload');
    await isBack('subject', 'Tent poles, bent');
    await eventually(async () => assert.equal(await page().field('private').isChecked(), true));
  });

  it('survive a crash of the extension host, including keys typed after it, and can be sent', async () => {
    await page().field('message').fill('');
    const seen = await typeThroughCrash(workbench(), '[name="message"]', 'Typed while all of it crashed');
    assert.equal(seen, 'Typed while all of it crashed');
    await isBack('message', seen);
    await page().reply.getByText('You typed this before or in another window.').waitFor();
    await eventually(async () => assert.equal(await page().field('private').isChecked(), true));
    await eventually(async () => {
      await page().button('Add Private Note').click({ timeout: 2000 });
      await page().events.filter({ hasText: 'Typed while all of it crashed' }).waitFor({ timeout: 10_000 });
    });
    await isBack('message', '');
    await isBack('subject', 'Tent poles, bent');
  });
});
