import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { startWorkbench } from './support/startWorkbench';

describe('The demo account', () => {
  const workbench = use(() => startWorkbench());

  before(() => workbench().openView('LiveChat'));

  it('shows tickets and agents without a key, and is marked as a demo', async () => {
    await workbench().runCommand('LiveChat: Try the Demo Account');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await eventually(async () => assert.ok((await workbench().view('Agents').rows()).length > 3));
    await eventually(async () =>
      assert.ok((await workbench().statusBar()).some(({ text }) => text.includes('Demo account'))),
    );
    await workbench().screenshot('demo-account');
  });

  it('is restored after a reload', async () => {
    await reloadWindow(workbench());
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
  });
});
