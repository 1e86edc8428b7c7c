import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

describe('Tickets view', () => {
  const sandbox = useSandbox({ tickets: 200, agents: 4 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const tickets = () => workbench().view('Tickets');

  /** Collapses the other views. */
  before(async () => {
    for (const title of ['Agents', 'Activity']) {
      const header = workbench().view(title).locator.locator('.pane-header');
      await eventually(async () => {
        // By a key: the hover of the icon that opened the views may cover the header.
        if ((await header.getAttribute('aria-expanded')) === 'true') await header.press('ArrowLeft');
        assert.equal(await header.getAttribute('aria-expanded'), 'false');
      });
    }
  });

  async function count(group: string): Promise<number> {
    const rows = await tickets().rows();
    return Number(rows.find(({ label, level }) => label === group && level === 1)?.description);
  }

  /** The same, once it is shown. */
  function counted(group: string): Promise<number> {
    return eventually(async () => {
      await tickets().locator.locator('.monaco-list').first().press('Home');
      const total = await count(group);
      assert.ok(!Number.isNaN(total), `${group} has no count`);
      return total;
    });
  }

  async function toEnd(): Promise<void> {
    await tickets().locator.locator('.monaco-list').first().focus();
    await workbench().page.keyboard.press('End');
  }

  async function pickFilter(field: string, value: string): Promise<void> {
    await tickets().clickTitleAction('Filter Tickets');
    await workbench().quickInput.waitForTitle('Filter Tickets');
    await workbench().quickInput.pick(field);
    await eventually(async () =>
      assert.ok((await workbench().quickInput.items()).some(({ label }) => label === value)),
    );
    await workbench().quickInput.pick(value);
    await workbench().quickInput.waitUntilClosed();
  }

  it('groups tickets by status with counts, newest first, with one call per group', async () => {
    await eventually(async () => assert.ok((await count('Open')) > 25));
    assert.equal(sandbox().calls.byRoute['GET /tickets'], 4);
    const [, first] = await tickets().rows();
    assert.match(first?.description ?? '', /^[A-Z0-9]{5} · /);
  });

  it('loads more at the end of a group, and nothing twice', async () => {
    const open = await counted('Open');
    const label = tickets().locator.locator('.label-name', { hasText: 'Load more' }).first();
    await tickets().row('Pending').click();
    await eventually(async () => {
      const pending = (await tickets().rows()).find(({ label: group }) => group === 'Pending');
      assert.equal(pending?.expanded, false);
    });
    await toEnd();
    await eventually(async () => assert.ok(await label.isVisible()));
    await workbench().screenshot('tickets-load-more');
    for (let more = Math.ceil(open / 25) - 1; more > 0; more -= 1) {
      const before = sandbox().calls.byRoute['GET /tickets'] ?? 0;
      await toEnd();
      await workbench().page.keyboard.press('ArrowUp');
      await workbench().page.keyboard.press('ArrowUp');
      await workbench().page.keyboard.press('ArrowUp');
      await workbench().page.keyboard.press('Enter');
      await eventually(() => assert.equal(sandbox().calls.byRoute['GET /tickets'], before + 1));
    }
    await eventually(async () => assert.equal(await label.isVisible(), false));
  });

  it('shows a ticket’s details in the hover, as plain text', async () => {
    await workbench().page.keyboard.press('Home');
    const text = await tickets().hover((await tickets().rows())[1]?.label ?? '');
    for (const field of ['Ticket:', 'Status: Open', 'Requester:', 'Assignee:', 'Source:', 'Modified:']) {
      assert.ok(text.includes(field), `${field} in ${text}`);
    }
    await workbench().screenshot('ticket-hover');
    await workbench().page.mouse.move(700, 400);
  });

  it('becomes a flat list when filtered by status, and grouped again without the filter', async () => {
    const solved = await count('Solved');
    await pickFilter('Status', 'Solved');
    await eventually(async () => {
      const rows = await tickets().rows();
      assert.ok(rows.length > 5);
      assert.ok(rows.every(({ level }) => level === 1));
    });
    await workbench().screenshot('tickets-filtered');
    await tickets().clickTitleAction('Clear Ticket Filter');
    await eventually(async () => assert.equal(await count('Solved'), solved));
  });

  it('filters by assignee and by tag, selected by name', async () => {
    const open = await counted('Open');
    await pickFilter('Assignee', 'Unassigned');
    await eventually(async () => assert.ok((await count('Open')) < open));
    const unassigned = await counted('Open');
    await pickFilter('Tag', 'With any tag');
    await eventually(async () => assert.ok((await count('Open')) < unassigned));
    const query = sandbox().calls.recent.findLast(({ path }) => path.endsWith('/tickets'))?.query;
    assert.equal(query?.assigned, '0');
    assert.equal(query.tagged, '1');
    await tickets().clickTitleAction('Clear Ticket Filter');
    await eventually(async () => assert.equal(await count('Open'), open));
  });

  it('says when no ticket matches, and offers to clear the filter', async () => {
    await workbench().runCommand('LiveChat: Search Tickets');
    await workbench().quickInput.fill('no customer ever wrote this');
    await workbench().quickInput.accept();
    await eventually(async () => assert.deepEqual(await tickets().welcomeButtons(), ['Clear Filter']));
    await workbench().screenshot('tickets-none-match');
    await tickets().clickWelcomeButton('Clear Filter');
    await eventually(async () => assert.ok((await count('Open')) > 0));
  });

  it('shows hostile texts as plain text, without icons, links, elements or reversed lines', async () => {
    await workbench().runCommand('LiveChat: Search Tickets');
    await workbench().quickInput.fill('command:');
    await workbench().quickInput.accept();
    await eventually(async () => {
      const labels = (await tickets().rows()).map(({ label }) => label);
      assert.ok(
        labels.some((label) => label.includes('](command:')),
        labels.join('\n'),
      );
    });
    const body = tickets().locator.locator('.monaco-list-rows');
    assert.equal(await body.locator('a[href*="command:"], img, script').count(), 0);
    assert.equal(await body.locator('.label-name .codicon').count(), 0);
    await tickets().hover('command:');
    const links = workbench().page.locator('.monaco-hover:visible a, .monaco-hover:visible img');
    assert.equal(await links.count(), 0);
    await workbench().screenshot('ticket-hostile-hover');
    await workbench().page.mouse.move(700, 400);
    await tickets().clickTitleAction('Clear Ticket Filter');
    await eventually(async () => assert.ok((await count('Open')) > 25));
  });
});
