import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { themeKinds } from './support/theme';
import { signedInWorkbench } from './support/signedIn';
import { makeTicket } from './support/writtenTicket';

describe('Accessibility of row actions', () => {
  const subject = 'Looks of a row';
  const sandbox = useSandbox({ tickets: 30, agents: 5, hostile: false });
  const workbench = use(async () => {
    await makeTicket(sandbox(), subject);
    return await signedInWorkbench(sandbox());
  });
  const row = async (view: string, label: string, entry: string, opened: Locator): Promise<void> => {
    await workbench().view(view).chooseInContextMenu(label, entry, opened);
  };
  /** An agent that can be removed. */
  const other = (): string => sandbox().credentials[1]?.name ?? '';
  const leave = async (): Promise<void> => {
    await workbench().quickInput.cancel();
    await workbench().quickInput.waitUntilClosed();
  };

  for (const theme of themeKinds) {
    it(`in ${theme}`, async () => {
      const shot = (name: string): Promise<string> => workbench().screenshot(`row-${name}-${theme}`);
      await workbench().setTheme(theme);
      await workbench().view('Tickets').row(subject).waitFor();
      await workbench().view('Tickets').openContextMenu(subject);
      await shot('menu');
      await workbench().page.keyboard.press('Escape');
      for (const [entry, name, item] of [
        ['Set Status…', 'status', 'Solved'],
        ['Assign to…', 'assignee', other()],
        ['Add Tags…', 'tags', 'billing'],
      ] as const) {
        await row('Tickets', subject, entry, workbench().quickInput.locator);
        await eventually(async () => {
          assert.ok(await workbench().quickInput.isOpen());
          const labels = (await workbench().quickInput.items()).map(({ label }) => label.trim());
          assert.ok(labels.includes(item), labels.join());
        });
        await shot(name);
        await leave();
      }
      await row('Tickets', subject, 'Reply…', workbench().quickInput.locator);
      await workbench().quickInput.fill('Half a reply');
      await shot('reply');
      // Remaining text would become a draft, and its row would come first.
      await workbench().quickInput.fill('');
      await leave();
      await row('Agents', other(), 'Remove Agent', workbench().dialog.locator);
      await shot('remove');
      await workbench().dialog.click('Remove Agent');
      await workbench().notifications.waitFor('Removing');
      await shot('removing');
      await workbench().notifications.click('Removing', 'Cancel');
      await eventually(async () => assert.deepEqual(await workbench().notifications.all(), []));
    });
  }
});
