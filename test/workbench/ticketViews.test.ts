import assert from 'node:assert/strict';
import { detailPageOf } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf, type Form } from './support/form';
import { keyboardOf } from './support/keyboard';
import { reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import type { TreeRow } from './support/views';
import { makeTicket } from './support/writtenTicket';

const setting = 'livechat.tickets.views';

describe('Saved views of tickets', () => {
  // No more open ones than LiveChat returns at once.
  const sandbox = useSandbox({ tickets: 50, agents: 4, hostile: false });
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Just asked');
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const form = (): Form => formOf(workbench());
  const press = (key: string) => workbench().page.keyboard.press(key);
  const type = (text: string) => workbench().page.keyboard.type(text);
  const calls = (): number => sandbox().calls.byRoute['GET /tickets'] ?? 0;

  const rowOf = async (label: string): Promise<TreeRow> => {
    const found = (await tickets().rows()).find((row) => row.label === label);
    assert.ok(found, `no row ${label}`);
    return found;
  };
  /** Tabs to a field; fails if the tab order does not reach it. */
  const tabTo = async (name: string): Promise<void> => {
    await press('Tab');
    await form().focus(name).first().waitFor();
  };

  it('show beside each ticket how long its customer waits, in words', async () => {
    await eventually(async () => {
      const row = await rowOf('Just asked');
      assert.match(row.description, /^[A-Z0-9]{5} · waiting \d+m · /);
      assert.match(row.aria, /, customer has waited \d minutes?/);
    });
    await eventually(async () => {
      const rows = await tickets().rows();
      assert.ok(rows.some(({ aria }) => /customer has waited .*, longer than (1 hour|8 hours)/.test(aria)));
      assert.ok(rows.some(({ description, level }) => level === 2 && !description.includes('waiting')));
    });
    await workbench().screenshot('ticket-waits');
  });

  it('are created in a form by keyboard, and put their number on the view', async () => {
    await keyboardOf(workbench()).run('LiveChat: New Ticket View');
    await form().focus('name').waitFor();
    await type('My queue');
    await tabTo('filter.status');
    await type('Open');
    for (const field of [
      'assignee',
      'group',
      'tag',
      'source',
      'query',
      'requesterMail',
      'dateFrom',
      'dateTo',
    ])
      await tabTo(`filter.${field}`);
    await tabTo('sort');
    await type('Longest');
    await tabTo('badge');
    await press('Space');
    await workbench().screenshot('ticket-view-form');
    await tabTo('place');
    await press('Tab');
    await press('Enter');
    await eventually(async () => {
      const row = await rowOf('My queue');
      assert.match(row.description, /^\d+ known$/);
      assert.equal(await workbench().badge('LiveChat'), row.description.split(' ')[0]);
    });
    const labels = (await tickets().rows()).map(({ label }) => label);
    assert.ok(labels.indexOf('My queue') < labels.indexOf('Open'), labels.join());
  });

  it('are loaded with one call when they are opened, longest wait first', async () => {
    const before = calls();
    // The row of the draft goes once the view is saved.
    await eventually(async () => assert.equal((await tickets().rows())[0]?.label, 'My queue'));
    await tickets().locator.locator('.monaco-list').first().press('Home');
    // The editor loses a key that is pressed while it draws the rows again.
    await eventually(async () => {
      if ((await rowOf('My queue')).expanded !== true) await press('ArrowRight');
      assert.equal((await rowOf('My queue')).expanded, true);
    });
    await eventually(async () => assert.match((await rowOf('My queue')).description, /^\d+$/));
    assert.equal(calls(), before + 1);
    await eventually(async () => {
      const rows = await tickets().rows();
      const children = rows.slice(rows.findIndex(({ label }) => label === 'My queue') + 1);
      const [first] = children;
      assert.equal(first?.level, 2);
      assert.match(first.description, /^[A-Z0-9]{5} · waiting \d+[hd] · /);
      assert.match((await rowOf('My queue')).aria, /^View, My queue, \d+ in all/);
    });
    await workbench().screenshot('ticket-view');
    await workbench().setTheme('light');
    await workbench().screenshot('ticket-view-light');
    await workbench().setTheme('dark');
  });

  it('are followed by Alt+Down in a ticket that was opened from them', async () => {
    const page = detailPageOf(workbench());
    const inView = async (): Promise<readonly string[]> => {
      const rows = await tickets().rows();
      const at = rows.findIndex(({ label }) => label === 'My queue');
      return rows.slice(at + 1, at + 5).map(({ label }) => label);
    };
    const selected = workbench().page.locator('.sidebar .monaco-list-row.selected');
    await tickets().locator.locator('.monaco-list').first().press('Home');
    await press('ArrowDown');
    const [first = '', second = '', third = ''] = await inView();
    await page.waitFor(first);
    await page.frame.locator('h1').click();
    for (const [key, subject, place] of [
      ['ArrowDown', second, 2],
      ['ArrowDown', third, 3],
      ['ArrowUp', second, 2],
    ] as const) {
      await press(`Alt+${key}`);
      await page.waitFor(subject);
      await eventually(async () => assert.match(await page.status(), new RegExp(`, ${place} of \\d+$`)));
      await eventually(async () => assert.equal(await selected.locator('.label-name').innerText(), subject));
    }
  });

  it('are followed by Alt+Down also after a reload of the window, in which the view is collapsed', async () => {
    const page = detailPageOf(workbench());
    const rows = await tickets().rows();
    const at = rows.findIndex(({ label }) => label === 'My queue');
    const [second = '', third = ''] = rows.slice(at + 2, at + 4).map(({ label }) => label);
    await page.waitFor(second);
    await tickets().locator.locator('.monaco-list').first().press('Home');
    await eventually(async () => {
      if ((await rowOf('My queue')).expanded !== false) await press('ArrowLeft');
      assert.equal((await rowOf('My queue')).expanded, false);
    });
    await reloadWindow(workbench());
    await page.waitFor(second);
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await rowOf('My queue')).expanded, false));
    await page.frame.locator('h1').click();
    await eventually(async () => {
      if ((await page.frame.locator('h1', { hasText: second }).count()) > 0) await press('Alt+ArrowDown');
      await page.frame.locator('h1', { hasText: third }).waitFor({ timeout: 3_000 });
    });
    await eventually(async () => assert.match(await page.status(), /, 3 of \d+$/));
    await workbench().runCommand('View: Close All Editors');
    await tickets().locator.locator('.monaco-list').first().press('Home');
  });

  it('say which one cannot be read, and why', async () => {
    const views = [
      { name: 'My queue', filter: { status: 'open' }, sort: 'waiting', badge: true },
      { name: 'Broken', filter: { page: 2 } },
    ];
    await workbench().changeSettings({ [setting]: views });
    await eventually(async () => {
      assert.match((await rowOf('Broken')).description, /Unknown field “filter\.page”/);
      await rowOf('My queue');
      await rowOf('Open');
    });
    await workbench().screenshot('ticket-view-unreadable');
  });

  it('are deleted by keyboard', async () => {
    await keyboardOf(workbench()).run('LiveChat: Delete Ticket View');
    await workbench().quickInput.waitForTitle('Delete Ticket View');
    await eventually(async () => {
      await workbench().quickInput.fill('Broken');
      const labels = (await workbench().quickInput.items()).map(({ label }) => label);
      assert.deepEqual(labels, ['Broken']);
    });
    await press('Enter');
    await workbench().dialog.click('Delete');
    await eventually(async () =>
      assert.ok(!(await tickets().rows()).some(({ label }) => label === 'Broken')),
    );
    await rowOf('My queue');
  });

  it('can be begun from a search, whose filters are toggles', async () => {
    await keyboardOf(workbench()).run('LiveChat: Search Tickets');
    await workbench().quickInput.waitForTitle('Search Tickets');
    await workbench().quickInput.pick('Customer is waiting');
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.equal(items.find(({ label }) => label === 'Customer is waiting')?.description, 'on');
    });
    await workbench().screenshot('ticket-search');
    const before = calls();
    await workbench().quickInput.pick('Show Tickets');
    await eventually(async () => {
      const rows = await tickets().rows();
      const at = rows.findIndex(({ label }) => label === 'Found Tickets');
      assert.match(rows[at]?.description ?? '', /^\d+ known$/);
      assert.match(rows[at + 1]?.description ?? '', /waiting/);
    });
    assert.equal(calls(), before);
    await workbench().screenshot('ticket-found');
    await tickets().clickTitleAction('Clear Ticket Filter');
    await eventually(async () =>
      assert.ok(!(await tickets().rows()).some(({ label }) => label === 'Found Tickets')),
    );
  });

  it('stand beside groups by waiting time', async () => {
    await workbench().runCommand('LiveChat: Switch Tickets Between Status and Waiting Time');
    await eventually(async () => {
      assert.match((await rowOf('Waiting longer than 8 hours')).description, /^\d+ known$/);
      await rowOf('Not waiting');
      assert.ok(!(await tickets().rows()).some(({ label }) => label === 'Open'));
    });
    await workbench().screenshot('ticket-wait-groups');
    await workbench().runCommand('LiveChat: Switch Tickets Between Status and Waiting Time');
    await eventually(() => rowOf('Open'));
  });
});
