import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../scripts/workbench/childProcesses.mjs';
import { platformOwnerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

/** Draws an image and puts it into the clipboard, as a screenshot tool does. */
const copyScreenshot = `(async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 200;
  canvas.getContext('2d').fillRect(20, 20, 100, 100);
  const image = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })]);
})()`;

const dropFile = `{
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['Two tents'], 'notes.txt', { type: 'text/plain' }));
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector('.composer').dispatchEvent(drop);
}`;

/** What a drag from the Explorer carries. The editor lets it reach a page only while Shift is held. */
const dropFromExplorer = (uri: string): string => `{
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('application/vnd.code.uri-list', ${uri});
  dataTransfer.setData('text/plain', ${uri});
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, shiftKey: true });
  document.querySelector('.composer').dispatchEvent(drop);
}`;

describe('A file', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const folder = temporaryFolder('chat-files-');
  let chatId: string;

  const page = () => workbench().webview();
  /** The files that the customer got. */
  const received = (): readonly { readonly name: unknown; readonly content_type: unknown }[] =>
    sandbox()
      .chats.customerView(chatId)
      .events.filter(({ type }) => type === 'file')
      .map(({ name, content_type }) => ({ name, content_type }));
  const shows = (text: string): Promise<void> =>
    eventually(async () => {
      const shown = await page().locator('.events > li').allInnerTexts();
      assert.ok(
        shown.some((line) => line.includes(text)),
        JSON.stringify(shown),
      );
    });
  const fileIn = (name: string, size: number): string => {
    const file = path.join(folder, name);
    writeFileSync(file, Buffer.alloc(size, 'x'));
    return file;
  };
  const attach = async (file: string): Promise<void> => {
    const { quickInput } = workbench();
    await page().getByRole('button', { name: 'Attach File…' }).press('Enter');
    await quickInput.locator.waitFor({ state: 'visible' });
    // The dialog opens before it has its first folder.
    await eventually(async () => assert.notEqual(await quickInput.value(), ''));
    // While the dialog reads a folder, Enter does nothing, and afterwards the folder's path replaces the typed one.
    await eventually(async () => {
      if (await quickInput.isOpen()) {
        if ((await quickInput.value()) !== file) await quickInput.fill(file);
        await quickInput.accept();
      }
      await quickInput.locator.waitFor({ state: 'hidden', timeout: 1000 });
    });
  };

  before(async () => {
    await workbench().context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { login } = platformOwnerOf(sandbox());
    ({ chatId } = sandbox().chats.startChat({ name: 'Kim Lee', text: 'Which one is it?', agent: login }));
    await workbench().openView('LiveChat');
    await eventually(async () => {
      const rows = await workbench().view('Chats').rows();
      assert.ok(rows.some(({ label }) => label === 'Kim Lee'));
    });
    await workbench().runCommand('LiveChat: Open Chat');
    await workbench().quickInput.pick('Kim Lee');
    await page().locator('#message').waitFor();
  });
  after(() => removeTemporaryFolder(folder));

  it('that is pasted is shown with its kind and size before it goes to the customer', async () => {
    const { dialog } = workbench();
    await workbench().page.evaluate(copyScreenshot);
    await page().locator('#message').focus();
    await workbench().page.keyboard.press('Control+V');
    const { message, detail } = await dialog.text();
    assert.equal(message, 'Send the file image.png?');
    assert.match(detail, /^PNG image, [\d.,]+ (byte|kB)\s+The customer will see it\.$/);
    await workbench().screenshot('chat-paste-file');
    assert.deepEqual(received(), []);
    await dialog.click('Send');
    await eventually(() => assert.deepEqual(received(), [{ name: 'image.png', content_type: 'image/png' }]));
    await shows('image.png');
  });

  it('that is selected goes as a private note while the switch is on', async () => {
    const { dialog } = workbench();
    await page().locator('#private').check();
    await attach(fileIn('invoice.pdf', 2_500_000));
    const { message, detail } = await dialog.text();
    assert.equal(message, 'Send the file invoice.pdf?');
    assert.match(detail, /^PDF file, 2\.5 MB\s+Only agents will see it\.$/);
    await workbench().screenshot('chat-attach-file');
    await dialog.click('Send');
    await shows('invoice.pdf');
    await eventually(() => {
      const names = sandbox()
        .chats.events(chatId)
        .map(({ name, visibility }) => [name, visibility]);
      assert.ok(names.some(([name, visibility]) => name === 'invoice.pdf' && visibility === 'agents'));
    });
    assert.equal(received().length, 1);
    await page().locator('#private').uncheck();
  });

  it('that is dropped on the composer is shown before it goes, and stays here if the person cancels', async () => {
    const { dialog } = workbench();
    await page().locator('.composer').evaluate(dropFile);
    assert.equal((await dialog.text()).message, 'Send the file notes.txt?');
    await dialog.click('Cancel');
    await dialog.locator.waitFor({ state: 'hidden' });
    assert.equal(received().length, 1);
  });

  it('of the Explorer is dropped on the composer with Shift', async () => {
    const { dialog, page: window } = workbench();
    const file = fileIn('tents.csv', 2_000);
    const uri = JSON.stringify(`file://${file}`);
    await page().locator('.composer').evaluate(dropFromExplorer(uri));
    const { message, detail } = await dialog.text();
    assert.equal(message, 'Send the file tents.csv?');
    assert.match(detail, /^CSV file, 2 kB\s+The customer will see it\.$/);
    await window.keyboard.press('Escape');
    await dialog.locator.waitFor({ state: 'hidden' });
    assert.equal(received().length, 1);
  });

  it('of more than 10 MB is refused before it is read', async () => {
    await attach(fileIn('film.mp4', 10 * 1024 * 1024 + 1));
    const { text } = await workbench().notifications.waitFor('film.mp4 was not sent');
    assert.match(text, /it has 10\.5 MB, and LiveChat accepts 10 MB at most/);
    await workbench().notifications.close('film.mp4 was not sent');
    assert.equal(received().length, 1);
  });
});
