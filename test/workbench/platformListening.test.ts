import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { platformOwnerOf } from './support/credentials';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const themes = ['light', 'dark', 'hc-dark'] as const;
const question = 'Check LiveChat for new tickets every 5 minutes?';

describe('Listening with a platform account', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const owner = () => platformOwnerOf(sandbox());
  /** The login as shortened in the status bar. */
  const shownAs = (): string => owner().login.slice(0, 8);
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));

  const status = async (text: string): Promise<void> => {
    await eventually(async () => {
      const items = await workbench().statusBar();
      assert.ok(
        items.some(({ aria }) => aria.includes(`: ${text}`)),
        JSON.stringify(items.filter(({ aria }) => aria.includes('LiveChat'))),
      );
    });
  };
  const hoverContains = (line: string, picture: string): Promise<void> =>
    eventually(async () => {
      const item = workbench().page.locator('.statusbar-item', { hasText: shownAs() }).first();
      const text = await workbench().hoverText(item);
      assert.ok(text.includes(line), text);
      await workbench().screenshot(picture);
      await workbench().page.mouse.move(400, 300);
    });

  before(async () => {
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await status('not listening');
  });

  it('first explains what polling for tickets costs, and does not start without an answer', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().runCommand('LiveChat: Start Listening');
      const { message, detail, buttons } = await workbench().dialog.text();
      assert.equal(message, question);
      assert.match(detail, /one call every 5 minutes/);
      assert.match(detail, /8,767 calls a month around the clock, about \$2\.37/);
      assert.deepEqual([...buttons].sort(), ['Cancel', 'Chats Only', 'Check for New Tickets']);
      await workbench().screenshot(`new-tickets-question-${theme}`);
      await workbench().dialog.click('Cancel');
      await workbench().dialog.locator.waitFor({ state: 'hidden' });
    }
    await workbench().setTheme('light');
    await status('not listening');
    assert.equal(sandbox().platform.rtm.sessions, 0);
  });

  it('starts with chats only, without a tunnel', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await status('listening');
    await hoverContains('New tickets: not checked automatically', 'new-tickets-hover-off');
    await workbench().notifications.close('Listening through');
  });

  it('shows the start and the end of a chat, each in a notification', async () => {
    const { chatId } = sandbox().chats.startChat({ name: 'Kim Lee', waiting: 'queue' });
    const { text, buttons } = await workbench().notifications.waitFor('Chat started: ');
    assert.equal(text, 'Chat started: Kim Lee');
    assert.equal(buttons[0], 'Open Chat');
    sandbox().chats.customerLeaves(chatId);
    assert.equal((await workbench().notifications.waitFor('Chat ended: ')).text, 'Chat ended: Kim Lee');
    await workbench().screenshot('platform-listening-toasts');
    await eventually(async () => {
      const rows = await workbench().view('Activity').rows();
      assert.equal(rows.filter(({ label }) => label.includes('Kim Lee')).length, 2, JSON.stringify(rows));
    });
  });

  it('changes the choice from the status bar at once', async () => {
    const { quickInput } = workbench();
    await workbench().clickStatusBar(shownAs());
    await eventually(async () => {
      const item = (await quickInput.items()).find(({ label }) => label.includes('New Tickets'));
      assert.equal(item?.detail, 'not checked automatically');
    });
    await workbench().screenshot('new-tickets-menu');
    await quickInput.pick('New Tickets…');
    assert.equal((await workbench().dialog.text()).message, question);
    await workbench().dialog.click('Check for New Tickets');
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await hoverContains('New tickets: checked every 5 minutes', `new-tickets-hover-${theme}`);
    }
    await workbench().setTheme('light');
  });

  it('does not ask again', async () => {
    await workbench().runCommand('LiveChat: Stop Listening');
    await status('not listening');
    await workbench().runCommand('LiveChat: Start Listening');
    await status('listening');
    assert.equal(await workbench().dialog.locator.count(), 0);
    await hoverContains('New tickets: checked every 5 minutes', 'new-tickets-again');
  });
});
