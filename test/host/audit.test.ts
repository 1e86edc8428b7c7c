import { commands, window } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

describe('the audit log', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 25, agents: 3 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await extension.end();
  });

  /** Resolves to the document's text once it contains the given text. */
  async function logWith(text: string): Promise<string> {
    await extension.run('livechat.audit.show');
    return await eventually(`the audit log with ${text}`, () => {
      const shown = window.activeTextEditor?.document;
      return shown?.uri.scheme === 'livechat-audit' && shown.getText().includes(text) && shown.getText();
    });
  }

  it('lists who changed what and when, before and after, newest first', async () => {
    const { tickets } = await call<{ tickets: { id: string; status: string }[] }>('livechat.ticket.list', {
      status: 'open',
    });
    const [first, second] = tickets;
    await call('livechat.ticket.update', { ticketId: first!.id, status: 'solved' });
    await call('livechat.ticket.update', { ticketId: second!.id, tags: ['audited'] });
    const text = await logWith('audited');
    assert.ok(text.indexOf(second!.id) < text.indexOf(first!.id));
    assert.match(text, new RegExp(`Change ticket {2}${first!.id} {2}done`));
    assert.match(text, /Before: status = "open"\n\s+After: status = "solved"/);
    assert.ok(text.includes(sandbox.credentials[0]!.login));
  });

  it('updates while it is open, and is read-only', async () => {
    await logWith('newest first');
    await call('livechat.agent.create', { login: 'grown@example.com', name: 'Gro' });
    await eventually('the new entry', () => window.activeTextEditor?.document.getText().includes('grown@'));
    const text = window.activeTextEditor?.document.getText();
    await commands.executeCommand('type', { text: 'x' });
    assert.equal(window.activeTextEditor?.document.getText(), text);
  });

  it('lists refused calls with their code, without keys and passwords', async () => {
    const { apiKey } = sandbox.credentials[0]!;
    await call('livechat.agent.create', { login: 'pw@example.com', name: 'P', password: 'hunter2-secret' });
    sandbox.faults.next({ status: 403, match: { method: 'DELETE' } });
    const removing = call('livechat.agent.delete', { login: 'pw@example.com', confirmed: true });
    await assert.rejects(removing);
    const text = await logWith('failed (forbidden)');
    assert.doesNotMatch(text.slice(text.indexOf('\n\n')), /hunter2-secret|password/);
    assert.ok(!text.includes(apiKey));
  });

  it('shows customers’ texts as plain text on one line', async () => {
    const subject = 'One\nTwo \u202e{"x"} [a](command:b)';
    await call('livechat.ticket.create', { message: 'm', requester: { mail: 'odd@example.com' }, subject });
    const text = await logWith('odd@example.com');
    assert.match(text, /subject = "One Two \{\\"x\\"\} \[a\]\(command:b\)"/);
  });
});
