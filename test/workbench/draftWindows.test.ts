import assert from 'node:assert/strict';
import { detailPageOf, openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf } from './support/form';
import { signedInWorkbench } from './support/signedIn';
import type { WorkbenchWindow } from './support/workbenchWindow';
import { makeTicket } from './support/writtenTicket';

describe('A draft in two windows', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Tent poles');
    return await signedInWorkbench(sandbox());
  });
  let second: WorkbenchWindow;
  const windows = (): readonly WorkbenchWindow[] => [workbench(), second];

  const field = (window: WorkbenchWindow, name: string) => window.webview().locator(`[name="${name}"]`);
  const shows = async (window: WorkbenchWindow, name: string, value: string): Promise<void> => {
    await window.page.bringToFront();
    await eventually(async () =>
      assert.equal(await field(window, name).inputValue({ timeout: 1000 }), value),
    );
  };
  /** Types at the end of a field, key by key. */
  const type = async (window: WorkbenchWindow, name: string, text: string): Promise<void> => {
    await window.page.bringToFront();
    await field(window, name).click();
    await window.page.keyboard.press('ControlOrMeta+End');
    await window.page.keyboard.type(text);
  };

  before(async () => {
    second = await workbench().newWindow();
    await second.openView('LiveChat');
    for (const window of windows()) await window.view('Tickets').row('Tent poles').first().waitFor();
  });

  it('of a form is filled in from both, and each shows all of it', async () => {
    for (const window of windows()) {
      await window.page.bringToFront();
      await window.runCommand('LiveChat: Create Ticket');
      await formOf(window).field('message').waitFor();
    }
    await type(second, 'message', 'A pole is bent.');
    await shows(workbench(), 'message', 'A pole is bent.');
    await type(workbench(), 'message', ' Two are missing.');
    await type(second, 'requester.mail', 'kim@mail.test');
    for (const window of windows()) {
      await shows(window, 'message', 'A pole is bent. Two are missing.');
      await shows(window, 'requester.mail', 'kim@mail.test');
    }
    await second.screenshot('draft-form-second-window');
  });

  it('of a form keeps the place of the cursor while the other window types', async () => {
    await type(workbench(), 'message', ' Please');
    await shows(second, 'message', 'A pole is bent. Two are missing. Please');
    await type(second, 'requester.mail', '.example');
    await workbench().page.bringToFront();
    await shows(workbench(), 'requester.mail', 'kim@mail.test.example');
    await workbench().page.keyboard.type(' hurry.');
    await shows(second, 'message', 'A pole is bent. Two are missing. Please hurry.');
  });

  it('of a form is gone from both once it was discarded in one', async () => {
    await workbench().page.bringToFront();
    await workbench().page.locator('.tab', { hasText: 'Create Ticket' }).click({ button: 'middle' });
    await workbench().notifications.click('was closed', 'Discard');
    await shows(second, 'message', '');
    await shows(second, 'requester.mail', '');
    await second.page.locator('.tab', { hasText: 'Create Ticket' }).click({ button: 'middle' });
  });

  it('of a ticket is written in both, sent by one, and gone from the other', async () => {
    for (const window of windows()) {
      await window.page.bringToFront();
      await openByClick(window, 'Tent poles');
      await field(window, 'message').waitFor();
    }
    await type(workbench(), 'message', 'New poles');
    await shows(second, 'message', 'New poles');
    await type(second, 'message', ' are on their way.');
    await shows(workbench(), 'message', 'New poles are on their way.');
    await workbench().screenshot('draft-ticket-first-window');
    await detailPageOf(workbench()).button('Send Reply').click();
    for (const window of windows()) {
      await window.page.bringToFront();
      await detailPageOf(window).events.filter({ hasText: 'New poles are on their way.' }).waitFor();
      await shows(window, 'message', '');
    }
    const sent = detailPageOf(second).events.filter({ hasText: 'New poles' });
    assert.equal(await sent.count(), 1);
  });
});
