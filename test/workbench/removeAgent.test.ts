import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { callAs } from './support/writtenTicket';

const delayMs = 10_000;

describe('Removing an agent', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 6, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const agents = () => workbench().view('Agents');

  /** An agent that no test signs in as. */
  async function newAgent(): Promise<string> {
    const own = sandbox().credentials.map(({ name }) => name);
    return await eventually(async () => {
      const rows = await agents().rows();
      const other = rows.find(({ label }) => !own.includes(label));
      assert.ok(other, rows.map(({ label }) => label).join());
      return other.label;
    });
  }

  function removals(): number {
    return sandbox().calls.recent.filter(({ method }) => method === 'DELETE').length;
  }

  async function askToRemove(name: string): Promise<void> {
    await agents().chooseInContextMenu(name, 'Remove Agent', workbench().dialog.locator);
  }

  it('is offered on a row beside setting the status', async () => {
    const name = await newAgent();
    await agents().openContextMenu(name);
    await workbench().screenshot('agent-menu');
    await workbench().clickMenuEntry('Set Status…');
    await workbench().quickInput.waitForTitle(name);
    await workbench().quickInput.pick('not accepting chats');
    // LiveChat does not change the status of an offline agent, and a message says so.
    await workbench().notifications.waitFor(`does not change the status of ${name}`);
    await workbench().notifications.close('does not change the status');
    const online = sandbox().credentials[2]?.name ?? '';
    await agents().chooseInContextMenu(online, 'Set Status…', workbench().quickInput.locator);
    await workbench().quickInput.waitForTitle(online);
    await workbench().quickInput.pick('not accepting chats');
    await eventually(async () => {
      const row = (await agents().rows()).find(({ label }) => label === online);
      assert.match(row?.description ?? '', /not accepting chats/);
    });
  });

  it('is offered beside a status that is not set over a colleague’s change', async () => {
    const { login = '', name = '' } = sandbox().credentials[2] ?? {};
    await callAs(sandbox(), 'PUT', `/agents/${login}`, { status: 'accepting chats' });
    await agents().chooseInContextMenu(name, 'Set Status…', workbench().quickInput.locator);
    await workbench().quickInput.waitForTitle(name);
    await workbench().quickInput.pick('offline');
    await workbench().notifications.waitFor('Someone else has changed this agent: Status.');
    await workbench().notifications.close('Someone else has changed');
    const stored = await callAs(sandbox(), 'GET', `/agents/${login}`);
    assert.equal((stored as unknown as { status: string }).status, 'accepting chats');
    await eventually(async () => {
      const row = (await agents().rows()).find(({ label }) => label === name);
      assert.doesNotMatch(row?.description ?? '', /not accepting/);
    });
  });

  it('asks with a dialog that names the agent and the consequences, and can be refused', async () => {
    const name = await newAgent();
    await askToRemove(name);
    const { message, detail } = await workbench().dialog.text();
    assert.ok(message.includes(name) && message.includes('@'), message);
    assert.match(detail, /statistics.*e-mail.*cannot be undone/);
    await workbench().screenshot('remove-agent-dialog');
    await workbench().dialog.click('Cancel');
    await workbench().dialog.locator.waitFor({ state: 'hidden' });
    assert.equal(removals(), 0);
  });

  it('can be cancelled for ten seconds, without sending anything', async () => {
    const name = await newAgent();
    await askToRemove(name);
    await workbench().dialog.click('Remove Agent');
    await workbench().notifications.waitFor('Removing');
    await workbench().screenshot('remove-agent-countdown');
    await workbench().notifications.click('Removing', 'Cancel');
    await workbench().page.waitForTimeout(delayMs + 1_500);
    assert.equal(removals(), 0);
    assert.ok(await agents().row(name).isVisible());
    assert.deepEqual(await workbench().notifications.all(), []);
  });

  it('sends nothing if the window closes before the delay is over', async () => {
    const name = await newAgent();
    await askToRemove(name);
    await workbench().dialog.click('Remove Agent');
    await workbench().notifications.waitFor('Removing');
    await workbench().page.reload();
    await workbench().page.waitForTimeout(delayMs + 1_500);
    assert.equal(removals(), 0);
    await workbench().openView('LiveChat');
    await agents().row(name).waitFor();
  });

  it('happens after ten seconds, and updates the list', async () => {
    const name = await newAgent();
    await workbench().runCommand('LiveChat: Remove Agent');
    await workbench().quickInput.waitForTitle('Remove Agent');
    await workbench().quickInput.pick(name);
    await workbench().dialog.locator.waitFor();
    const began = Date.now();
    await workbench().dialog.click('Remove Agent');
    await workbench().notifications.waitFor('was removed');
    assert.ok(Date.now() - began >= delayMs);
    assert.equal(removals(), 1);
    await eventually(async () => assert.equal(await agents().row(name).isVisible(), false));
    await workbench().screenshot('remove-agent-done');
  });

  it('is in the audit log, which survives a reload', async () => {
    for (const name of ['audit-log', 'audit-log-after-reload']) {
      await workbench().runCommand('LiveChat: Show Audit Log');
      await eventually(async () => {
        const text = await workbench().editorText();
        assert.match(text, /Remove agent.*@.*done/);
        assert.match(text, /Before: name = /);
      });
      await workbench().screenshot(name);
      await reloadWindow(workbench());
      await workbench().openView('LiveChat');
    }
  });
});
