import assert from 'node:assert/strict';
import { refusalOf } from './support/codeCalls';
import { ToolWindow } from './support/toolWindow';

describe('tool confirmations', () => {
  let tools: ToolWindow;
  beforeEach(async () => {
    tools = await ToolWindow.open();
  });
  afterEach(() => tools.close());

  it('are not shown for tools that only read', async () => {
    for (const name of ['livechat_list_tickets', 'livechat_list_agents']) {
      assert.equal((await tools.prepare(name, {})).confirmationMessages, undefined);
    }
    const read = await tools.prepare('livechat_get_ticket', { ticketId: 'A' });
    assert.equal(read.confirmationMessages, undefined);
  });

  it('list every value that will be sent, below the account', async () => {
    const { title, read } = await tools.question('livechat_create_ticket', {
      message: 'First line\nSecond line',
      requester: { mail: 'kim@example.com', name: 'Kim' },
      subject: 'Zipper',
      tags: ['a', 'b'],
      groups: [3, 4],
      assignee: { id: 'ann@example.com' },
      source: { type: 'chat-window', url: 'https://shop.example/cart' },
    });
    assert.match(title, /Create a LiveChat ticket\?/);
    assert.equal(read.split('\n')[0], `Account: ${tools.sandbox.credentials[0]!.login}`);
    for (const value of [
      /^Requester’s e-mail address: kim@example\.com$/m,
      /^Requester’s name: Kim$/m,
      /^Subject: Zipper$/m,
      /^Tags: a, b$/m,
      /^Groups: 3, 4$/m,
      /^Assignee: ann@example\.com$/m,
      /^Source: Chat window$/m,
      /^Page: https:\/\/shop\.example\/cart$/m,
      /^Message, 2 lines, 22 characters:\n```text\n│ First line\n│ Second line\n\n```$/m,
    ]) {
      assert.match(read, value);
    }
    const agent = { login: 'new@example.com', name: 'Nia', password: 'secret-word' };
    const about = (await tools.question('livechat_create_agent', agent)).read;
    assert.match(about, /^Account: .*new@example\.com[\s\S]*Nia[\s\S]*not shown/s);
    assert.doesNotMatch(about, /secret-word/);
    const { login } = tools.sandbox.credentials[1]!;
    const removal = await tools.question('livechat_delete_agent', { login: login.toUpperCase() });
    assert.match(removal.read, /^Account: .*statistics.*cannot be undone/s);
    assert.ok(removal.read.includes(`Login: ${login}`));
  });

  it('show values as plain text: no links, icons, markup or invisible characters', async () => {
    ticketIsUnreadable();
    const { text } = await tools.question('livechat_update_ticket', {
      ticketId: '[x](command:a)',
      subject: '[Yes](command:workbench.action.quit) <img src=x> $(check) a\u202eb',
      assignee: { id: 'https://evil.example' },
      message: '```\n# Approved\n[go](command:a)',
    });
    assert.doesNotMatch(text.replaceAll(/```text[^]*?\n```/g, ''), /(?<!\\)[[\]()<>$]|https:|\u202e/);
    assert.match(text, /\n```text\n│ ```\n│ # Approved\n│ \[go\]\(command:a\)\n\n```\n/);
  });

  it('begin a long value with its size, and mark each of its lines', async () => {
    ticketIsUnreadable();
    const message = Array.from({ length: 212 }, (_, nth) => `${nth}${' word'.repeat(40)}`).join('\n');
    const { text, read } = await tools.question('livechat_update_ticket', { ticketId: 'A', message });
    assert.match(read, /New message to the requester, 212 lines, 43,\d{3} characters:\n```text/);
    const [, block = ''] = /```text\n([^]*)\n\n```/.exec(text) ?? [];
    const shown = block.split('\n');
    assert.ok(shown.every((line) => /^[│┆] .{0,48}$/.test(line)));
    assert.equal(
      shown
        .map((line) => (line.startsWith('│') ? `\n${line.slice(2)}` : line.slice(2)))
        .join('')
        .slice(1),
      message,
    );
  });

  it('report removed invisible characters, and send exactly the confirmed text', async () => {
    const hidden = Array.from('other customer', (letter) =>
      String.fromCodePoint(0xe0100 + letter.charCodeAt(0)),
    );
    const input = { message: `Thanks!${hidden.join('')}`, requester: { mail: 'kim@example.com' } };
    const { read } = await tools.question('livechat_create_ticket', input);
    assert.match(read, /Removed invisible or control characters: 14\./);
    assert.match(read, /^Message: Thanks!$/m);
    await tools.invoke('livechat_create_ticket', input);
    const ticket = await tools.newestTicket();
    assert.equal(ticket.events[0]?.message, 'Thanks!');
    const plain = await tools.question('livechat_create_ticket', { ...input, message: 'Thanks!\r\n❤️' });
    assert.doesNotMatch(plain.read, /Removed/);
  });

  it('report replaced spaces, and send plain ones', async () => {
    const spaces = '\u00a0\u1680\u2000\u2003\u200a\u202f\u205f\u3000';
    const input = { message: `a${Array.from(spaces).join('b')}c`, requester: { mail: 'kim@example.com' } };
    const { read } = await tools.question('livechat_create_ticket', input);
    assert.match(read, /Replaced spaces of unusual width: 8\./);
    assert.match(read, /^Message: a b b b b b b b c$/m);
    await tools.invoke('livechat_create_ticket', input);
    const ticket = await tools.newestTicket();
    assert.equal(ticket.events[0]?.message, 'a b b b b b b b c');
  });

  it('do not overwrite what another person changed after the question', async () => {
    const { id } = await tools.newestTicket();
    const input = { ticketId: id, subject: 'Mine', status: 'solved' };
    await tools.question('livechat_update_ticket', input);
    await tools.window.run('livechat.ticket.update', { ticketId: id, subject: 'Theirs' });
    const refusal = await refusalOf(tools.invoke('livechat_update_ticket', input));
    assert.deepEqual([refusal.name, refusal.code], ['LiveChatError', 'conflict']);
    assert.match(refusal.message, /subject/i);
    const { subject, status } = await tools.newestTicket();
    assert.deepEqual([subject, status], ['Theirs', 'open']);
    const again = await tools.question('livechat_update_ticket', input);
    assert.match(again.read, /Theirs/);
    await tools.invoke('livechat_update_ticket', input);
    assert.equal((await tools.newestTicket()).subject, 'Mine');
  });

  it('apply only to the account that they name', async () => {
    const input = { message: 'For the owner', requester: { mail: 'kim@example.com' } };
    const { read } = await tools.question('livechat_create_ticket', input);
    assert.ok(read.includes(tools.sandbox.credentials[0]!.login));
    await tools.signIn(1);
    tools.sandbox.calls.reset();
    const { code, message } = await refusalOf(tools.invoke('livechat_create_ticket', input));
    assert.equal(code, 'cancelled');
    assert.match(message, /account has changed.*Nothing was sent/);
    assert.deepEqual(tools.writes(), []);
    assert.ok(
      (await tools.question('livechat_create_ticket', input)).read.includes(
        tools.sandbox.credentials[1]!.login,
      ),
    );
    await tools.invoke('livechat_create_ticket', input);
    assert.deepEqual(tools.writes().length, 1);
  });

  it('apply whatever the order of the fields, and nothing is written without one', async () => {
    const requester = { mail: 'kim@example.com' };
    await tools.question('livechat_create_ticket', { message: 'a', requester });
    await tools.signIn(1);
    tools.sandbox.calls.reset();
    for (const input of [
      { requester, message: 'a' },
      { requester, message: 'never asked' },
    ]) {
      assert.equal((await refusalOf(tools.invoke('livechat_create_ticket', input))).code, 'cancelled');
    }
    assert.deepEqual(tools.writes(), []);
  });

  it('apply to the account in which the same input was asked about last', async () => {
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    await tools.question('livechat_create_ticket', input);
    await tools.signIn(1);
    await tools.question('livechat_create_ticket', input);
    tools.sandbox.calls.reset();
    await tools.invoke('livechat_create_ticket', input);
    assert.equal(tools.writes().length, 1);
  });

  /** A question is asked without the current values then. */
  function ticketIsUnreadable(): void {
    tools.sandbox.faults.next({ match: { method: 'GET', path: /\/tickets\// }, status: 400, body: {} });
  }
});
