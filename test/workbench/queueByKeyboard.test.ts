import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { detailPageOf } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { signedInWorkbench } from './support/signedIn';
import { callAs } from './support/writtenTicket';

const openTickets = 500;
const apology = 'Sorry that you had to wait, {{requester.firstName | there}}.';

describe('A queue of 500 open tickets, by keyboard alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'replies-'));
  writeFileSync(path.join(folder, 'apology.md'), `---\ntitle: Apology\n---\n${apology}`);
  after(() => rmSync(folder, { recursive: true }));
  const sandbox = useSandbox({ tickets: 1_600, agents: 4, hostile: false });
  const workbench = use(() =>
    signedInWorkbench(sandbox(), {
      settings: {
        'livechat.replies.folder': folder,
        'livechat.tickets.views': [{ name: 'Queue', filter: { status: 'open' }, sort: 'waiting' }],
      },
    }),
  );
  const keyboard = () => keyboardOf(workbench());
  const press = (key: string): Promise<void> => keyboard().press(key);
  const tickets = () => workbench().view('Tickets');
  const page = () => detailPageOf(workbench());
  const bulk = () => workbench().webview();
  const text = async (): Promise<string> => (await workbench().editorText()).replaceAll('\u00a0', ' ');
  const inList = () => workbench().page.locator('.sidebar .monaco-list:focus');
  const focusList = async (): Promise<void> => {
    await keyboard().run('LiveChat: Focus on Tickets View');
    await inList().waitFor();
    await press('Home');
  };
  /** Picks an item once the list with this placeholder is there: the one before may still be open. */
  const pick = async (placeholder: string, label: string): Promise<void> => {
    await eventually(async () => assert.equal(await workbench().quickInput.placeholder(), placeholder));
    await keyboard().pick(label);
  };
  /** The rows of the saved view. */
  const queue = async () => {
    const rows = await tickets().rows();
    const at = rows.findIndex(({ label }) => label === 'Queue');
    return { row: rows[at], first: rows[at + 1] };
  };
  let longest = '';
  let solved: readonly string[] = [];

  before(async () => {
    await workbench().page.evaluate(
      `addEventListener('mousedown', () => { globalThis.clicked = true; }, true)`,
    );
    await eventually(async () => {
      const rows = await tickets().rows();
      const open = rows.find(({ label, level }) => label === 'Open' && level === 1);
      assert.ok(Number(open?.description.replace(',', '')) >= openTickets, open?.description);
      assert.ok((await queue()).row);
    });
    sandbox().calls.reset();
  });
  afterEach(async () => {
    assert.equal(await workbench().page.evaluate('globalThis.clicked'), undefined);
    // All of them are fewer than those of any 60 seconds may be.
    assert.ok(sandbox().calls.count <= 100, `${sandbox().calls.count} calls`);
  });

  it('is read, and has the ticket that waits longest first', async () => {
    await focusList();
    // The editor drops the key while it replaces the rows.
    await eventually(async () => {
      if ((await queue()).row?.expanded === false) {
        await press('ArrowRight');
      }
      assert.equal((await queue()).row?.expanded, true);
    });
    // Until all are loaded, the order covers some of them only.
    await eventually(async () => assert.match((await queue()).row?.description ?? '', /loaded$/));
    await keyboard().menu('Load All Tickets', focusList);
    await workbench().dialog.text();
    await workbench().screenshot('queue-load-all');
    await press('Enter');
    await workbench().notifications.waitFor('tickets of “Queue” are loaded.');
    await keyboard().run('Notifications: Clear All Notifications');
    await focusList();
    await eventually(async () => {
      const { row, first } = await queue();
      assert.match(row?.description ?? '', /^[\d,]+$/);
      assert.ok(Number(row?.description.replace(',', '')) >= openTickets, row?.description);
      assert.match(first?.description ?? '', /waiting \d+d/);
    });
    await press('ArrowDown');
    const { first } = await queue();
    longest = first?.description.split(' ')[0] ?? '';
    await page().waitFor(first?.label ?? 'no ticket');
    await workbench().screenshot('queue-longest');
  });

  it('is begun with a canned reply to it', async () => {
    await keyboard().run('LiveChat: Insert Canned Reply');
    await pick('Type a title, a tag or words of the reply', 'Apology');
    await eventually(async () => assert.match(await page().field('message').inputValue(), /^Sorry that/));
    await workbench().screenshot('queue-reply');
    await press('Control+Enter');
    await eventually(async () => {
      const ticket = await callAs(sandbox(), 'GET', `/tickets/${longest}`);
      assert.match(JSON.stringify(ticket), /Sorry that you had to wait, /);
    });
  });

  it('has ten others solved together', async () => {
    await focusList();
    // The draft of the reply is above the view until it was sent.
    await eventually(async () => assert.equal((await tickets().rows())[0]?.label, 'Queue'));
    await press('Home');
    // Once the ticket was answered, another one is the first.
    await eventually(async () => assert.notEqual((await queue()).first?.description.split(' ')[0], longest));
    const focused = workbench().page.locator('.sidebar .monaco-list:focus .monaco-list-row.focused');
    for (let row = 1; row <= 10; row += 1) {
      await press(row === 1 ? 'ArrowDown' : 'Shift+ArrowDown');
      await eventually(async () => assert.equal(await focused.getAttribute('data-index'), String(row)));
    }
    await press('Alt+Enter');
    await eventually(async () =>
      assert.equal(await bulk().getByRole('heading', { level: 1 }).innerText(), 'Change Tickets: 10'),
    );
    await bulk().locator('select[name="status"]:focus').waitFor();
    await keyboard().type('So');
    await eventually(async () =>
      assert.equal(await bulk().locator('[name="status"]').inputValue(), 'solved'),
    );
    await press('Control+Enter');
    await bulk().locator('p.summary', { hasText: '10 of 10 tickets will be changed.' }).waitFor();
    await workbench().screenshot('queue-plan');
    const confirm = bulk().getByRole('button', { name: 'Change 10 Tickets', exact: true });
    await eventually(async () => {
      await bulk().locator('p.summary:focus').or(bulk().locator('button:focus')).waitFor({ timeout: 2_000 });
      for (let step = 0; step < 5 && !(await confirm.and(bulk().locator(':focus')).isVisible()); step += 1)
        await press('Tab');
      assert.ok(await confirm.and(bulk().locator(':focus')).isVisible());
    });
    await press('Enter');
    await bulk().locator('p.summary', { hasText: 'Done: 10.' }).waitFor();
    const changed = sandbox().calls.recent.filter(
      ({ method, path: called }) => method === 'PUT' && !called.endsWith(`/${longest}`),
    );
    solved = changed.map(({ path: called }) => called.split('/').at(-1) ?? '');
    assert.equal(new Set(solved).size, 10);
  });

  it('ends with the hand-over note, which says so', async () => {
    await keyboard().run('LiveChat: Hand-Over Note');
    await pick('Select a period', 'Last 8 hours');
    await eventually(async () => {
      const note = await text();
      assert.match(note, /# Hand-Over Note/);
      assert.match(note, /- Tickets answered: 1$/m);
      assert.ok(note.includes(`(${longest})`), note);
      // Two were solved before.
      assert.match(note, /- Tickets solved: 1\d$/m);
      assert.ok(
        solved.some((id) => note.includes(`(${id})`)),
        note,
      );
    });
    await workbench().screenshot('queue-note');
  });
});
