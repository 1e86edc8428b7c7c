import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { DomElement } from './support/domElement';
import { detailPageOf, findTicket } from './support/detailPage';
import { eventually } from './support/eventually';
import { isInList } from './support/focus';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { makeTicket } from './support/writtenTicket';

const subjects = Array.from({ length: 30 }, (_, i) => `Queue ${String(i + 1).padStart(2, '0')}`);

describe('Arrow keys in the Tickets view', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    for (const subject of subjects) await makeTicket(sandbox(), subject);
    return await signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const page = () => detailPageOf(workbench());
  const press = (key: string): Promise<void> => workbench().page.keyboard.press(key);
  /** The calls that read one ticket. */
  const reads = (): number => sandbox().calls.byRoute['GET /tickets/:id'] ?? 0;
  const tabsAre = (expected: readonly string[]): Promise<void> =>
    eventually(async () => assert.deepEqual((await workbench().tabs()).sort(), [...expected].sort()));

  before(async () => {
    await findTicket(workbench(), 'Queue');
    await tickets().row('Queue').first().click();
    await page().frame.locator('form.reply textarea').waitFor();
  });

  it('show the ticket at which a held key stops, and read none in between', async () => {
    const before = reads();
    // A keyboard repeats a held key after a while.
    await press('ArrowDown');
    await pause(500);
    for (let i = 0; i < 19; i++) {
      await press('ArrowDown');
      await pause(30);
    }
    const focused = await workbench()
      .page.locator('.sidebar .monaco-list-row.focused .label-name')
      .first()
      .innerText();
    await page().waitFor(focused);
    await tabsAre([focused]);
    assert.ok(await isInList(workbench()));
    assert.equal(reads() - before, 2);
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
    await press('ArrowDown');
    const [first = ''] = await workbench().tabs();
    await page().waitFor(first);
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
    await workbench().runCommand('LiveChat: Keep Open');
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
    await tickets().row('Queue 07').click();
    await page().waitFor('Queue 07');
    await tabsAre(['Queue 07']);
  });
});
