import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { platformOwnerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { isInList } from './support/focus';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow } from './support/persistence';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

describe('The preview of a running chat', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const chats = () => sandbox().chats;
  const page = () => workbench().webview();
  const view = () => workbench().view('Chats');
  const title = (name: string): Promise<void> => page().locator('h1', { hasText: name }).waitFor();
  const shows = (text: string): Promise<void> =>
    page().locator('.events > li', { hasText: text }).first().waitFor();
  /** The calls that the customer or other agents notice. */
  const noticed = (): readonly string[] =>
    sandbox()
      .calls.recent.map(({ path }) => path)
      .filter((path) => /(seen|send_|typing|start_chat|transfer)/.test(path));
  let kim = '';

  before(async () => {
    await workbench().openView('LiveChat');
    await eventually(async () => assert.ok((await view().rows()).length > 0));
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await workbench().notifications.close('Listening through');
    const agent = platformOwnerOf(sandbox()).login;
    ({ chatId: kim } = chats().startChat({ name: 'Kim Lee', text: 'Where is my order?', agent }));
    chats().startChat({ name: 'Lou Reed', text: 'I need a lamp.', agent });
    await eventually(async () => {
      const labels = (await view().rows()).map(({ label }) => label);
      assert.ok(labels.includes('Kim Lee') && labels.includes('Lou Reed'), labels.join());
    });
  });

  it('follows it, and sends nothing', async () => {
    await view().row('Kim Lee').click();
    await title('Kim Lee');
    await shows('Where is my order?');
    assert.ok(await isInList(workbench()));
    chats().customerWrites(kim, 'It is number 48151');
    await shows('It is number 48151');
    // Marks are sent at most every five seconds.
    await pause(6000);
    assert.deepEqual(noticed(), []);
    await workbench().screenshot('preview-chat-light');
  });

  it('is replaced in its tab by the next one, with its own messages and an empty composer', async () => {
    await view().row('Lou Reed').click();
    await title('Lou Reed');
    await shows('I need a lamp.');
    assert.equal(await page().locator('.events > li', { hasText: '48151' }).count(), 0);
    assert.deepEqual(await workbench().tabs(), ['Lou Reed']);
    await view().row('Lou Reed').focus();
    await workbench().page.keyboard.press('ArrowUp');
    await title('Kim Lee');
    await shows('48151');
    assert.deepEqual(await workbench().tabs(), ['Kim Lee']);
    assert.ok(await isInList(workbench()));
    assert.deepEqual(noticed(), []);
  });

  it('has its neighbours on Alt+Down and Alt+Up', async () => {
    await page().locator('h1').click();
    await workbench().page.keyboard.press('Alt+ArrowDown');
    await title('Lou Reed');
    await workbench().page.keyboard.press('Alt+ArrowUp');
    await title('Kim Lee');
    await eventually(async () =>
      assert.match(await page().locator('.live').innerText(), /^Kim Lee, \d+ of \d+$/),
    );
    assert.deepEqual(await workbench().tabs(), ['Kim Lee']);
  });

  it('marks the messages as seen once it is kept', async () => {
    assert.deepEqual(noticed(), []);
    await workbench().runCommand('LiveChat: Keep Open');
    await eventually(() => assert.ok(noticed().some((path) => path.includes('seen'))));
    await view().row('Lou Reed').click();
    await title('Lou Reed');
    await eventually(async () =>
      assert.deepEqual((await workbench().tabs()).sort(), ['Kim Lee', 'Lou Reed']),
    );
  });

  it('is readable without a network after a reload, and does not count as running', async () => {
    await onDisk(workbench(), '48151');
    await workbench().runCommand('LiveChat: Stop Listening');
    await eventually(async () =>
      assert.ok((await view().rows()).some(({ label }) => label === 'Start listening to follow chats')),
    );
    sandbox().faults.next({ reset: true, times: Infinity });
    await reloadWindow(workbench());
    await workbench().openView('LiveChat');
    await eventually(async () => {
      const rows = await view().rows();
      const labels = rows.map(({ label }) => label);
      assert.ok(labels.includes('Earlier') && !labels.includes('Mine'), labels.join());
      assert.match(rows.find(({ label }) => label === 'Kim Lee')?.description ?? '', /^(now|\d+m ago)/);
    });
    await view().row('Kim Lee').click();
    await title('Kim Lee');
    await shows('48151');
    assert.match(await page().locator('.chip').first().innerText(), /^as it was read/);
    await page().getByText('could not be reached').first().waitFor();
    // Its tab was hidden, and so not restored.
    await eventually(async () => assert.deepEqual(await workbench().tabs(), ['Kim Lee']));
    await workbench().screenshot('offline-chat-light');
  });
});
