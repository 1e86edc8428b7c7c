import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { signedInWorkbench, toPlatform } from './support/signedIn';
import type { TreeRow } from './support/views';

const views = { 'livechat.tickets.views': [{ name: 'Queue', filter: { status: 'open' }, sort: 'waiting' }] };

for (const kind of ['classic', 'platform'] as const) {
  describe(`A saved view with more tickets than LiveChat returns at once, of a ${kind} account`, () => {
    const sandbox = useSandbox({ tickets: 1_000, agents: 4, hostile: false });
    const workbench = use(() => {
      const { settings, env } = toPlatform(sandbox(), views);
      return signedInWorkbench(sandbox(), kind === 'platform' ? { settings, env } : { settings: views });
    });
    const tickets = () => workbench().view('Tickets');
    const press = (key: string) => workbench().page.keyboard.press(key);
    const calls = (): number => sandbox().calls.byRoute['GET /tickets'] ?? 0;
    const queue = async (): Promise<TreeRow | undefined> =>
      (await tickets().rows()).find(({ label }) => label === 'Queue');
    const focusQueue = async (): Promise<void> => {
      await keyboardOf(workbench()).run('LiveChat: Focus on Tickets View');
      await workbench().page.locator('.sidebar .monaco-list:focus').waitFor();
      await press('Home');
      await eventually(async () =>
        assert.equal(
          await workbench().page.locator('.sidebar .monaco-list-row.focused .label-name').innerText(),
          'Queue',
        ),
      );
    };
    const loadAll = (): Promise<void> => keyboardOf(workbench()).menu('Load All Tickets', focusQueue);

    it('says what its order covers, and what loading the rest costs', async () => {
      await eventually(async () => assert.ok(await queue()));
      await focusQueue();
      await eventually(async () => {
        // The editor loses a key that is pressed while it draws the rows again.
        if ((await queue())?.expanded !== true) await press('ArrowRight');
        assert.equal((await queue())?.expanded, true);
      });
      await eventually(async () => {
        assert.match((await queue())?.description ?? '', /^\d+ of \d+ loaded$/);
        assert.match((await queue())?.aria ?? '', /Longest waiting.*, of the \d+ tickets that are loaded/);
      });
      const last = tickets().row('Load All');
      await eventually(async () => {
        if (!(await last.isVisible())) await press('PageDown');
        assert.ok(await last.isVisible());
      });
      const row = (await tickets().rows()).find(({ label }) => label === 'Load All');
      assert.match(row?.description ?? '', /^\d+ calls$/);
      assert.match(
        row?.aria ?? '',
        /^Load All, \d+ calls, The order covers the \d+ tickets that are loaded\./,
      );
      await workbench().screenshot(`ticket-view-load-all-${kind}`);
    });

    it('asks before many calls, as many as the row says, and makes none that are not wanted', async () => {
      const row = (await tickets().rows()).find(({ label }) => label === 'Load All');
      const before = calls();
      await loadAll();
      const { message, detail } = await workbench().dialog.text();
      assert.match(message, /^Load all \d+ tickets of “Queue”\?$/);
      assert.equal(/^This makes (\d+ calls) to LiveChat\./.exec(detail)?.[1], row?.description);
      await workbench().screenshot(`ticket-view-load-all-question-${kind}`);
      await press('Escape');
      await workbench().dialog.locator.waitFor({ state: 'hidden' });
      assert.ok(calls() <= before + 1);
      assert.match((await queue())?.description ?? '', /loaded$/);
    });

    it('is loaded whole, and then has the right order and number', async () => {
      await loadAll();
      await workbench().dialog.text();
      await press('Enter');
      const { text } = await workbench().notifications.waitFor('tickets of “Queue” are loaded.');
      const count = /^All ([\d,]+) tickets/.exec(text)?.[1];
      await eventually(async () => assert.equal((await queue())?.description, count));
      const rows = await tickets().rows();
      const children = rows.slice(rows.findIndex(({ label }) => label === 'Queue') + 1, 6);
      const waits = children.map(({ description }) => Number(/waiting (\d+)d/.exec(description)?.[1]));
      assert.ok(waits.length > 2 && waits.every((days) => days > 0), JSON.stringify(children));
      assert.deepEqual(
        waits,
        waits.toSorted((one, other) => other - one),
      );
      await workbench().screenshot(`ticket-view-loaded-${kind}`);
    });
  });
}
