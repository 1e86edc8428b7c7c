import assert from 'node:assert/strict';
import { platformOwnerOf } from './support/credentials';
import { seriousViolations } from './support/accessibility';
import { detailPageOf } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { languageOf } from './support/language';
import { signedInWorkbench, toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';
import { makeTicket } from './support/writtenTicket';

const locales = ['en', 'pt-br'] as const;

for (const locale of locales) {
  const { text, command } = languageOf(locale);

  describe(`A message of a chat that waits, in ${locale}`, () => {
    const sandbox = useSandbox({ tickets: 25, agents: 3 });
    const workbench = use(() =>
      startWorkbench({ locale, ...toPlatform(sandbox(), { 'livechat.replies.takeBackSeconds': 8 }) }),
    );
    const answer = 'We are on it.';
    const page = () => workbench().webview();
    const message = () => page().locator('#message');
    const delay = () => page().locator('.composer .delay-bar');
    const customersTexts = (): readonly unknown[] =>
      sandbox()
        .chats.customerView(chatId)
        .events.map((event) => event.text);
    let chatId = '';

    before(async () => {
      const agent = platformOwnerOf(sandbox()).login;
      const visitor = { name: 'Kim Lee', email: 'kim@mail.example' };
      ({ chatId } = sandbox().chats.startChat({ ...visitor, text: 'Where is my order?', agent }));
      await workbench().openView('LiveChat');
      await workbench().setTheme('dark');
      await eventually(async () => {
        const rows = await workbench().view('Chats').rows();
        assert.ok(rows.some(({ label }) => label === 'Kim Lee'));
      });
      await workbench().runCommand(command('openChat'));
      await workbench().quickInput.pick('Kim Lee');
      await message().waitFor();
    });

    it('counts down, and is taken back with Esc exactly as it was', async () => {
      await message().focus();
      await workbench().page.keyboard.type(answer);
      await workbench().page.keyboard.press('Enter');
      const [before = '', after = ''] = text('Sent in {0} s', '|').split('|');
      await eventually(async () => {
        const shown = await delay().innerText({ timeout: 1_000 });
        assert.ok(shown.startsWith(before) && shown.includes(after), shown);
        assert.ok(shown.includes(text('Take Back')) && shown.includes(text('Or press Esc.')), shown);
      });
      await workbench().screenshot(`chat-message-waits-${locale}`);
      assert.deepEqual(await seriousViolations(workbench().page), []);
      await workbench().page.keyboard.press('Escape');
      await delay().waitFor({ state: 'hidden' });
      assert.equal(await message().inputValue(), answer);
      await page().locator('#message:focus').waitFor();
      assert.ok(!customersTexts().includes(answer));
    });

    it('is sent once after the wait', async () => {
      await workbench().page.keyboard.press('Enter');
      await delay().waitFor();
      assert.ok(!customersTexts().includes(answer));
      await eventually(() => assert.ok(customersTexts().includes(answer)));
      await eventually(async () => assert.equal(await message().inputValue(), ''));
      assert.equal(customersTexts().filter((each) => each === answer).length, 1);
    });
  });

  describe(`A reminder whose time has come, in ${locale}`, () => {
    const sandbox = useSandbox({ tickets: 25, agents: 3 });
    const workbench = use(async () => {
      await makeTicket(sandbox(), 'Zipper stuck', 'It broke.');
      return await signedInWorkbench(sandbox(), { locale });
    });
    const page = () => detailPageOf(workbench());
    const title = text('Remind Me');
    const labels = async (): Promise<readonly string[]> =>
      (await workbench().quickInput.items()).map(({ label }) => label.trim());
    const choose = async (of: string, label: string): Promise<void> => {
      await workbench().quickInput.waitForTitle(of);
      await eventually(async () => {
        await workbench().quickInput.fill(label);
        assert.deepEqual(await labels(), [label]);
      });
      await workbench().quickInput.accept();
    };
    /** The next full minute that is at least half a minute ahead. */
    const remindSoon = async (): Promise<void> => {
      await workbench().runCommand(command('remind'));
      await choose(title, text('Enter a Time…'));
      const at = new Date(Date.now() + 90_000);
      const [hours, minutes] = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0'));
      await eventually(async () => assert.deepEqual(await labels(), []));
      await workbench().quickInput.fill(`${hours}:${minutes}`);
      await workbench().quickInput.accept();
      await workbench().notifications.waitFor(text('You will be reminded at this time: {0}', '').trim());
    };
    const [reminder = ''] = text('Reminder for {0}: {1}', '|').split('|');
    const isShown = (): Promise<void> =>
      eventually(
        async () => {
          const all = await workbench().notifications.all();
          const found = all.find(
            (toast) => toast.text.startsWith(reminder) && toast.text.endsWith('Zipper stuck'),
          );
          assert.deepEqual(found?.buttons, [text('Open Ticket'), text('Snooze…')]);
        },
        { timeout: 120_000 },
      );

    before(async () => {
      await workbench().setTheme('dark');
      const tickets = workbench().view('Tickets');
      await eventually(() => tickets.openRow('Zipper stuck', page().frame.locator('h1')));
      await page().waitFor('Zipper stuck');
    });

    it('is snoozed, and is in the list with its new time', async () => {
      await remindSoon();
      await isShown();
      await workbench().screenshot(`reminder-${locale}`);
      await workbench().notifications.click('Zipper stuck', text('Snooze…'));
      await choose('Zipper stuck', text('In 10 Minutes'));
      await workbench().runCommand(command('showScheduled'));
      await workbench().quickInput.waitForTitle(text('Scheduled Replies and Reminders'));
      await eventually(async () => {
        const [item] = await workbench().quickInput.items();
        const [state = ''] = text('Reminder · {0}', '|').split('|');
        assert.equal(item?.label, 'Zipper stuck');
        assert.ok(item.description.startsWith(state), item.description);
      });
      await workbench().screenshot(`reminder-list-${locale}`);
      await choose(text('Scheduled Replies and Reminders'), 'Zipper stuck');
      await choose('Zipper stuck', text('Remove Reminder'));
    });

    it('opens its ticket, and is over', async () => {
      await remindSoon();
      await workbench().runCommand('View: Close All Editors');
      await isShown();
      await workbench().notifications.click('Zipper stuck', text('Open Ticket'));
      await page().waitFor('Zipper stuck');
      await workbench().runCommand(command('showScheduled'));
      await workbench().notifications.waitFor(text('No replies or reminders are scheduled.'));
    });
  });
}
