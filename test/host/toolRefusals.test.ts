import assert from 'node:assert/strict';
import { refusalOf } from './support/codeCalls';
import { ToolWindow } from './support/toolWindow';

describe('tool confirmations of what would be refused', () => {
  let tools: ToolWindow;
  beforeEach(async () => {
    tools = await ToolWindow.open();
  });
  afterEach(() => tools.close());

  it('are not shown for fields that the schema lacks, which are refused by name', async () => {
    const { id } = await tools.newestTicket();
    const requester = { mail: 'kim@example.com' };
    for (const [name, input, field] of [
      ['livechat_update_ticket', { ticketId: id, priority: 'urgent' }, 'priority'],
      ['livechat_update_ticket', { ticketId: id, groups: [1] }, 'groups'],
      ['livechat_create_ticket', { message: 'a', requester, priority: 'urgent' }, 'priority'],
      [
        'livechat_create_ticket',
        { message: 'a', requester: { ...requester, phone: '1' } },
        'requester.phone',
      ],
      ['livechat_create_agent', { login: 'n@example.com', name: 'N', status: 'offline' }, 'status'],
      ['livechat_delete_agent', { login: 'ann@example.com', confirmed: true }, 'confirmed'],
    ] as const) {
      const { code, message } = await tools.refusal(name, input);
      assert.equal(code, 'invalid-input');
      assert.ok(message.includes(field), message);
    }
    const invalid = await tools.refusal('livechat_update_ticket', { ticketId: id });
    assert.equal(invalid.code, 'invalid-input');
  });

  it('are not shown while signed out: the tool fails at once', async () => {
    await tools.window.run('livechat.account.signOut');
    for (const [name, input] of [
      ['livechat_create_ticket', { message: 'a', requester: { mail: 'kim@example.com' } }],
      ['livechat_update_ticket', { ticketId: 'A', status: 'solved' }],
      ['livechat_create_agent', { login: 'n@example.com', name: 'N' }],
      ['livechat_delete_agent', { login: 'ann@example.com' }],
    ] as const) {
      assert.equal((await tools.refusal(name, input)).code, 'not-signed-in', name);
    }
  });

  it('are not skipped by signing in after the tool was prepared', async () => {
    await tools.window.run('livechat.account.signOut');
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    assert.equal((await tools.prepare('livechat_create_ticket', input)).confirmationMessages, undefined);
    await tools.signIn(0);
    tools.sandbox.calls.reset();
    assert.equal((await refusalOf(tools.invoke('livechat_create_ticket', input))).code, 'cancelled');
    assert.deepEqual(tools.writes(), []);
  });

  it('are shown while the key is refused, because it is tried again', async () => {
    tools.sandbox.faults.revokeKey(tools.sandbox.credentials[0]!.login);
    assert.equal((await refusalOf(tools.window.run('livechat.ticket.list', {}))).code, 'unauthorized');
    tools.sandbox.faults.restoreKey(tools.sandbox.credentials[0]!.login);
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    assert.match((await tools.question('livechat_create_ticket', input)).read, /^Account: /);
  });

  it('are not shown while the key is refused, whether or not that is known already', async () => {
    const { id } = await tools.newestTicket();
    const { login } = tools.sandbox.credentials[0]!;
    tools.sandbox.faults.revokeKey(login);
    for (const [name, input] of [
      ['livechat_create_ticket', { message: 'a', requester: { mail: 'kim@example.com' } }],
      ['livechat_update_ticket', { ticketId: id, status: 'solved' }],
      ['livechat_create_agent', { login: 'n@example.com', name: 'N' }],
      ['livechat_delete_agent', { login: tools.sandbox.credentials[1]!.login }],
    ] as const) {
      const { code, message } = await tools.refusal(name, input);
      assert.equal(code, 'unauthorized', name);
      assert.match(message, /Sign In Again/);
    }
    const input = { message: 'b', requester: { mail: 'kim@example.com' } };
    await tools.prepare('livechat_create_ticket', input);
    tools.sandbox.faults.restoreKey(login);
    tools.sandbox.calls.reset();
    assert.equal((await refusalOf(tools.invoke('livechat_create_ticket', input))).code, 'unauthorized');
    assert.deepEqual(tools.sandbox.calls.byRoute, {});
    await tools.question('livechat_create_ticket', input);
  });

  it('are not shown for a ticket or an agent that does not exist', async () => {
    for (const [name, input] of [
      ['livechat_update_ticket', { ticketId: 'NOPE', status: 'solved' }],
      ['livechat_delete_agent', { login: 'nobody@example.com' }],
    ] as const) {
      const { code, message } = await tools.refusal(name, input);
      assert.equal(code, 'not-found', name);
      assert.match(message, /Look the id up/);
      assert.deepEqual(tools.sandbox.calls.byRoute, {});
    }
  });
});
