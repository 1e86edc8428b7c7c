import assert from 'node:assert/strict';
import type { PresenceSubject } from '../../src/core/presence/presenceMessage';
import { seriousViolations } from './support/accessibility';
import { colleagueOf } from './support/colleague';
import { platformOwnerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';
import type { TreeRow } from './support/views';

const settings = { 'livechat.presence.enabled': true, 'livechat.notifications.chatStarted': 'off' };

describe('Who else reads or types', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3, hostile: false });
  const workbench = use(() => startWorkbench(toPlatform(sandbox(), settings)));
  const colleague = use(() => colleagueOf(sandbox()));
  const page = () => workbench().webview();
  const presence = () => page().locator('.presence[role="status"]');
  const press = (key: string) => workbench().page.keyboard.press(key);
  let ticket: PresenceSubject;
  let chat: PresenceSubject;
  let subject: string;

  /** The first row of a view whose label has the text, and which is no draft. */
  const rowOf = async (view: 'Tickets' | 'Chats', label: string): Promise<TreeRow> => {
    const rows = await workbench().view(view).rows();
    return (
      rows.find((row) => row.label.includes(label) && !row.description.startsWith('Reply to')) ??
      assert.fail(JSON.stringify(rows))
    );
  };
  const rowSays = (view: 'Tickets' | 'Chats', label: string, text: RegExp): Promise<void> =>
    eventually(async () => {
      const { description, aria } = await rowOf(view, label);
      assert.match(description, text);
      assert.match(aria, text);
    });
  const seen = (of: PresenceSubject, doing: readonly string[]): Promise<void> => {
    const { login } = platformOwnerOf(sandbox());
    return eventually(() =>
      assert.deepEqual(
        colleague().seenIn(of),
        doing.map((one) => `${login} ${one}`),
      ),
    );
  };

  before(async () => {
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await workbench().view('Agents').locator.locator('.pane-header').click();
    await keyboardOf(workbench()).run('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await workbench().notifications.close('Listening through');
    const { rows } = await colleague().connection.tickets.list({ status: 'open' });
    const [row] = rows;
    assert.ok(row?.kind === 'ticket');
    ticket = { kind: 'ticket', id: row.ticket.id };
    subject = row.ticket.subject ?? assert.fail('no subject');
    const { chatId } = sandbox().chats.startChat({ name: 'Robin', text: 'Hello?', waiting: 'queue' });
    chat = { kind: 'chat', id: chatId };
    await eventually(() => rowOf('Chats', 'Robin'));
  });

  it('is in the rows of tickets and chats, with icon and words', async () => {
    const { name } = colleague();
    colleague().does({ ...ticket, doing: 'typing' }, { ...chat, doing: 'reading' });
    await rowSays('Tickets', subject, new RegExp(`${name} is typing`));
    await rowSays('Chats', 'Robin', new RegExp(`${name} is reading`));
    const icons = (view: 'Tickets' | 'Chats') =>
      workbench().view(view).locator.locator('.custom-view-tree-node-item-icon');
    assert.equal(await icons('Tickets').and(workbench().page.locator('.codicon-edit')).count(), 1);
    assert.equal(await icons('Chats').and(workbench().page.locator('.codicon-eye')).count(), 1);
    await workbench().screenshot('presence-rows');
  });

  it('is in the panel, and changes as the other agent goes on', async () => {
    const { name } = colleague();
    const tickets = workbench().view('Tickets');
    await tickets.locator.locator('.monaco-list').first().focus();
    await press('Home');
    await press('ArrowDown');
    await press('Enter');
    await eventually(async () => assert.equal(await presence().innerText(), `${name} is typing`));
    await workbench().screenshot('presence-panel');
    assert.deepEqual(await seriousViolations(workbench().page), []);
    colleague().does({ ...ticket, doing: 'reading' });
    await eventually(async () => assert.equal(await presence().innerText(), `${name} is reading`));
    await eventually(async () => assert.ok(!(await rowOf('Chats', 'Robin')).description.includes(name)));
  });

  it('reaches the other agent as well: what the person reads and types, and its end', async () => {
    await seen(ticket, ['reading']);
    await page().locator('[name="message"]').focus();
    await workbench().page.keyboard.type('On its way');
    await seen(ticket, ['typing']);
    await seen(ticket, ['reading']);
    await keyboardOf(workbench()).run('View: Close All Editors');
    await seen(ticket, []);
  });

  it('ends when the other agent leaves', async () => {
    const { name } = colleague();
    await rowSays('Tickets', subject, new RegExp(`${name} is reading`));
    colleague().leave();
    await eventually(async () => assert.ok(!(await rowOf('Tickets', subject)).description.includes(name)));
  });
});
