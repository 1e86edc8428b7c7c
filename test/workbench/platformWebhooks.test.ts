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

describe('A person has the events of a platform account come by webhooks', function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));

  const item = () => workbench().page.locator('.statusbar-item[aria-label^="LiveChat: "]');
  const registered = (): Promise<readonly Webhook[]> => withApplication(sandbox(), (api) => api.list());
  const isRegistered = (count: number): Promise<void> =>
    eventually(async () => assert.equal((await registered()).length, count));
  const status = (text: string): Promise<void> =>
    eventually(async () => {
      const label = (await item().getAttribute('aria-label')) ?? '';
      assert.ok(label.endsWith(`: ${text}`), label);
    });
  const hoverSays = (line: string, picture: string): Promise<void> =>
    eventually(async () => {
      await workbench().page.mouse.move(400, 300);
      await item().hover();
      const text = (await workbench().hoverText()).replaceAll('\u00a0', ' ');
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

  it('is told in the menu of the status bar what each way makes public', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await openWays();
      const items = await workbench().quickInput.items();
      assert.deepEqual(
        items.map(({ label }) => label.trim()),
        [live, webhooks],
      );
      assert.match(items[0]?.detail ?? '', /^Nothing on this machine becomes public\./);
      assert.match(items[1]?.detail ?? '', /A public address leads to this machine.*installed on your/);
      await workbench().screenshot(`event-ways-${theme}`);
      await workbench().quickInput.cancel();
    }
    await workbench().setTheme('light');
  });

  it('gives the Client ID of an application, and is told of one that there is not', async () => {
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

  it('listens, and reads in the hover how new tickets are heard of', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().notifications.waitFor('Listening on this machine only');
    assert.equal(await workbench().dialog.locator.count(), 0, 'nothing is asked for that nobody pays');
    await status('listening');
    await isRegistered(3);
    assert.equal(sandbox().platform.rtm.sessions, 0);
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await hoverSays('New tickets: received through a HelpDesk webhook', `webhooks-hover-${theme}`);
    }
    await workbench().setTheme('light');
    await workbench().notifications.close('Listening on this machine only');
  });

  it('sees a chat start and end and a new ticket, each by one toast', async () => {
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

  it('goes back to the live connection, which takes the webhooks away, and to webhooks again', async () => {
    await openWays();
    await workbench().quickInput.pick(live);
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await isRegistered(0);
    const chat = sandbox().simulator.startChat({ name: 'Noor Aziz' });
    await workbench().notifications.waitFor('Chat started: Noor Aziz');
    await openWays();
    await workbench().quickInput.pick(webhooks);
    await isRegistered(3);
    await status('listening');
    sandbox().simulator.endChat(chat);
    await workbench().notifications.waitFor('Chat ended: Noor Aziz');
    await eventually(async () => {
      const labels = (await workbench().view('Activity').rows()).map(({ label }) => label);
      assert.equal(labels.filter((label) => label.includes('Noor Aziz')).length, 2, labels.join());
    });
  });

  it('leaves nothing registered when they stop', async () => {
    await workbench().runCommand('LiveChat: Stop Listening');
    await status('not listening');
    await isRegistered(0);
  });

  it('is told what is in the way where an application has no room, and cleans up', async () => {
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
    assert.equal((await workbench().quickInput.items()).length, 3);
    await workbench().quickInput.cancel();
    await workbench().runCommand('LiveChat: Stop Listening');
    await isRegistered(3);
  });
});
