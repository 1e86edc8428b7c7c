import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

describe('The cost of API calls', () => {
  const sandbox = useSandbox({ tickets: 30, agents: 5, hostile: false });
  const settings = { 'livechat.calls.monthlyBudget': 3 };
  const workbench = use(() => signedInWorkbench(sandbox(), { settings }));

  it('warns once that the budget is used up, with a button to its setting', async () => {
    const { text, severity, buttons } = await workbench().notifications.waitFor(
      'The monthly budget of 3 API calls',
    );
    assert.ok(text.includes('your own actions still work'), text);
    assert.deepEqual([severity, buttons], ['warning', ['Open Settings']]);
    await workbench().screenshot('calls-budget-toast');
    await workbench().notifications.close('The monthly budget of 3 API calls');
  });

  it('appears in the hover of the status bar item', async () => {
    await eventually(async () => {
      const item = workbench().page.locator('.statusbar-item[id*="livechat"]').first();
      const text = await workbench().hoverText(item);
      assert.match(
        text,
        /API calls: \d+ this minute, \d+ today, \d+ this month, about \$0\.00 at list price/,
      );
      assert.match(text, /Monthly budget: \d+ of 3 calls are used/);
    });
    await workbench().screenshot('calls-hover');
    await workbench().page.mouse.move(400, 300);
  });

  it('is listed by kind and day', async () => {
    await workbench().runCommand('LiveChat: Show API Calls');
    await eventually(async () => {
      const text = (await workbench().editorText()).replaceAll('\u00a0', ' ');
      assert.match(text, /This month by kind/);
      assert.match(text, /Tickets +\d/);
    });
    await workbench().screenshot('calls-document');
  });
});
