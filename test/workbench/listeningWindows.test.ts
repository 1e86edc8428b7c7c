import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { registered } from './support/registered';
import { signedInWorkbench } from './support/signedIn';
import type { WorkbenchWindow } from './support/workbenchWindow';

const kinds = ['chat_ended', 'chat_started', 'ticket_created'];

describe('Listening in two windows', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  let second: WorkbenchWindow;
  let hosts: number[];

  const windows = (): WorkbenchWindow[] => [workbench(), second];
  const events = async (): Promise<string[]> =>
    (await registered(sandbox())).map(({ event }) => event).sort();

  /** The number of notifications with this text in both windows. */
  const reportedOf = async (text: string): Promise<number> => {
    const notifications = await Promise.all(windows().map((window) => window.notifications.listAll()));
    return notifications.flat().filter((toast) => toast.text.includes(text)).length;
  };
  const showsRow = async (window: WorkbenchWindow, label: string): Promise<void> => {
    await eventually(
      async () => {
        const rows = await window.view('Activity').rows();
        assert.equal(rows.filter((row) => row.label === label).length, 1, JSON.stringify(rows));
      },
      { timeout: 60_000 },
    );
  };
  const showsListening = async (window: WorkbenchWindow): Promise<void> => {
    await eventually(
      async () => {
        const items = await window.statusBar();
        assert.ok(
          items.some(({ aria }) => aria.startsWith('LiveChat') && aria.includes(': listening')),
          JSON.stringify(items.map(({ aria }) => aria)),
        );
      },
      { timeout: 60_000 },
    );
  };

  before(async () => {
    second = await workbench().newWindow();
    await second.openView('LiveChat');
    await eventually(() => assert.equal(workbench().extensionHosts().length, 2));
    hosts = workbench().extensionHosts();
  });

  it('registers once, whichever window starts', async () => {
    await second.runCommand('LiveChat: Start Listening');
    for (const window of windows()) await showsListening(window);
    assert.deepEqual(await events(), kinds);
    assert.equal(new Set((await registered(sandbox())).map(({ url }) => url)).size, 1);
  });

  it('shows a chat in one notification, and in Activity of both', async () => {
    sandbox().simulator.startChat({ name: 'Robin' });
    for (const window of windows()) await showsRow(window, 'Chat started: Robin');
    await eventually(async () => assert.equal(await reportedOf('Chat started: Robin'), 1));
  });

  it('shows a burst in few notifications', async () => {
    for (let n = 0; n < 12; n += 1) sandbox().simulator.createTicket({ subject: `Burst ${n}` });
    for (const window of windows()) await showsRow(window, 'New ticket: Burst 11');
    await eventually(async () => assert.equal(await reportedOf('new tickets'), 1));
    assert.ok((await reportedOf('New ticket: Burst')) <= 1);
    await workbench().screenshot('listening-burst-1');
    await second.screenshot('listening-burst-2');
  });

  it('continues in the other window without loss when the leader is killed', async () => {
    const [leader] = hosts;
    assert.ok(leader);
    workbench().killExtensionHost(leader);
    sandbox().simulator.startChat({ name: 'Sasha' });
    await showsRow(second, 'Chat started: Sasha');
    await showsListening(second);
    sandbox().simulator.startChat({ name: 'Toni' });
    await showsRow(second, 'Chat started: Toni');
    assert.deepEqual(await events(), kinds);
    assert.ok((await reportedOf('Sasha')) <= 1);
    await second.screenshot('listening-after-kill');
  });

  it('stops for both', async () => {
    await second.runCommand('LiveChat: Stop Listening');
    await eventually(async () => assert.deepEqual(await events(), []));
  });
});
