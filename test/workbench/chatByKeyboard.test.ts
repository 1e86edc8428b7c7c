import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { languageOf } from './support/language';
import { startWorkbench } from './support/startWorkbench';

const answers = { en: 'I am happy to help you with that.', 'pt-br': 'Com prazer ajudo você com isso.' };

for (const locale of ['en', 'pt-br'] as const) {
  describe(`The chats of the demo account by keyboard alone, in ${locale}`, () => {
    const workbench = use(() => startWorkbench({ locale }));
    const { text, command } = languageOf(locale);
    const answer = answers[locale];
    const keyboard = () => keyboardOf(workbench());
    const page = () => workbench().webview();
    const sections = ['Mine', 'Waiting', 'Others', 'Ended Today'].map((label) => text(label));
    let handedOver: string;
    let closed: string;

    const rowsOf = async (section: string): Promise<readonly string[]> => {
      const labels = (await workbench().view('Chats').rows()).map(({ label }) => label);
      const from = labels.indexOf(text(section));
      const rest = labels.slice(from + 1);
      const end = rest.findIndex((label) => sections.includes(label));
      return from < 0 ? [] : rest.slice(0, end < 0 ? undefined : end);
    };
    const toast = async (message: string): Promise<string> =>
      await eventually(async () => {
        const shown = (await workbench().notifications.all()).map((one) => one.text);
        const found = shown.find((one) => one.startsWith(message));
        assert.ok(found !== undefined, JSON.stringify(shown));
        return found.slice(message.length);
      });
    const confirm = async (question: string): Promise<void> => {
      assert.equal((await workbench().dialog.text()).message, question);
      await keyboard().press('Enter');
      await workbench().dialog.locator.waitFor({ state: 'hidden' });
    };
    /** The person writes at once, without looking for the input. */
    const say = async (): Promise<void> => {
      await page().locator('#message:focus').waitFor();
      await keyboard().type(answer);
      await keyboard().press('Enter');
      await page().locator('.events > li', { hasText: answer }).waitFor();
    };
    const screenshot = (name: string): Promise<string> =>
      workbench().screenshot(`keyboard-${name}-${locale}`);

    before(async () => {
      await workbench().page.evaluate(
        `addEventListener('mousedown', () => { globalThis.clicked = true; }, true)`,
      );
      await keyboard().run(command('openPlatformSandbox'));
      await eventually(async () => assert.ok((await workbench().view('Chats').rows()).length > 0));
      await keyboard().run(command('startListening'));
      await toast(text('Listening to the demo account. Nothing leaves this machine.'));
    });

    afterEach(async () => {
      assert.equal(await workbench().page.evaluate('globalThis.clicked'), undefined);
    });

    it('hears that one was assigned, answers it from the notification, and hands it over', async () => {
      const assigned = text('Chat assigned to you: {0}', '');
      handedOver = await toast(assigned);
      await screenshot('assigned');
      // Accepts the newest first: others may have come since.
      await eventually(async () => {
        await keyboard().run('Notifications: Accept Notification Primary Action');
        await eventually(async () => assert.ok((await workbench().tabs()).includes(handedOver)), {
          timeout: 5_000,
        });
      });
      await say();
      await screenshot('answered');
      await keyboard().run(command('transferChat'));
      await keyboard().pick(handedOver);
      await workbench().quickInput.waitForTitle(text('Transfer the chat with {0}', handedOver));
      await eventually(async () => assert.ok((await workbench().quickInput.items()).length > 1));
      await screenshot('targets');
      await keyboard().press('Enter');
      const note = text('Write a private note for the next agent, or leave it empty.');
      await eventually(async () => assert.ok((await workbench().quickInput.message()).startsWith(note)));
      await keyboard().press('Enter');
      await eventually(async () => assert.ok(!(await rowsOf('Mine')).includes(handedOver)));
    });

    it('sees that one waits, answers it, and closes it', async () => {
      closed = await eventually(async () => {
        const [name] = await rowsOf('Waiting');
        assert.ok(name !== undefined);
        return name;
      });
      await screenshot('waiting');
      await keyboard().run(command('answerChat'));
      await keyboard().pick(closed);
      await confirm(text('Join the chat with {0}?', closed));
      await say();
      await keyboard().run(command('closeChat'));
      await keyboard().pick(closed);
      await confirm(text('Close the chat with {0}?', closed));
      await toast(text('Closing the chat with {0}', closed));
      await screenshot('closing');
    });

    it('finds both in the archive', async () => {
      await keyboard().run(command('searchChats'));
      await workbench().quickInput.waitForTitle(text('Search Chats'));
      await keyboard().search(answer);
      const found = async (): Promise<void> => {
        const labels = (await workbench().quickInput.items()).map(({ label }) => label);
        assert.deepEqual(labels.toSorted(), [handedOver, closed].toSorted());
      };
      // The customers are still saying goodbye. Another space searches again.
      await eventually(async () => {
        await keyboard().press('Space');
        await eventually(found, { timeout: 3_000 });
      });
      await screenshot('archive');
      const [first = ''] = (await workbench().quickInput.items()).map(({ label }) => label);
      await keyboard().press('Enter');
      await eventually(async () => assert.ok((await workbench().tabs()).includes(first)));
      await page().locator('.events > li', { hasText: answer }).waitFor();
      await screenshot('found');
    });
  });
}
