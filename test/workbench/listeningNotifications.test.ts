import assert from 'node:assert/strict';
import { asRecord } from '../../src/core/base/json';
import { changeState } from '../unit/storage/support/testDatabase';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { call } from './support/classicApi';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { registered } from './support/registered';
import { signedInWorkbench } from './support/signedIn';
import type { View } from './support/views';

const themes = ['light', 'dark', 'hc-dark'] as const;
const quietHours = 'livechat.notifications.quietHours';
const cleanUpTitle = 'Webhooks of Other Installations';
const foreign = {
  event_type: 'chat_started',
  data_types: ['chat'],
  url: `https://old-laptop.example.test/lc/another-installation/${'x'.repeat(32)}`,
};

describe('Notifications of events', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox()));

  const item = (): Locator => workbench().page.locator('.statusbar-item[aria-label^="LiveChat: "]');
  const activity = (): View => workbench().view('Activity');
  const labels = async (): Promise<string[]> => (await activity().rows()).map(({ label }) => label);
  const notifications = async (): Promise<string[]> =>
    (await workbench().notifications.all()).map(({ text }) => text);

  const isInStatusBar = (text: string): Promise<void> =>
    eventually(async () => assert.equal((await item().innerText()).trim(), text));
  /** Resolves once the status bar item shows the account again. */
  const isOver = (): Promise<void> => eventually(async () => assert.match(await item().innerText(), /@/));
  const isInNoToast = async (text: string): Promise<void> =>
    assert.deepEqual(
      (await notifications()).filter((toast) => toast.includes(text)),
      [],
    );
  const isInActivity = (label: string): Promise<void> =>
    eventually(async () =>
      assert.equal((await labels()).filter((row) => row === label).length, 1, String(await labels())),
    );
  const isMuted = (expected: boolean): Promise<void> =>
    eventually(async () => {
      const text = await workbench().hoverText(item());
      assert.equal(text.includes('Muted until: '), expected, text);
    });
  const menu = async (): Promise<string[]> => {
    await item().click();
    await workbench().quickInput.waitForTitle('LiveChat: listening');
    await eventually(async () => assert.ok((await workbench().quickInput.items()).length > 0));
    return (await workbench().quickInput.items()).map(({ label }) => label.trim());
  };
  /** Sets how started chats are shown. Quiet hours set with it show when the change has arrived. */
  const choose = async (surface: string): Promise<void> => {
    await workbench().changeSettings({
      'livechat.notifications.chatStarted': surface,
      [quietHours]: hoursAroundNow(),
    });
    await item().locator('.codicon-bell-slash').waitFor();
    await workbench().changeSettings({ [quietHours]: '' });
    await item().locator('.codicon-broadcast').waitFor();
  };
  const listen = async (): Promise<void> => {
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().notifications.waitFor('Listening on this machine only');
    await workbench().notifications.close('Listening on this machine only');
  };

  before(listen);

  it('appear in the status bar for some seconds if set so', async () => {
    await choose('statusBar');
    for (const theme of themes) {
      await workbench().setTheme(theme);
      sandbox().simulator.startChat({ name: `Robin ${theme}` });
      await isInStatusBar(`Chat started: Robin ${theme}`);
      await workbench().screenshot(`notifications-status-bar-${theme}`);
      await isInActivity(`Chat started: Robin ${theme}`);
    }
    await workbench().setTheme('light');
    await isOver();
    await isInNoToast('Robin');
  });

  it('appear only in Activity and the badge if switched off', async () => {
    await choose('off');
    const unread = Number(await workbench().badge('LiveChat'));
    sandbox().simulator.startChat({ name: 'Uma' });
    await isInActivity('Chat started: Uma');
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), String(unread + 1)));
    // A later event is shown as usual; by then Uma's would have been, too.
    sandbox().simulator.createTicket({ subject: 'Torn tent' });
    await workbench().notifications.waitFor('New ticket: Torn tent');
    assert.match(await item().innerText(), /@/);
    await isInNoToast('Uma');
  });

  it('stay two for two tickets of one subject, each with its own button', async () => {
    sandbox().simulator.createTicket({ subject: 'Torn tent' });
    const titles = (): Promise<string[]> =>
      eventually(async () => {
        const all = (await workbench().notifications.all()).filter(
          ({ text }) => text === 'New ticket: Torn tent',
        );
        assert.equal(all.length, 2);
        return all.map(({ buttons }) => buttons[0] ?? '');
      });
    assert.deepEqual((await titles()).sort(), ['Open Ticket', 'Open Ticket (2)']);
    await workbench().screenshot('notifications-equal');
    await workbench().notifications.close('New ticket: Torn tent');
  });

  it('are muted for an hour, as hover, icon and menu show', async () => {
    await workbench().notifications.click('New ticket: Torn tent', 'Mute for an Hour');
    await item().locator('.codicon-bell-slash').waitFor();
    sandbox().simulator.createTicket({ subject: 'Wet tarp' });
    await isInStatusBar('New ticket: Wet tarp');
    await isOver();
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await isMuted(true);
      await workbench().screenshot(`notifications-muted-${theme}`);
    }
    await workbench().setTheme('light');
    await isInNoToast('Wet tarp');
    await isInActivity('New ticket: Wet tarp');
    await workbench().view('Tickets').row('Wet tarp').waitFor();
    const entries = await menu();
    assert.ok(entries.includes('Show Notifications Again'), String(entries));
    assert.ok(!entries.includes('Mute for an Hour'), String(entries));
    await workbench().screenshot('notifications-muted-menu');
    await workbench().quickInput.pick('Show Notifications Again');
    await item().locator('.codicon-broadcast').waitFor();
    sandbox().simulator.createTicket({ subject: 'Long rope' });
    await workbench().notifications.waitFor('New ticket: Long rope');
    await workbench().notifications.close('New ticket: Long rope');
  });

  it('are muted during quiet hours, which end automatically', async () => {
    await workbench().changeSettings({ [quietHours]: hoursAroundNow() });
    // At once, not with the next event.
    await item().locator('.codicon-bell-slash').waitFor();
    await isMuted(true);
    sandbox().simulator.createTicket({ subject: 'Night stove' });
    await isInStatusBar('New ticket: Night stove');
    await isInNoToast('Night stove');
    await isInActivity('New ticket: Night stove');
    const entries = await menu();
    assert.ok(entries.includes('Mute for an Hour'), String(entries));
    assert.ok(!entries.includes('Show Notifications Again'), String(entries));
    await workbench().quickInput.cancel();
    await workbench().changeSettings({ [quietHours]: '' });
    await isOver();
    await item().locator('.codicon-broadcast').waitFor();
    await isMuted(false);
    await workbench().page.mouse.move(640, 300);
  });

  it('no longer go to another installation after its webhook is cleaned up', async () => {
    const own = await registered(sandbox());
    await call(sandbox(), 'POST', '/webhooks', foreign);
    const open = async (): Promise<void> => {
      await workbench().runCommand('LiveChat: Clean Up Webhooks of Other Installations…');
      await workbench().quickInput.waitForTitle(cleanUpTitle);
    };
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await open();
      await workbench().screenshot(`notifications-clean-up-${theme}`);
      await workbench().quickInput.cancel();
    }
    await workbench().setTheme('light');
    assert.equal((await registered(sandbox())).length, own.length + 1);
    await open();
    const items = await workbench().quickInput.items();
    assert.deepEqual(
      items.map(({ label, description }) => [label.trim(), description]),
      [['old-laptop.example.test', 'Chats that start']],
    );
    await workbench().quickInput.pick('old-laptop.example.test');
    await workbench().quickInput.accept();
    const { message, buttons } = await workbench().dialog.text();
    assert.equal(message, 'Remove webhooks from the account (1)?');
    assert.deepEqual([...buttons].sort(), ['Cancel', 'Remove']);
    await workbench().screenshot('notifications-clean-up-question');
    await workbench().dialog.click('Remove');
    await workbench().notifications.waitFor('Webhooks removed: 1.');
    assert.deepEqual(await registered(sandbox()), own);
    await workbench().notifications.close('Webhooks removed: 1.');
  });

  it('are combined into one digest for events that were missed while not listening', async () => {
    // Delivered, and also listed by the catch-up.
    sandbox().simulator.createTicket({ subject: 'Heard before' });
    await workbench().notifications.waitFor('New ticket: Heard before');
    await workbench().notifications.close('New ticket: Heard before');
    await workbench().runCommand('LiveChat: Stop Listening');
    await eventually(async () => assert.deepEqual(await registered(sandbox()), []));
    await workbench().changeSettings({ 'livechat.notifications.chatStarted': 'toast' });
    const hosts = workbench().extensionHosts();
    workbench().killExtensionHost();
    await aMinuteAgo(workbench().userDataDir);
    sandbox().simulator.endChat(sandbox().simulator.startChat({ name: 'Missed Max' }));
    sandbox().simulator.startChat({ name: 'Missed Mia' });
    for (const n of [1, 2, 3]) sandbox().simulator.createTicket({ subject: `Missed ${n}` });
    await eventually(() =>
      assert.ok(
        workbench()
          .extensionHosts()
          .some((pid) => !hosts.includes(pid)),
      ),
    );
    await eventually(async () =>
      assert.match((await item().getAttribute('aria-label')) ?? '', /: not listening(:|$)/),
    );
    for (const { text } of await workbench().notifications.listAll())
      await workbench().notifications.close(text);
    sandbox().calls.reset();
    await workbench().runCommand('LiveChat: Start Listening');
    const { text, buttons } = await workbench().notifications.waitFor('Meanwhile: ');
    assert.equal(text, 'Meanwhile: 2 chats started, 1 chat ended, 3 new tickets');
    assert.equal(buttons[0], 'Show Activity');
    const listings = sandbox().calls.recent.filter(
      ({ method, query }) => method === 'GET' && query.date_from,
    );
    assert.deepEqual(listings.map((one) => one.path.replace('/v2', '')).sort(), ['/chats', '/tickets']);
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`notifications-digest-${theme}`);
    }
    await workbench().setTheme('light');
    await workbench().notifications.click('Meanwhile: ', 'Show Activity');
    for (const n of [1, 2, 3]) await isInActivity(`New ticket: Missed ${n}`);
    await isInNoToast('Missed');
    // Listed again, but already stored.
    await isInActivity('New ticket: Heard before');
  });
});

/** Quiet hours from an hour ago to an hour from now, in the format of the setting. */
function hoursAroundNow(): string {
  const time = (hours: number): string => {
    const at = new Date(Date.now() + hours * 3_600_000);
    return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  };
  return `${time(-1)}-${time(1)}`;
}

/** Simulates a gap of one minute; shorter ones are left to LiveChat's own retries. */
async function aMinuteAgo(userDataDir: string): Promise<void> {
  const storage = path.join(userDataDir, 'User', 'globalStorage', 'livechat-desk.livechat-desk');
  await changeState(storage, 'listener', (value) => ({
    ...asRecord(value),
    liveAt: Date.now() - 60_000,
  }));
}
