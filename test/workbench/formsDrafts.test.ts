import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf, type Form } from './support/form';
import { holds, onDisk, reloadWindow, typeThroughCrash } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';

describe('Form drafts', () => {
  const sandbox = useSandbox({ tickets: 40 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const form = (): Form => formOf(workbench());
  const tab = (title: string): Locator => workbench().page.locator('.tab', { hasText: title });

  const openTicket = async (): Promise<void> => {
    await workbench().runCommand('LiveChat: Create Ticket');
    await form().field('message').waitFor();
  };
  /** With a timeout that is long enough for a reload. */
  const isBack = async (name: string, value: string): Promise<void> =>
    eventually(async () => assert.equal(await form().field(name).inputValue({ timeout: 1000 }), value));
  const close = async (title: string): Promise<void> => {
    await tab(title).click({ button: 'middle' });
    await tab(title).waitFor({ state: 'detached' });
  };

  it('survive switching to another tab', async () => {
    await openTicket();
    await form().field('message').fill('First thoughts');
    await workbench().runCommand('LiveChat: Create Agent');
    await form().field('login').waitFor();
    await tab('Create Ticket').click();
    await isBack('message', 'First thoughts');
    assert.equal(await form().button('Start Over').count(), 0);
    await close('Create Agent');
  });

  it('are restored after the form was closed, and can be discarded', async () => {
    await close('Create Ticket');
    await workbench().notifications.waitFor('“Create Ticket” was closed. What you typed is kept as a draft.');
    await workbench().screenshot('form-closed-toast');
    await workbench().notifications.click('was closed', 'Reopen');
    await isBack('message', 'First thoughts');
    await form().button('Start Over').waitFor();
    await workbench().screenshot('form-draft-back');
    await form().button('Start Over').click();
    await isBack('message', '');
    assert.equal(await form().button('Start Over').count(), 0);
  });

  it('are discarded on request, and an untouched form closes without a question', async () => {
    await form().field('message').fill('Second thoughts');
    await close('Create Ticket');
    await workbench().notifications.click('was closed', 'Discard');
    await openTicket();
    assert.equal(await form().field('message').inputValue(), '');
    await close('Create Ticket');
    assert.deepEqual(await workbench().notifications.all(), []);
  });

  it('survive a reload', async () => {
    await openTicket();
    await form().field('requester.mail').fill('kim@mail.test');
    await form().field('message').fill('Typed before the reload');
    await onDisk(workbench(), 'Typed before the reload');
    await reloadWindow(workbench());
    await isBack('message', 'Typed before the reload');
    assert.equal(await form().field('requester.mail').inputValue(), 'kim@mail.test');
  });

  it('take the focus after a reload only when they are given it', async () => {
    await reloadWindow(workbench());
    await workbench().runCommand('View: Focus into Primary Side Bar');
    await workbench().page.keyboard.press('F1');
    await workbench().quickInput.input.fill('>Typed while the form is restored');
    await isBack('message', 'Typed before the reload');
    assert.equal(await workbench().quickInput.isOpen(), true);
    assert.equal(await workbench().quickInput.value(), '>Typed while the form is restored');
    assert.equal(await form().focus('requester.mail').count(), 0);
    await workbench().quickInput.cancel();
    await workbench().quickInput.waitUntilClosed();
    // The editor drops the focus of a webview if something else takes it at the same moment: then a person clicks again.
    await eventually(async () => {
      await tab('Create Ticket').click();
      await form().focus('requester.mail').waitFor({ timeout: 3000 });
    });
  });

  it('survive a crash of the extension host, including keys typed after it, and can be saved', async () => {
    const seen = await typeThroughCrash(workbench(), '[name="subject"]', 'Typed while all of it crashed');
    assert.equal(seen, 'Typed while all of it crashed');
    await form().button('Start Over').waitFor();
    await isBack('subject', seen);
    await workbench().screenshot('form-after-crash');
    await onDisk(workbench(), seen);
    await isBack('message', 'Typed before the reload');
    await form().submit.click();
    await workbench().notifications.waitFor('was created');
    await openTicket();
    assert.equal(await form().field('message').inputValue(), '');
    assert.equal(await form().button('Start Over').count(), 0);
    await close('Create Ticket');
  });

  it('are kept in the page while the host does not answer, and stored once it does', async () => {
    const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
      for (const pid of workbench().extensionHosts()) process.kill(pid, name);
    };
    const status = workbench().webview().locator('.waiting-bar');
    await openTicket();
    await form().field('message').fill('Heard');
    await onDisk(workbench(), 'Heard');
    signal('SIGSTOP');
    try {
      await form().field('message').press('End');
      await form().field('message').pressSequentially(' and not heard');
      await status.filter({ hasText: 'The extension is not responding.' }).waitFor();
      assert.equal(await workbench().webview().locator('fieldset[inert]').count(), 1);
      assert.equal(await form().field('message').inputValue(), 'Heard and not heard');
      await workbench().screenshot('form-host-silent');
    } finally {
      signal('SIGCONT');
    }
    await onDisk(workbench(), 'Heard and not heard');
    await eventually(async () => assert.equal(await status.innerText(), ''));
    await form().focus('message').waitFor();
    await workbench().page.keyboard.type('!');
    await isBack('message', 'Heard and not heard!');
    await close('Create Ticket');
    await workbench().notifications.click('was closed', 'Discard');
  });

  it('never contain the password', async () => {
    const password = 'correct-horse-battery';
    await workbench().runCommand('LiveChat: Create Agent');
    await form().field('name').fill('Draft of an agent');
    await form().field('password').fill(password);
    await form().field('login').fill('draft@shop.test');
    await onDisk(workbench(), 'draft@shop.test');
    await reloadWindow(workbench());
    await isBack('name', 'Draft of an agent');
    assert.equal(await form().field('password').inputValue(), '');
    assert.equal(holds(workbench().userDataDir, password), false);
    assert.equal(holds(path.dirname(workbench().userDataDir), password), false);
  });
});
