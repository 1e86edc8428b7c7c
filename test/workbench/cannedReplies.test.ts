import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platformOwnerOf } from './support/credentials';
import { detailPageOf, openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { languageOf } from './support/language';
import { signedInWorkbench, toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';
import { makeTicket } from './support/writtenTicket';

const refund = [
  '---',
  'title: Refund on its way',
  'languages: en',
  'tags: [billing, refund]',
  '---',
  'Hello {{requester.firstName | there}},',
  '',
  'your refund for {{ticket.id}} is on its way.',
  '',
].join('\n');
const greeting = '---\ntitle: Greeting\n---\nHi {{requester.firstName}}, thanks for your patience.';

function useReplies(): () => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'replies-'));
  writeFileSync(path.join(folder, 'refund.md'), refund);
  writeFileSync(path.join(folder, 'greeting.md'), greeting);
  after(() => rmSync(folder, { recursive: true }));
  return () => folder;
}

describe('A canned reply in a ticket', () => {
  const folder = useReplies();
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let id = '';
  const workbench = use(async () => {
    id = await makeTicket(sandbox(), 'Zipper stuck', 'It broke.');
    return await signedInWorkbench(sandbox(), { settings: { 'livechat.replies.folder': folder() } });
  });
  const message = () => detailPageOf(workbench()).field('message');

  it('is chosen with the text as it will be inserted, and inserted at the cursor', async () => {
    await openByClick(workbench(), 'Zipper stuck');
    await message().fill('Before After');
    await message().evaluate((element) => {
      const area = element as unknown as { setSelectionRange(from: number, to: number): void };
      area.setSelectionRange(7, 7);
    });
    await workbench().runCommand('LiveChat: Insert Canned Reply');
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.deepEqual(
        items.map(({ label }) => label),
        ['Greeting', 'Refund on its way'],
      );
    });
    await workbench().screenshot('canned-replies');
    for (const theme of ['dark', 'hc-dark'] as const) {
      await workbench().quickInput.cancel();
      await workbench().setTheme(theme);
      await workbench().runCommand('LiveChat: Insert Canned Reply');
      await workbench().quickInput.waitForTitle('Insert Canned Reply');
      await eventually(async () => assert.equal((await workbench().quickInput.items()).length, 2));
      await workbench().screenshot(`canned-replies-${theme}`);
    }
    await workbench().quickInput.fill('billing');
    await workbench().quickInput.accept();
    const expected = `Before Hello Kim,\n\nyour refund for ${id} is on its way.After`;
    await eventually(async () => assert.equal(await message().inputValue(), expected));
    // The cursor is behind it, and typing goes on there.
    await workbench().page.keyboard.type(' ');
    assert.equal(await message().inputValue(), expected.replace('After', ' After'));
  });

  it('is kept as a draft like typed text', async () => {
    await eventually(async () => {
      const rows = await workbench().view('Tickets').rows();
      assert.ok(rows.some(({ label }) => label.startsWith('Drafts')));
    });
  });
});

describe('A canned reply in a ticket, in Brazilian Portuguese', () => {
  const folder = useReplies();
  const { text, command } = languageOf('pt-br');
  const sandbox = useSandbox({ tickets: 25, agents: 3, hostile: false });
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Zíper emperrado', 'Quebrou.');
    const settings = { 'livechat.replies.folder': folder() };
    return await signedInWorkbench(sandbox(), { locale: 'pt-br', settings });
  });

  it('is inserted by keyboard, and says so in the language of the editor', async () => {
    const keyboard = keyboardOf(workbench());
    const tickets = workbench().view('Tickets');
    await eventually(async () =>
      assert.ok((await tickets.rows()).some(({ label }) => label === 'Zíper emperrado')),
    );
    await tickets.locator.locator('.monaco-list').first().focus();
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    const page = detailPageOf(workbench());
    await page.waitFor('Zíper emperrado');
    await keyboard.run(command('insertReply'));
    await eventually(async () =>
      assert.equal(
        await workbench().quickInput.placeholder(),
        text('Type a title, a tag or words of the reply'),
      ),
    );
    await workbench().screenshot('canned-replies-pt-br');
    await keyboard.pick('Greeting');
    await eventually(async () =>
      assert.equal(await page.field('message').inputValue(), 'Hi Kim, thanks for your patience.'),
    );
  });
});

describe('A canned reply in a chat', () => {
  const folder = useReplies();
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => {
    const { settings, env } = toPlatform(sandbox(), { 'livechat.replies.folder': folder() });
    return startWorkbench({ settings, env });
  });

  it('greets the customer by name, by keyboard alone', async () => {
    await workbench().openView('LiveChat');
    const { chatId } = sandbox().chats.startChat({
      name: 'Kim Lee',
      text: 'Hello?',
      agent: platformOwnerOf(sandbox()).login,
    });
    await workbench().runCommand('LiveChat: Answer a Waiting Chat');
    await workbench().quickInput.pick('Kim Lee');
    const text = workbench().webview().locator('#message');
    await text.waitFor();
    await text.focus();
    await workbench().runCommand('LiveChat: Insert Canned Reply');
    await workbench().quickInput.pick('Greeting');
    await eventually(async () => assert.equal(await text.inputValue(), 'Hi Kim, thanks for your patience.'));
    await workbench().page.keyboard.press('Enter');
    await eventually(() =>
      assert.ok(JSON.stringify(sandbox().chats.customerView(chatId)).includes('thanks for your patience')),
    );
  });
});
