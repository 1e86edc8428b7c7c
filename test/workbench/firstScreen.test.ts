import assert from 'node:assert/strict';
import { sandboxSettings } from '../../scripts/startOptions.mjs';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toClassic, toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

for (const [kind, signedInTo] of [
  ['classic', toClassic],
  ['platform', toPlatform],
] as const) {
  describe(`The first screen of npm start with a ${kind} account`, function () {
    this.timeout(90_000);
    const sandbox = useSandbox({ tickets: 40, hostile: false, simulator: 'whileSubscribed' });
    const workbench = use(() => {
      const { settings, env } = signedInTo(sandbox());
      return startWorkbench({
        settings: { ...settings, ...sandboxSettings },
        env: { ...env, LIVECHAT_DESK_SANDBOX_SHOW: '1' },
        needsToken: true,
        builtIn: 'all',
      });
    });

    it('shows tickets, agents and one ticket, without a click', async () => {
      const rows = await eventually(async () => {
        const tickets = await workbench().view('Tickets').rows();
        assert.ok(tickets.length > 5, JSON.stringify(tickets));
        assert.ok((await workbench().view('Agents').rows()).length > 5);
        return tickets;
      });
      const subject = rows.find(({ level }) => level === 2)?.label ?? '';
      await workbench().webview().getByRole('heading', { name: subject }).first().waitFor();
      assert.deepEqual(await workbench().tabs(), [subject]);
      await workbench().screenshot(`first-screen-${kind}`);
    });

    it('is for whoever has the whole address', async () => {
      const { origin } = new URL(workbench().url);
      assert.equal((await fetch(origin)).status, 403);
      assert.equal((await fetch(workbench().url, { redirect: 'manual' })).status, 302);
    });

    it('has the focus in the list of tickets', async () => {
      const focused = workbench().view('Tickets').locator.locator('.monaco-list-row.focused');
      const list = workbench().view('Tickets').locator.locator('.monaco-list:focus');
      await list.waitFor();
      const first = await focused.getAttribute('aria-label');
      await workbench().page.keyboard.press('ArrowDown');
      await eventually(async () => assert.notEqual(await focused.getAttribute('aria-label'), first));
    });

    it('receives a chat soon, without a click or a question', async () => {
      await workbench().notifications.waitFor('Chat started: ');
    });
  });
}
