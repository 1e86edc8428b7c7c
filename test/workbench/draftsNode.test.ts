import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf } from './support/form';
import { signedInWorkbench } from './support/signedIn';

describe('Drafts in the side bar', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const tickets = () => workbench().view('Tickets');
  const first = async (): Promise<string | undefined> => (await tickets().rows())[0]?.label;
  const closeTab = () =>
    workbench().page.locator('.tab', { hasText: 'Create Ticket' }).click({ button: 'middle' });

  it('are hidden while there are none', async () => {
    await eventually(async () => assert.equal(await first(), 'Open'));
  });

  it('are listed, and a click opens them', async () => {
    await workbench().runCommand('LiveChat: Create Ticket');
    await formOf(workbench()).field('message').fill('Half a thought');
    await eventually(async () => assert.equal(await first(), 'Drafts'));
    await closeTab();
    await workbench().screenshot('drafts-node');
    await tickets().locator.locator('.monaco-list-row[aria-level="2"]').first().click();
    await eventually(async () =>
      assert.equal(
        await formOf(workbench()).field('message').inputValue({ timeout: 1000 }),
        'Half a thought',
      ),
    );
    await closeTab();
  });

  it('are discarded after a question', async () => {
    const label = (await tickets().rows())[1]?.label ?? '';
    await tickets().clickInlineAction(label, 'Discard Draft');
    assert.match((await workbench().dialog.text()).message, /Discard this draft/);
    await workbench().dialog.click('Discard');
    await eventually(async () => assert.equal(await first(), 'Open'));
  });
});
