import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use } from './support/fixtures';
import { startWorkbench } from './support/startWorkbench';

const liveText = 'Listening to the demo account. Nothing leaves this machine.';
const themes = ['light', 'dark', 'hc-dark'] as const;

describe('Listening to the demo account', () => {
  const workbench = use(() => startWorkbench());

  const status = async (text: string): Promise<void> => {
    await eventually(async () => {
      const items = await workbench().statusBar();
      assert.ok(
        items.some(({ aria }) => aria === `LiveChat: ${text}` || aria.includes(`: ${text}`)),
        JSON.stringify(items.filter(({ aria }) => aria.includes('LiveChat'))),
      );
    });
  };

  before(async () => {
    await workbench().openView('LiveChat');
    await workbench().runCommand('LiveChat: Try the Demo Account');
    await status('not listening');
  });

  it('starts without questions, since nothing is public', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().notifications.waitFor(liveText);
    await status('listening');
    assert.equal(await workbench().dialog.locator.count(), 0);
  });

  it('shows a started chat within seconds, and opens it from the notification', async () => {
    const toast = await workbench().notifications.waitFor('Chat started: ');
    assert.deepEqual(toast.buttons, ['Open Chat', 'Mute for an Hour']);
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`listening-toast-${theme}`);
    }
    await workbench().setTheme('light');
    await workbench().notifications.click('Chat started: ', 'Open Chat');
    const name = toast.text.replace('Chat started: ', '');
    await eventually(async () => {
      const tabs = await workbench().tabs();
      assert.ok(
        tabs.some((tab) => tab.includes(name.slice(0, 12))),
        `${name} in ${tabs.join(', ')}`,
      );
    });
  });

  it('shows a new ticket and the end of the chat, each once', async () => {
    const { buttons } = await workbench().notifications.waitFor('New ticket: ');
    assert.equal(buttons[0], 'Open Ticket');
    await workbench().notifications.waitFor('Chat ended: ');
    await workbench().screenshot('listening-toasts');
    await eventually(async () => {
      const rows = await workbench().view('Activity').rows();
      assert.ok(rows.length >= 3, JSON.stringify(rows));
    });
  });

  it('describes the listener in the hover', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      const item = workbench().page.locator('.statusbar-item', { hasText: 'Demo account' }).first();
      const text = await workbench().hoverText(item);
      assert.ok(!text.includes('Known to LiveChat'), text);
      for (const part of [
        'Events: listening',
        'On this machine only, over plain http',
        'Since: ',
        'Last event: ',
      ]) {
        assert.ok(text.includes(part), `${part} in ${text}`);
      }
      await workbench().screenshot(`listening-hover-${theme}`);
      await workbench().page.mouse.move(400, 300);
    }
    await workbench().setTheme('light');
  });

  it('runs all checks of the doctor', async () => {
    for (const theme of themes) {
      // The theme picker replaces the doctor's list.
      await workbench().setTheme(theme);
      await workbench().runCommand('LiveChat: Listening Doctor');
      await workbench().quickInput.waitForTitle('Listening Doctor');
      await eventually(async () => {
        const items = await workbench().quickInput.items();
        const results = items.slice(0, 6).map(({ label, description }) => `${label.trim()} ${description}`);
        assert.equal(results.filter((line) => /\d+ ms$/.test(line)).length, 6, results.join('\n'));
      });
      await workbench().screenshot(`listening-doctor-${theme}`);
      await workbench().quickInput.cancel();
    }
    await workbench().setTheme('light');
  });

  it('stops from the status bar', async () => {
    await workbench().clickStatusBar('Demo account');
    await eventually(async () => assert.ok((await workbench().quickInput.items()).length > 4));
    await workbench().screenshot('listening-menu');
    await workbench().quickInput.pick('Stop Listening');
    await status('not listening');
  });

  it('is reported as off by the doctor, with a button to start', async () => {
    await workbench().runCommand('LiveChat: Listening Doctor');
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.ok(
        items.some(({ detail }) => detail === 'You are not listening.'),
        JSON.stringify(items),
      );
    });
    await workbench().screenshot('listening-doctor-off');
    await workbench().quickInput.pick('Start Listening');
    await status('listening');
  });
});
