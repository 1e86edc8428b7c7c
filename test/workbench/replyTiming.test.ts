import assert from 'node:assert/strict';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { visitorCardOf } from './support/visitorCard';
import { callAs, makeTicket } from './support/writtenTicket';

const inComposer = 'We are on it,\n  exactly so.';

describe('When a reply is sent', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let id = '';
  const workbench = use(async () => {
    id = await makeTicket(sandbox(), 'Zipper stuck', 'It broke.');
    return await signedInWorkbench(sandbox(), { settings: { 'livechat.replies.takeBackSeconds': 8 } });
  });
  const page = (): DetailPage => detailPageOf(workbench());
  const message = () => page().field('message');
  const delay = () => page().reply.locator('.delay-bar');
  const texts = async (): Promise<readonly unknown[]> =>
    (await callAs(sandbox(), 'GET', `/tickets/${id}`)).events.map((event) => event.message);
  const isTyped = (text: string): Promise<void> =>
    eventually(async () => assert.equal(await message().inputValue({ timeout: 1000 }), text));
  const labels = async (): Promise<readonly string[]> =>
    (await workbench().quickInput.items()).map(({ label }) => label);
  /** Runs a command and selects an item of the pick that it shows, by keyboard. */
  const choose = async (title: string, label: string): Promise<void> => {
    await workbench().quickInput.waitForTitle(title);
    await eventually(async () => assert.ok((await labels()).some((each) => each.includes(label))));
    await workbench().quickInput.fill(label);
    await eventually(async () => assert.equal((await labels()).length, 1));
    await workbench().quickInput.accept();
  };
  const sendLater = async (label: string): Promise<void> => {
    await message().focus();
    await workbench().runCommand('LiveChat: Send Later…');
    await choose('Send Later', label);
  };
  const list = 'Scheduled Replies and Reminders';
  const chooseInList = async (item: string, action: string): Promise<void> => {
    await workbench().runCommand(`LiveChat: ${list}`);
    await choose(list, item);
    await choose(item, action);
  };

  it('Esc takes it back while it waits, exactly as it was', async () => {
    await openByClick(workbench(), 'Zipper stuck');
    await message().fill(inComposer);
    await message().press('Control+Enter');
    await delay()
      .getByText(/^Sent in \d s$/)
      .waitFor();
    await eventually(async () =>
      assert.match(await page().status(), /^Sent in \d seconds\. Press Escape to take it back\.$/),
    );
    await workbench().screenshot('reply-waits');
    await workbench().page.keyboard.press('Escape');
    await delay().waitFor({ state: 'hidden' });
    await isTyped(inComposer);
    await page().frame.locator('[name="message"]:focus').waitFor();
    assert.deepEqual(await texts(), ['It broke.']);
  });

  it('is not sent if the window closes while it waits, which is said, and is kept as a draft', async () => {
    await onDisk(workbench(), 'exactly so.');
    await message().press('Control+Enter');
    await delay()
      .getByText(/^Sent in/)
      .waitFor();
    await reloadWindow(workbench());
    await isTyped(inComposer);
    await workbench().notifications.click('Your reply to “Zipper stuck” was not sent.', 'Open Ticket');
    assert.deepEqual(await texts(), ['It broke.']);
    await isTyped(inComposer);
  });

  it('is sent once after the wait, and the focus stays where the person types meanwhile', async () => {
    await message().press('Control+Enter');
    await delay()
      .getByText(/^Sent in/)
      .waitFor();
    const { note } = visitorCardOf(page().frame);
    await note.fill('For me only.');
    await note.focus();
    await eventually(async () => assert.deepEqual(await texts(), ['It broke.', inComposer]));
    await isTyped('');
    await note.and(page().frame.locator(':focus')).waitFor();
  });

  it('can be at a time, and the list gives it back to the composer', async () => {
    await message().fill('Good morning!');
    await sendLater('Tomorrow Morning');
    await isTyped('');
    await eventually(async () =>
      assert.match(await page().status(), /^The reply will be sent at this time, if an editor is running: /),
    );
    await workbench().runCommand(`LiveChat: ${list}`);
    await eventually(async () => {
      const [item] = await workbench().quickInput.items();
      assert.equal(item?.label, 'Zipper stuck');
      assert.match(item.description, /^Scheduled · /);
      assert.equal(item.detail, 'Good morning!');
    });
    await workbench().screenshot('scheduled-replies');
    await choose(list, 'Zipper stuck');
    await choose('Zipper stuck', 'Edit in Composer');
    await isTyped('Good morning!');
    await workbench().runCommand(`LiveChat: ${list}`);
    await workbench().notifications.waitFor('No replies or reminders are scheduled.');
  });

  it('is sent by hand from the list, but not silently after the ticket has changed', async () => {
    await sendLater('In 1 Hour');
    await isTyped('');
    await callAs(sandbox(), 'PUT', `/tickets/${id}`, { message: 'A colleague was faster.' });
    await chooseInList('Zipper stuck', 'Send Now');
    await workbench().dialog.locator.getByText('The ticket has changed since').waitFor();
    await workbench().screenshot('scheduled-reply-changed');
    await workbench().dialog.click('Send Anyway');
    await workbench().notifications.waitFor('Your scheduled reply to “Zipper stuck” was sent.');
    assert.deepEqual((await texts()).filter((text) => text === 'Good morning!').length, 1);
  });

  it('a reminder asks for a time that can be, and is in the same list', async () => {
    await workbench().runCommand('LiveChat: Remind Me…');
    await choose('Remind Me', 'Enter a Time…');
    await workbench().quickInput.fill('tomorrow');
    await workbench().quickInput.accept();
    await eventually(async () =>
      assert.match((await workbench().quickInput.validationMessage()) ?? '', /^Enter a time such as 14:30/),
    );
    await workbench().quickInput.fill('23:59');
    await workbench().quickInput.accept();
    await workbench().notifications.waitFor('You will be reminded at this time');
    await chooseInList('Zipper stuck', 'Remove Reminder');
    await workbench().runCommand(`LiveChat: ${list}`);
    await workbench().notifications.waitFor('No replies or reminders are scheduled.');
  });
});
