import assert from 'node:assert/strict';
import { platformOwnerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';
import { visitorCardOf } from './support/visitorCard';

/** Runs in the page. Whether no other element covers it. */
function isInView(element: {
  getBoundingClientRect(): { readonly left: number; readonly top: number; readonly height: number };
  contains(other: unknown): boolean;
  readonly ownerDocument: { elementFromPoint(x: number, y: number): unknown };
}): boolean {
  const { left, top, height } = element.getBoundingClientRect();
  return element.contains(element.ownerDocument.elementFromPoint(left + 20, top + height / 2));
}

describe('A customer who comes back', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const chats = () => sandbox().chats;
  const email = 'kim@mail.example';
  let agent: string;
  let chatId: string;

  const page = () => workbench().webview();
  const lines = () => page().locator('.events > li').allInnerTexts();
  const action = (id: string) => page().locator(`[data-action="${id}"]`);
  const shows = (...texts: readonly string[]): Promise<void> =>
    eventually(async () => {
      const shown = (await lines()).join('\n');
      for (const text of texts) assert.ok(shown.includes(text), `${text} in ${shown}`);
    });
  const customersTexts = (): readonly unknown[] =>
    chats()
      .customerView(chatId)
      .events.map(({ text }) => text);

  before(async () => {
    agent = platformOwnerOf(sandbox()).login;
    ({ chatId } = chats().startChat({ name: 'Kim Lee', email, text: 'First question', agent }));
    chats().agentWrites(chatId, agent, 'First answer');
    chats().customerLeaves(chatId);
    chats().startChat({ name: 'Kim Lee', email, text: 'Second question', agent, hasForm: true });
    await workbench().openView('LiveChat');
    await eventually(async () => {
      const rows = await workbench().view('Chats').rows();
      assert.ok(rows.some(({ label }) => label === 'Kim Lee'));
    });
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await workbench().notifications.close('Listening through');
    await workbench().runCommand('LiveChat: Open Chat');
    await workbench().quickInput.pick('Kim Lee');
    await page().locator('#message').waitFor();
  });

  it('has a visitor card, which knows the earlier conversation, and searches LiveChat on request', async () => {
    const { element, entries, search } = visitorCardOf(page());
    await eventually(async () => assert.match(await element.innerText(), /LiveChat may have more/));
    // The list of chats that ended today has brought it.
    await eventually(async () => assert.match((await entries.allInnerTexts()).join(), /^First answer/));
    sandbox().calls.reset();
    await search.press('Enter');
    await eventually(async () =>
      assert.match(await element.innerText(), /Searched LiveChat at .* Tickets: 0, chats: 1, calls: 2\./),
    );
    const searches = sandbox().calls.recent.filter(({ path }) => /tickets|list_archives/.test(path));
    assert.equal(searches.length, 2, JSON.stringify(searches));
    await workbench().setTheme('hc-light');
    await workbench().screenshot('visitor-card-search-hc-light');
    await workbench().setTheme('light');
  });

  it('has an earlier conversation, which is shown on request above the newest', async () => {
    await shows('Second question', 'Pre-chat survey');
    assert.ok(!(await lines()).join().includes('First question'));
    sandbox().calls.reset();
    await page().getByRole('button', { name: 'Show Earlier Conversation' }).press('Enter');
    await shows('First question', 'First answer', 'Second question');
    const shown = await lines();
    assert.match(shown[0] ?? '', /^Conversation of /);
    const [old, recent] = ['First answer', 'Second question'].map((text) =>
      shown.findIndex((line) => line.includes(text)),
    );
    assert.ok(old !== undefined && recent !== undefined && old < recent, JSON.stringify(shown));
    const reads = sandbox().calls.recent.filter(({ path }) => path.includes('get_chat'));
    assert.equal(reads.length, 1);
    await workbench().screenshot('chat-earlier-threads');
    await page().getByRole('button', { name: 'Show Earlier Conversation' }).waitFor({ state: 'hidden' });
    await visitorCardOf(page()).entries.filter({ hasText: 'First answer' }).press('Enter');
    await eventually(async () =>
      assert.match(
        await page().locator('.events > li:focus:first-child').innerText({ timeout: 1000 }),
        /^Conversation of /,
      ),
    );
  });

  it('sees exactly what the view of the customer shows, while a note and a message are sent', async () => {
    chats().agentWrites(chatId, agent, { type: 'message', text: 'Only for us', visibility: 'agents' });
    await shows('Only for us');
    await action('customersView').press('Enter');
    await page().locator('#private').check();
    await page().locator('#message').fill('A private note');
    await page().locator('#message').press('Enter');
    await page().locator('#private').uncheck();
    await page().locator('#message').fill('Second answer');
    await page().locator('#message').press('Enter');
    await eventually(() => assert.ok(customersTexts().includes('Second answer')));
    const said = customersTexts().filter((text) => typeof text === 'string');
    await eventually(async () => {
      const shown = await lines();
      assert.equal(shown.length, chats().customerView(chatId).events.length, JSON.stringify(shown));
      for (const text of said) assert.ok(shown.join('\n').includes(text), text);
    });
    // The person had scrolled up to the earlier conversation.
    await eventually(async () =>
      assert.ok(await page().locator('.events > li', { hasText: 'Second answer' }).evaluate(isInView)),
    );
    await workbench().screenshot('chat-customers-view');
    assert.ok(!(await lines()).join().includes('private note'));
    await action('customersView').press('Enter');
    await shows('A private note', 'Only for us', 'Second answer');
  });

  it('rates the chat, and fills in a form after it', async () => {
    chats().customerRates(chatId, 1, 'Quick help');
    const rating = page().locator('dt', { hasText: 'Rating' }).locator('+ dd');
    await eventually(async () => assert.match(await rating.innerText(), /Good\s+Quick help/));
    chats().customerLeaves(chatId);
    chats().customerFillsForm(chatId, 'postchat');
    await shows('Post-chat survey');
    await workbench().screenshot('chat-rating-and-forms');
  });

  it('is written to after the chat ended by resuming it with the message', async () => {
    const hint = page().getByText('This chat has ended.');
    await eventually(async () => assert.ok(await hint.evaluate(isInView)));
    await page().locator('#message').fill('One more thing');
    await page().locator('#message').press('Enter');
    const { message, detail } = await workbench().dialog.text();
    assert.equal(message, 'Resume the chat with Kim Lee?');
    assert.match(detail, /^A new thread starts with your message\. You will be visible/);
    await workbench().screenshot('chat-resume');
    await workbench().dialog.click('Cancel');
    await workbench().dialog.locator.waitFor({ state: 'hidden' });
    assert.equal(await page().locator('#message').inputValue(), 'One more thing');
    assert.equal(chats().customerView(chatId).isActive, false);
    // Enabled again once the host has the answer to the question before.
    await eventually(async () => assert.ok(await action('resume').isEnabled()));
    await action('resume').press('Enter');
    await workbench().dialog.click('Resume and Send');
    await eventually(() => assert.equal(customersTexts().at(-1), 'One more thing'));
    await shows('Second answer', 'One more thing');
    await eventually(async () => assert.equal(await page().locator('#message').inputValue(), ''));
    assert.equal(customersTexts().filter((text) => text === 'One more thing').length, 1);
  });

  it('gets a ticket whose form has the values of the chat alone, also if it is open with others', async () => {
    const form = () => page().locator('form');
    await workbench().runCommand('LiveChat: Create Ticket');
    await page().locator('[name="subject"]').fill('Another subject');
    await page().locator('[name="message"]').fill('Another message');
    await workbench().runCommand('LiveChat: Open Chat');
    await workbench().quickInput.pick('Kim Lee');
    await action('createTicket').press('Enter');
    assert.equal((await workbench().dialog.text()).message, 'Replace the new ticket that you began?');
    await workbench().dialog.click('Replace');
    await form().locator('[name="subject"]').waitFor();
    await eventually(async () =>
      assert.equal(await page().locator('[name="subject"]').inputValue(), 'Chat with Kim Lee'),
    );
    const message = await page().locator('[name="message"]').inputValue();
    assert.match(message, /One more thing/);
    assert.doesNotMatch(message, /Another|private note|Only for us/);
    assert.equal(await page().locator('[name="requester.mail"]').inputValue(), email);
    await workbench().screenshot('chat-create-ticket');
  });
});
