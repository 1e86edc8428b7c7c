import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostileTexts } from '../unit/support/hostileData';
import {
  chatArrival,
  ownerAccount,
  ticketArrival,
  workbenchWithEvents,
  type StoredEvents,
} from './support/arrivals';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import type { View } from './support/views';
import { makeTicket } from './support/writtenTicket';

const minute = 60_000;
const day = 24 * 60 * minute;
const themes = ['light', 'dark', 'hc-dark'] as const;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

describe('Activity', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let ticketId = '';
  const workbench = use(async () => {
    ticketId = await makeTicket(sandbox(), 'Zipper stuck', 'Please help');
    return await workbenchWithEvents(sandbox(), events());
  });
  const view = (): View => workbench().view('Activity');

  /** Oldest first. */
  function events(): StoredEvents[] {
    const now = Date.now();
    const account = ownerAccount(sandbox());
    const old = Array.from({ length: 50 }, (_, n): StoredEvents => {
      return { arrival: ticketArrival(account, `OLD${n}`, `Old ticket ${n}`), at: now - day, isRead: true };
    });
    const running = { started_timestamp: iso(now - 5 * minute), groups: [1] };
    const ended = { started_timestamp: iso(now - 20 * minute), groups: [0] };
    const visitor = { name: 'Nils Lund', email: 'nils@mail.test', page_current: 'https://shop.test/cart' };
    const over = { ...ended, ended_timestamp: iso(now - 8 * minute) };
    return [
      ...old,
      {
        arrival: chatArrival(account, 'chat_started', 'C2', { chat: ended, visitor }),
        at: now,
        isRead: true,
      },
      { arrival: chatArrival(account, 'chat_ended', 'C2', { chat: over, visitor }), at: now },
      {
        arrival: chatArrival(account, 'chat_started', 'C1', { chat: running, visitor: { name: 'Kim Lee' } }),
        at: now,
      },
      { arrival: ticketArrival(account, 'H1', hostileTexts[1]?.subject ?? ''), at: now },
      { arrival: ticketArrival(account, ticketId, 'Zipper stuck'), at: now },
    ];
  }

  const copied = (): Promise<string> =>
    workbench().page.evaluate(() =>
      (
        globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
      ).navigator.clipboard.readText(),
    );
  const shown = async () => (await view().rows()).map(({ label, description }) => [label, description]);
  const rowOf = async (label: string) => {
    const row = (await view().rows()).find((each) => each.label.includes(label));
    assert.ok(row, `no row ${label}`);
    return row;
  };

  it('is the third view, newest first, by day, with unread events marked by a word', async () => {
    await view().expand();
    await eventually(async () => assert.ok((await view().rows()).length > 4));
    const rows = await view().rows();
    assert.deepEqual(
      rows.slice(0, 6).map(({ label }) => label),
      [
        'Today',
        'New ticket: Zipper stuck',
        'New ticket: $(error) $(sync~spin) Your account is locked',
        'Chat started: Kim Lee',
        'Chat ended: Nils Lund',
        'Chat started: Nils Lund',
      ],
    );
    assert.match((await rowOf('Zipper stuck')).description, /^new · .* · \w+$/);
    assert.match((await rowOf('Zipper stuck')).aria, /unread/);
    assert.match((await rowOf('Chat started: Kim')).description, /^new · .* · running for \d+m/);
    assert.match((await rowOf('Chat ended: Nils')).description, /ended after 12m$/);
    assert.doesNotMatch((await rowOf('Chat started: Nils')).description, /new/);
    assert.match((await rowOf('Chat started: Nils')).description, /ended after 12m$/);
    assert.equal(
      await view().row('Your account is locked').locator('.codicon-error, .codicon-sync').count(),
      0,
    );
  });

  it('shows the number of unread events on the container', async () => {
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), '4'));
  });

  it('shows details in the hover, as plain text', async () => {
    const hover = await view().hover('Chat ended: Nils');
    for (const text of ['Nils Lund · nils@mail.test', 'C2 · ended after 12m', 'https://shop.test/cart']) {
      assert.ok(hover.includes(text), hover);
    }
  });

  it('makes no API calls when drawn', async () => {
    sandbox().calls.reset();
    await view().clickTitleAction('Refresh Activity');
    await view().clickTitleAction('Refresh Activity');
    await eventually(async () => assert.ok((await view().rows()).length > 4));
    assert.deepEqual(sandbox().calls.byRoute, {});
  });

  it('looks right in every theme', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`activity-${theme}`);
    }
    await workbench().setTheme('light');
  });

  it('opens the ticket of an event, and marks the event as read', async () => {
    const title = workbench().webview().locator('h1', { hasText: 'Zipper stuck' });
    await view().openRow('New ticket: Zipper stuck', title);
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), '3'));
    await eventually(async () =>
      assert.doesNotMatch((await rowOf('New ticket: Zipper')).description, /^new/),
    );
  });

  it('opens the chat of an event by keyboard', async () => {
    const list = view().locator.locator('.monaco-list').first();
    await list.focus();
    // The list may be redrawn between the keys.
    await eventually(async () => {
      for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await list.press(key);
      assert.match(await list.locator('.monaco-list-row.focused').innerText(), /Chat ended: Nils/);
    });
    await list.press('Enter');
    await workbench().webview().locator('h1', { hasText: 'Nils Lund' }).waitFor();
    await eventually(async () => assert.ok((await workbench().tabs()).includes('Nils Lund')));
  });

  it('offers to open, mark, replay and copy each event', async () => {
    const entries = await view().openContextMenu('Chat started: Kim');
    assert.deepEqual(entries.filter(Boolean), ['Open Event', 'Mark as Read', 'Replay…', 'Copy ID']);
    await workbench().screenshot('activity-menu');
    await workbench().clickMenuEntry('Copy ID');
    await eventually(async () => assert.equal(await copied(), 'C1'));
  });

  it('filters by event and by group, and shows the filter', async () => {
    await view().clickTitleAction('Filter Activity');
    await workbench().quickInput.pick('Event');
    await workbench().quickInput.pick('Chats that start');
    await eventually(async () =>
      assert.deepEqual(
        (await view().rows()).map(({ label }) => label),
        ['Today', 'Chat started: Kim Lee', 'Chat started: Nils Lund'],
      ),
    );
    // The end of the chat is filtered out, but known.
    assert.match((await rowOf('Chat started: Nils')).description, /ended after 12m$/);
    await view().clickTitleAction('Filter Activity');
    await workbench().quickInput.pick('Group');
    await workbench().screenshot('activity-filter-group');
    await workbench().quickInput.pick('Sales');
    await eventually(async () => assert.equal((await shown()).length, 2));
    await workbench().screenshot('activity-filtered');
    await view().clickTitleAction('Clear Activity Filter');
    await eventually(async () => assert.ok((await shown()).length > 5));
  });

  it('loads more on request', async () => {
    const list = view().locator.locator('.monaco-list').first();
    await list.focus();
    await list.press('End');
    await view().row('Load more').click();
    await eventually(async () => {
      await list.press('End');
      assert.ok((await view().rows()).some(({ label }) => label === 'New ticket: Old ticket 0'));
    });
    await list.press('Home');
  });

  it('replays an event in this window, without a new row', async () => {
    const before = (await shown()).length;
    await view().chooseInContextMenu('Chat started: Kim', 'Replay…', workbench().quickInput.locator);
    await workbench().quickInput.pick('In this window');
    const toast = await workbench().notifications.waitFor('Chat started: Kim Lee');
    assert.deepEqual(toast.buttons, ['Open Chat']);
    await workbench().notifications.click('Chat started: Kim Lee', 'Open Chat');
    await workbench().webview().locator('h1', { hasText: 'Kim Lee' }).waitFor();
    assert.equal((await shown()).length, before);
  });

  it('replays an event to an app on this machine only, and remembers the address', async () => {
    const bodies: string[] = [];
    const app = createServer((request, response) => {
      request.on('data', (part: Buffer) => bodies.push(part.toString()));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = app.address() as AddressInfo;
      await view().chooseInContextMenu('Chat started: Kim', 'Replay…', workbench().quickInput.locator);
      await workbench().quickInput.pick('To an app on this machine…');
      await eventually(async () => assert.match(await workbench().quickInput.placeholder(), /^http:/));
      await workbench().quickInput.fill('https://evil.example/hook');
      await workbench().quickInput.accept();
      await eventually(async () =>
        assert.match(await workbench().quickInput.message(), /Only an app on this/),
      );
      await workbench().screenshot('activity-replay-refused');
      await workbench().quickInput.fill(`http://127.0.0.1:${port}/hook`);
      await workbench().quickInput.accept();
      await workbench().notifications.waitFor(`127.0.0.1:${port} answered 200 in`);
      assert.equal((JSON.parse(bodies.join('')) as { event_type: string }).event_type, 'chat_started');
      await view().chooseInContextMenu('Chat started: Kim', 'Replay…', workbench().quickInput.locator);
      await workbench().quickInput.pick('To an app on this machine…');
      await eventually(async () =>
        assert.equal(await workbench().quickInput.value(), `http://127.0.0.1:${port}/hook`),
      );
      await workbench().quickInput.cancel();
    } finally {
      app.close();
    }
  });

  it('shows the unread count after a reload, before the view is opened', async () => {
    const before = await eventually(async () => {
      const badge = await workbench().badge('LiveChat');
      assert.notEqual(badge, '');
      return badge;
    });
    await workbench().openView('Explorer');
    await reloadWindow(workbench());
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), before));
    await workbench().openView('LiveChat');
  });

  it('marks everything as read', async () => {
    await view().clickTitleAction('Mark All as Read');
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), ''));
    // The badge is updated before the rows.
    await eventually(async () =>
      assert.ok((await shown()).every(([, description]) => !description?.startsWith('new'))),
    );
  });
});
