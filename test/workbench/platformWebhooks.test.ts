import assert from 'node:assert/strict';
import type { Webhook } from '../../src/core/domain/webhook';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { withApplication } from './support/registered';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const themes = ['light', 'dark', 'hc-dark'] as const;
const menuItem = 'How Events Arrive…';
const [live, webhooks] = ['Live Connection', 'Webhooks Through a Tunnel'];

describe('Webhooks of a platform account', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));

  const item = () => workbench().page.locator('.statusbar-item[aria-label^="LiveChat: "]');
  const registered = (): Promise<readonly Webhook[]> => withApplication(sandbox(), (api) => api.list());
  const isRegistered = (count: number): Promise<void> =>
    eventually(async () => assert.equal((await registered()).length, count));
  const status = (text: string): Promise<void> =>
    eventually(async () => {
      const label = (await item().getAttribute('aria-label')) ?? '';
      assert.ok(`${label}:`.includes(`: ${text}:`), label);
    });
  const hoverContains = (line: string, picture: string): Promise<void> =>
    eventually(async () => {
      const text = await workbench().hoverText(item());
      assert.ok(text.includes(line), text);
      await workbench().screenshot(picture);
      await workbench().page.mouse.move(400, 300);
    });
  const openWays = async (): Promise<void> => {
    await item().click();
    await workbench().quickInput.pick(menuItem);
    await workbench().quickInput.waitForTitle('How Events Arrive');
  };

  before(async () => {
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await status('not listening');
  });

  it('are offered in the status bar menu with what each transport makes public', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await openWays();
      const items = await eventually(async () => {
        const listed = await workbench().quickInput.items();
        assert.deepEqual(
          listed.map(({ label }) => label.trim()),
          [live, webhooks],
        );
        return listed;
      });
      assert.match(items[0]?.detail ?? '', /^Nothing on this machine becomes public\./);
      assert.match(items[1]?.detail ?? '', /A public address leads to this machine.*installed on your/);
      await workbench().screenshot(`event-ways-${theme}`);
      await workbench().quickInput.cancel();
    }
    await workbench().setTheme('light');
  });

  it('ask for a Client ID, and reject one that does not exist', async () => {
    const { quickInput } = workbench();
    const openStep = async (): Promise<void> => {
      await openWays();
      await quickInput.pick(webhooks);
      await eventually(async () => assert.match(await quickInput.title(), /^Webhooks of /));
    };
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await openStep();
      assert.match(await quickInput.message(), /installed on your LiveChat licence.*Client ID/);
      await quickInput.fill('0123456789abcdef');
      await quickInput.accept();
      await eventually(async () =>
        assert.match(
          (await quickInput.validationMessage()) ?? '',
          /None of your LiveChat applications has this Client ID/,
        ),
      );
      assert.equal(await quickInput.value(), '0123456789abcdef', 'what was typed stays');
      await workbench().screenshot(`event-ways-client-id-${theme}`);
      await quickInput.cancel();
    }
    await workbench().setTheme('light');
    await openStep();
    await quickInput.fill('two words');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /letters, digits/),
    );
    await quickInput.fill(sandbox().platform.clientId);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    await status('not listening');
    await isRegistered(0);
  });

  it('are registered, and the hover shows how new tickets arrive', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().notifications.waitFor('Listening on this machine only');
    assert.equal(await workbench().dialog.locator.count(), 0, 'polling does not start unasked');
    await status('listening');
    await isRegistered(3);
    assert.equal(sandbox().platform.rtm.sessions, 0);
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await hoverContains('New tickets: received through a HelpDesk webhook', `webhooks-hover-${theme}`);
    }
    await workbench().setTheme('light');
    await workbench().notifications.close('Listening on this machine only');
  });

  it('report the start and end of a chat and a new ticket, each once', async () => {
    const { simulator } = sandbox();
    const chat = simulator.startChat({ name: 'Kim Lee', email: 'kim@mail.test' });
    assert.equal((await workbench().notifications.waitFor('Chat started: ')).text, 'Chat started: Kim Lee');
    await workbench().notifications.close('Chat started: ');
    simulator.endChat(chat);
    assert.equal((await workbench().notifications.waitFor('Chat ended: ')).text, 'Chat ended: Kim Lee');
    await workbench().screenshot('webhooks-toasts');
    await workbench().notifications.close('Chat ended: ');
    simulator.createTicket({ subject: 'Torn tent', mail: 'kim@mail.test' });
    assert.equal((await workbench().notifications.waitFor('New ticket: ')).text, 'New ticket: Torn tent');
    await workbench().screenshot('webhooks-ticket-toast');
    await workbench().notifications.close('New ticket: ');
    await eventually(async () => {
      const labels = (await workbench().view('Activity').rows()).map(({ label }) => label);
      assert.equal(labels.filter((label) => /Kim Lee|Torn tent/.test(label)).length, 3, labels.join());
    });
  });

  it('are removed when switching to the live connection, and registered again', async () => {
    await openWays();
    await workbench().quickInput.pick(live);
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await isRegistered(0);
    const { chatId } = sandbox().chats.startChat({ name: 'Noor Aziz', waiting: 'queue' });
    await workbench().notifications.waitFor('Chat started: Noor Aziz');
    await openWays();
    await workbench().quickInput.pick(webhooks);
    await isRegistered(3);
    await status('listening');
    sandbox().chats.customerLeaves(chatId);
    await workbench().notifications.waitFor('Chat ended: Noor Aziz');
    await eventually(async () => {
      const labels = (await workbench().view('Activity').rows()).map(({ label }) => label);
      assert.equal(labels.filter((label) => label.includes('Noor Aziz')).length, 2, labels.join());
    });
  });

  it('are removed on stop', async () => {
    await workbench().runCommand('LiveChat: Stop Listening');
    await status('not listening');
    await isRegistered(0);
  });

  it('explain the subscription limit, and can be cleaned up', async () => {
    const url = (name: string): string => `https://${name}.example.test/lc/${name}/${'x'.repeat(32)}`;
    await withApplication(sandbox(), async (api) => {
      for (const name of ['old-laptop', 'office', 'attic'])
        await api.create({ event: 'chat_started', url: url(name) });
    });
    await workbench().runCommand('LiveChat: Start Listening');
    const { text, buttons } = await workbench().notifications.waitFor('Not receiving events from LiveChat.');
    assert.match(
      text,
      /Webhook subscription limit reached.*old-laptop\.example\.test, office\.example\.test/,
    );
    assert.equal(buttons[0], 'Clean Up Webhooks');
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`webhooks-full-${theme}`);
    }
    await workbench().setTheme('light');
    await workbench().notifications.click('Not receiving events from LiveChat.', 'Clean Up Webhooks');
    await workbench().quickInput.waitForTitle('Webhooks of Other Installations');
    await eventually(async () => assert.equal((await workbench().quickInput.items()).length, 3));
    await workbench().quickInput.cancel();
    await workbench().runCommand('LiveChat: Stop Listening');
    await isRegistered(3);
  });
});
