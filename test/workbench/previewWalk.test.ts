import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { DomElement } from './support/domElement';
import { detailPageOf, findTicket } from './support/detailPage';
import { eventually } from './support/eventually';
import { isInList } from './support/focus';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import type { View } from './support/views';
import { makeTicket } from './support/writtenTicket';

const ids = new Map<string, string>();
const subjects = Array.from({ length: 30 }, (_, i) => `Queue ${String(i + 1).padStart(2, '0')}`);

describe('Arrow keys in the Tickets view', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    for (const subject of subjects) {
      ids.set(subject, await makeTicket(sandbox(), subject, `About ${subject}: é só a devolução`));
    }
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const page = () => detailPageOf(workbench());
  const press = (key: string): Promise<void> => workbench().page.keyboard.press(key);
  /** The calls that read one ticket. */
  const reads = (): number => sandbox().calls.byRoute['GET /tickets/:id'] ?? 0;
  /** The subjects that are visible, from the top: tickets of the same second may come in any order. */
  const listed = async (): Promise<readonly string[]> =>
    (await tickets().rows()).map(({ label }) => label).filter((label) => label.startsWith('Queue'));
  /** How old the rows of a view are, if they were kept. */
  const ageOf = async ({ locator }: View): Promise<string> =>
    (await locator.locator('.pane-header .description').allInnerTexts()).join('').trim();
  const focusedRow = (): Promise<string> =>
    workbench().page.locator('.sidebar .monaco-list-row.focused .label-name').first().innerText();
  /** @returns the subject of the next row, once its ticket is shown */
  const down = async (): Promise<string> => {
    const from = await focusedRow();
    await press('ArrowDown');
    await eventually(async () => assert.notEqual(await focusedRow(), from));
    const subject = await focusedRow();
    await page().waitFor(subject);
    return subject;
  };
  const tabsAre = (expected: readonly string[]): Promise<void> =>
    eventually(async () => assert.deepEqual((await workbench().tabs()).sort(), [...expected].sort()));

  before(async () => {
    await findTicket(workbench(), 'Queue');
    await tickets().row('Queue').first().click();
    await page().frame.locator('form.reply textarea').waitFor();
  });

  it('show the ticket at which a held key stops, and read none in between', async () => {
    const before = reads();
    // A keyboard repeats a held key after a while, in which the first ticket is read.
    await down();
    await eventually(() => assert.equal(reads() - before, 1));
    for (let i = 0; i < 19; i++) {
      await press('ArrowDown');
      await pause(30);
    }
    const focused = await focusedRow();
    await page().waitFor(focused);
    await tabsAre([focused]);
    assert.ok(await isInList(workbench()));
    const paths = sandbox().calls.recent.map(({ path }) => path);
    await eventually(() => assert.ok(reads() - before >= 2));
    assert.equal(reads() - before, 2, paths.slice(-9).join(' '));
  });

  it('show a ticket that was read a moment ago without a call', async () => {
    await press('ArrowUp');
    await pause(600);
    const before = reads();
    await press('ArrowDown');
    await pause(600);
    await press('ArrowUp');
    await pause(600);
    assert.equal(reads(), before);
  });

  it('pass groups without expanding or collapsing them, which a click does', async () => {
    const groups = async (): Promise<unknown> =>
      (await tickets().rows()).flatMap(({ label, expanded }) =>
        expanded === undefined ? [] : { label, expanded },
      );
    await press('Home');
    const before = await groups();
    for (let i = 0; i < 3; i++) await press('ArrowDown');
    for (let i = 0; i < 4; i++) await press('ArrowUp');
    await pause(300);
    assert.deepEqual(await groups(), before);
    await tickets().row('Open').click();
    await eventually(async () =>
      assert.ok(!(await tickets().rows()).some(({ label }) => label === 'Queue 07')),
    );
    await tickets().row('Open').click();
    await eventually(async () =>
      assert.ok((await tickets().rows()).some(({ label }) => label.includes('Queue'))),
    );
    assert.deepEqual(await groups(), before);
  });

  it('stay in the list at its end, and keep no tab', async () => {
    await press('End');
    for (let i = 0; i < 5; i++) {
      await press('ArrowDown');
      await pause(40);
    }
    assert.ok(await isInList(workbench()));
    await eventually(async () => assert.equal((await workbench().tabs()).length, 1));
  });

  it('are Alt+Down and Alt+Up inside the panel, which goes to the top and names the ticket', async () => {
    const { frame } = page();
    await press('Home');
    const first = await down();
    await tabsAre([first]);
    await frame.locator('h1').click();
    await press('Alt+ArrowDown');
    await eventually(async () => assert.notDeepEqual(await workbench().tabs(), [first]));
    const [second = ''] = await workbench().tabs();
    await page().waitFor(second);
    assert.equal((await workbench().tabs()).length, 1);
    await eventually(async () => assert.equal(await page().status(), `${second}, 2 of 25`));
    assert.equal(await frame.locator('h1').evaluate((h1: DomElement) => h1.getAttribute('tabindex')), '-1');
    await press('Alt+ArrowUp');
    await page().waitFor(first);
    await press('Alt+ArrowUp');
    await eventually(async () => assert.equal(await page().status(), 'This is the first ticket.'));
    assert.deepEqual(await workbench().tabs(), [first]);
    const selected = workbench().page.locator('.sidebar .monaco-list-row.selected .label-name');
    assert.equal(await selected.innerText(), first);
  });

  it('leave a kept tab alone', async () => {
    const [kept = ''] = await workbench().tabs();
    const button = workbench().page.locator('.editor-actions').getByRole('button', { name: 'Keep Open' });
    await button.waitFor();
    await workbench().runCommand('LiveChat: Keep Open');
    await button.waitFor({ state: 'hidden' });
    await page().frame.locator('h1').click();
    await press('Alt+ArrowDown');
    await eventually(async () => assert.equal((await workbench().tabs()).length, 2));
    assert.ok((await workbench().tabs()).includes(kept));
    await workbench().runCommand('View: Close All Editors');
    await tickets().row('Queue').first().click();
    await eventually(async () => assert.equal((await workbench().tabs()).length, 1));
  });

  it('leave the preview a preview after a reload of the window', async () => {
    await press('Home');
    const [first = ''] = await workbench().tabs();
    await page().waitFor(first);
    await pause(1500);
    await reloadWindow(workbench());
    await page().frame.locator('h1').waitFor();
    await workbench().openView('LiveChat');
    await findTicket(workbench(), 'Queue');
    const other = (await listed())[4] ?? '';
    await tickets().row(other).click();
    await page().waitFor(other);
    await tabsAre([other]);
  });

  /** In the order of the list. */
  const seen: string[] = [];

  it('fetch the tickets after and before the shown one ahead', async () => {
    await workbench().changeSettings({ 'livechat.localData.prefetchPerDay': 100 });
    const [first = '', before = '', shown = '', after = ''] = await listed();
    await eventually(async () => {
      // The window may not have the changed setting at the first click.
      for (const row of [first, shown]) {
        await tickets().row(row).click();
        await page().waitFor(row);
      }
      await eventually(
        () => {
          const paths = sandbox().calls.recent.map(({ path }) => path);
          for (const id of [ids.get(before), ids.get(after)])
            assert.ok(paths.some((path) => path.endsWith(`/tickets/${id}`)));
        },
        { timeout: 10_000 },
      );
    });
    await workbench().changeSettings({ 'livechat.localData.prefetchPerDay': 0 });
  });

  it('read a queue that was seen without a network, after a reload', async () => {
    const [first = ''] = await listed();
    await tickets().row(first).click();
    await page().waitFor(first);
    seen.push(first);
    for (let i = 1; i < 25; i++) {
      await pause(350);
      seen.push(await down());
    }
    assert.equal(new Set(seen).size, 25);
    await onDisk(workbench(), `About ${seen.at(-1)}`);
    sandbox().faults.next({ reset: true, times: Infinity });
    await reloadWindow(workbench());
    await workbench().openView('LiveChat');
    await eventually(async () => {
      const [failed, ...kept] = await tickets().rows();
      assert.equal(failed?.label, 'Try again');
      assert.ok(kept.some(({ label }) => label === first));
    });
    const agents = workbench().view('Agents');
    await eventually(async () => assert.ok((await agents.rows()).length > 3));
    for (const view of [tickets(), agents]) {
      assert.match(await ageOf(view), /now|ago/);
    }
    await workbench().screenshot('offline-light');
    await tickets().row(first).click();
    for (const [at, subject] of seen.entries()) {
      await page().frame.getByText(`About ${subject}:`).waitFor();
      if (at < 24) await press('ArrowDown');
    }
    assert.ok(await isInList(workbench()));
  });

  it('find a message without its accents while typing, and keep a reply that cannot be sent', async () => {
    await workbench().runCommand('LiveChat: Search Tickets and Chats on This Machine');
    const { quickInput } = workbench();
    const [, sought = ''] = seen;
    await quickInput.fill(`${sought.toLowerCase()} devolucao`);
    await eventually(async () => assert.equal((await quickInput.items())[0]?.label, sought));
    await quickInput.accept();
    await page().frame.getByText(`About ${sought}:`).waitFor();
    await page().field('message').fill('Written without a network');
    await page().button('Send Reply').click();
    await page().frame.getByText('could not be reached').first().waitFor();
    assert.equal(await page().field('message').inputValue(), 'Written without a network');
    await workbench().screenshot('offline-reply-light');
  });

  it('are followed by the newest state as soon as the network is back', async () => {
    sandbox().faults.clear();
    for (const view of [tickets(), workbench().view('Agents')]) {
      await eventually(async () => assert.equal(await ageOf(view), ''), { timeout: 90_000 });
    }
    await eventually(async () => {
      const labels = (await workbench().view('Agents').rows()).map(({ label }) => label);
      assert.ok(labels.length >= 3 && !labels.includes('Try again'), labels.join());
    });
    assert.equal(await page().field('message').inputValue(), 'Written without a network');
  });
});
