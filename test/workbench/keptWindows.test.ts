import assert from 'node:assert/strict';
import { detailPageOf } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { holds, onDisk } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import type { WorkbenchWindow } from './support/workbenchWindow';
import { makeTicket } from './support/writtenTicket';

const wordsOf = (subject: string): string => `Only in ${subject}: é só a devolução`;

describe('Kept tickets in two windows', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    for (const subject of ['Shared one', 'Shared two', 'Shared three']) {
      await makeTicket(sandbox(), subject, wordsOf(subject));
    }
    return await signedInWorkbench(sandbox());
  });
  let second: WorkbenchWindow;

  const reads = (): number => sandbox().calls.byRoute['GET /tickets/:id'] ?? 0;
  const rowIn = (window: WorkbenchWindow, subject: string) => window.view('Tickets').row(subject).first();
  const open = async (window: WorkbenchWindow, subject: string): Promise<void> => {
    await window.page.bringToFront();
    await rowIn(window, subject).click();
    await detailPageOf(window).frame.locator('h1', { hasText: subject }).waitFor();
  };
  const openAndRead = async (window: WorkbenchWindow, subject: string): Promise<void> => {
    await open(window, subject);
    const page = detailPageOf(window);
    await page.frame.getByText(wordsOf(subject)).first().waitFor();
    await page.waitFor(subject);
  };
  /** What the search on this machine finds; nothing stays open. */
  const find = async (window: WorkbenchWindow, words: string, expected: string): Promise<void> => {
    await window.page.bringToFront();
    await window.runCommand('LiveChat: Search Tickets and Chats on This Machine');
    await window.quickInput.fill(words);
    await eventually(async () => assert.equal((await window.quickInput.items())[0]?.label, expected));
    await window.page.keyboard.press('Escape');
  };

  before(async () => {
    second = await workbench().newWindow();
    await second.openView('LiveChat');
    for (const window of [workbench(), second]) await rowIn(window, 'Shared three').waitFor();
  });

  it('are read by one window and shown by the other, which makes no call for them', async () => {
    await openAndRead(workbench(), 'Shared one');
    await onDisk(workbench(), wordsOf('Shared one'));
    const before = reads();
    await openAndRead(second, 'Shared one');
    await find(second, 'so a devolucao shared one', 'Shared one');
    assert.equal(reads(), before);
    await second.screenshot('kept-second-window');
  });

  it('show in both what one of them has sent', async () => {
    await workbench().page.bringToFront();
    const page = detailPageOf(workbench());
    await page.field('message').fill('Sent from the first window');
    await page.button('Send Reply').click();
    for (const window of [workbench(), second]) {
      await window.page.bringToFront();
      const { events } = detailPageOf(window);
      await events.filter({ hasText: 'Sent from the first window' }).waitFor();
    }
  });

  it('are readable without a network in the window that has not read them', async () => {
    for (const subject of ['Shared two', 'Shared three']) {
      await openAndRead(second, subject);
      await onDisk(workbench(), wordsOf(subject));
    }
    sandbox().faults.next({ reset: true, times: Infinity });
    await openAndRead(workbench(), 'Shared two');
  });

  it('are gone from both, and from every file, after one of them has deleted local data', async () => {
    await second.page.bringToFront();
    await second.runCommand('LiveChat: Delete Local Data');
    await second.dialog.click('Delete');
    await second.notifications.waitFor('Local data was deleted.');
    await eventually(() => assert.equal(holds(workbench().userDataDir, 'é só a devolução'), false));
    for (const window of [workbench(), second]) {
      await find(window, 'devolucao', 'Nothing on this machine contains this.');
    }
    await open(workbench(), 'Shared three');
    const { frame } = detailPageOf(workbench());
    await frame.getByText('could not be reached').first().waitFor();
    assert.equal(await frame.getByText(wordsOf('Shared three')).count(), 0);
    await workbench().screenshot('kept-deleted-elsewhere');
  });

  it('are read again once the network is back', async () => {
    sandbox().faults.clear();
    const { frame } = detailPageOf(workbench());
    await workbench().page.bringToFront();
    await frame.getByText(wordsOf('Shared three')).first().waitFor({ timeout: 60_000 });
  });
});
