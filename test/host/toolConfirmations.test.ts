import { CancellationTokenSource, MarkdownString, type PreparedToolInvocation } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startTestSandbox } from '../unit/support/testSandbox';
import { refusalOf, type Refusal } from './support/codeCalls';
import { QuickInputs } from './support/quickInputs';
import { Replaced } from './support/replaced';
import { SecondWindow } from './support/secondWindow';
import { ChangedSettings } from './support/settings';
import { Shown } from './support/shown';

/** Markdown without its escapes, as rendered. */
function asRead(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

describe('tool confirmations', () => {
  let replaced: Replaced;
  let settings: ChangedSettings;
  let inputs: QuickInputs;
  let sandbox: Sandbox;
  let window: SecondWindow;

  beforeEach(async () => {
    replaced = new Replaced();
    settings = new ChangedSettings();
    inputs = new QuickInputs(replaced);
    new Shown(replaced, false);
    sandbox = await startTestSandbox({ tickets: 25, agents: 3 });
    await settings.set('livechat.apiUrl', sandbox.url);
    window = new SecondWindow();
    window.open();
    await signIn(0);
  });
  afterEach(async () => {
    await inputs.escape();
    await window.close();
    replaced.restore();
    await settings.restore();
    await sandbox.dispose();
  });

  /** As the owner (0) or the administrator (1). */
  async function signIn(person: number): Promise<void> {
    const { login, apiKey } = sandbox.credentials[person]!;
    const done = window.run('livechat.account.signIn');
    await inputs.pick('Classic');
    await inputs.type(2, login);
    await inputs.type(3, apiKey);
    await done;
  }

  async function prepare(name: string, input: object): Promise<PreparedToolInvocation> {
    const prepared = await window.tools
      .get(name)
      ?.prepareInvocation?.({ input }, new CancellationTokenSource().token);
    assert.ok(prepared, name);
    return prepared;
  }

  async function invoke(name: string, input: object): Promise<void> {
    const options = { input, toolInvocationToken: undefined };
    await window.tools.get(name)?.invoke(options, new CancellationTokenSource().token);
  }

  async function question(
    name: string,
    input: object,
  ): Promise<{ title: string; text: string; read: string }> {
    const { confirmationMessages } = await prepare(name, input);
    assert.ok(confirmationMessages, `${name} asks nothing`);
    const { title, message } = confirmationMessages;
    assert.ok(message instanceof MarkdownString);
    assert.ok(!message.isTrusted && message.supportHtml !== true && message.supportThemeIcons !== true);
    return { title, text: message.value, read: asRead(message.value) };
  }

  /** The error of an invocation that asks nothing and makes no writing call. */
  async function refusal(name: string, input: object): Promise<Refusal> {
    assert.equal((await prepare(name, input)).confirmationMessages, undefined);
    sandbox.calls.reset();
    const found = await refusalOf(invoke(name, input));
    assert.deepEqual(writes(), []);
    return found;
  }

  /** A question is asked without the current values then. */
  function ticketIsUnreadable(): void {
    sandbox.faults.next({ match: { method: 'GET', path: /\/tickets\// }, status: 400, body: {} });
  }

  function writes(): string[] {
    return Object.keys(sandbox.calls.byRoute).filter((route) => !route.startsWith('GET'));
  }

  it('are not shown for tools that only read', async () => {
    for (const name of ['livechat_list_tickets', 'livechat_list_agents']) {
      assert.equal((await prepare(name, {})).confirmationMessages, undefined);
    }
    const read = await prepare('livechat_get_ticket', { ticketId: 'A' });
    assert.equal(read.confirmationMessages, undefined);
  });

  it('list every value that will be sent, below the account', async () => {
    const { title, read } = await question('livechat_create_ticket', {
      message: 'First line\nSecond line',
      requester: { mail: 'kim@example.com', name: 'Kim' },
      subject: 'Zipper',
      tags: ['a', 'b'],
      groups: [3, 4],
      assignee: { id: 'ann@example.com' },
      source: { type: 'chat-window', url: 'https://shop.example/cart' },
    });
    assert.match(title, /Create a LiveChat ticket\?/);
    assert.equal(read.split('\n')[0], `Account: ${sandbox.credentials[0]!.login}`);
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
    const about = (await question('livechat_create_agent', agent)).read;
    assert.match(about, /^Account: .*new@example\.com[\s\S]*Nia[\s\S]*not shown/s);
    assert.doesNotMatch(about, /secret-word/);
    const { login } = sandbox.credentials[1]!;
    const removal = await question('livechat_delete_agent', { login: login.toUpperCase() });
    assert.match(removal.read, /^Account: .*statistics.*cannot be undone/s);
    assert.ok(removal.read.includes(`Login: ${login}`));
  });

  it('show values as plain text: no links, icons, markup or invisible characters', async () => {
    ticketIsUnreadable();
    const { text } = await question('livechat_update_ticket', {
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
    const message = Array.from({ length: 212 }, (_, nth) => `${nth} ${'word '.repeat(40)}`).join('\n');
    const { text, read } = await question('livechat_update_ticket', { ticketId: 'A', message });
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
    const { read } = await question('livechat_create_ticket', input);
    assert.match(read, /Removed invisible or control characters: 14\./);
    assert.match(read, /^Message: Thanks!$/m);
    await invoke('livechat_create_ticket', input);
    const [ticket] = await list();
    assert.equal(ticket?.events[0]?.message, 'Thanks!');
    const plain = await question('livechat_create_ticket', { ...input, message: 'Thanks!\r\n❤️' });
    assert.doesNotMatch(plain.read, /Removed/);
  });

  it('report replaced spaces, and send plain ones', async () => {
    const spaces = '\u00a0\u1680\u2000\u2003\u200a\u202f\u205f\u3000';
    const input = { message: `a${[...spaces].join('b')}c`, requester: { mail: 'kim@example.com' } };
    const { read } = await question('livechat_create_ticket', input);
    assert.match(read, /Replaced spaces of unusual width: 8\./);
    assert.match(read, /^Message: a b b b b b b b c$/m);
    await invoke('livechat_create_ticket', input);
    const [ticket] = await list();
    assert.equal(ticket?.events[0]?.message, 'a b b b b b b b c');
  });

  it('are not shown for fields that the schema lacks, which are refused by name', async () => {
    const { id } = (await list())[0]!;
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
      const { code, message } = await refusal(name, input);
      assert.equal(code, 'invalid-input');
      assert.ok(message.includes(field), message);
    }
    const invalid = await refusal('livechat_update_ticket', { ticketId: id });
    assert.equal(invalid.code, 'invalid-input');
  });

  it('are not shown while signed out: the tool fails at once', async () => {
    await window.run('livechat.account.signOut');
    for (const [name, input] of [
      ['livechat_create_ticket', { message: 'a', requester: { mail: 'kim@example.com' } }],
      ['livechat_update_ticket', { ticketId: 'A', status: 'solved' }],
      ['livechat_create_agent', { login: 'n@example.com', name: 'N' }],
      ['livechat_delete_agent', { login: 'ann@example.com' }],
    ] as const) {
      assert.equal((await refusal(name, input)).code, 'not-signed-in', name);
    }
  });

  it('are not skipped by signing in after the tool was prepared', async () => {
    await window.run('livechat.account.signOut');
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    assert.equal((await prepare('livechat_create_ticket', input)).confirmationMessages, undefined);
    await signIn(0);
    sandbox.calls.reset();
    assert.equal((await refusalOf(invoke('livechat_create_ticket', input))).code, 'cancelled');
    assert.deepEqual(writes(), []);
  });

  it('are shown while the key is refused, because it is tried again', async () => {
    sandbox.faults.revokeKey(sandbox.credentials[0]!.login);
    assert.equal((await refusalOf(window.run('livechat.ticket.list', {}))).code, 'unauthorized');
    sandbox.faults.restoreKey(sandbox.credentials[0]!.login);
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    assert.match((await question('livechat_create_ticket', input)).read, /^Account: /);
  });

  it('are not shown while the key is refused, whether or not that is known already', async () => {
    const { id } = (await list())[0]!;
    const { login } = sandbox.credentials[0]!;
    sandbox.faults.revokeKey(login);
    for (const [name, input] of [
      ['livechat_create_ticket', { message: 'a', requester: { mail: 'kim@example.com' } }],
      ['livechat_update_ticket', { ticketId: id, status: 'solved' }],
      ['livechat_create_agent', { login: 'n@example.com', name: 'N' }],
      ['livechat_delete_agent', { login: sandbox.credentials[1]!.login }],
    ] as const) {
      const { code, message } = await refusal(name, input);
      assert.equal(code, 'unauthorized', name);
      assert.match(message, /Sign In Again/);
    }
    const input = { message: 'b', requester: { mail: 'kim@example.com' } };
    await prepare('livechat_create_ticket', input);
    sandbox.faults.restoreKey(login);
    sandbox.calls.reset();
    assert.equal((await refusalOf(invoke('livechat_create_ticket', input))).code, 'unauthorized');
    assert.deepEqual(sandbox.calls.byRoute, {});
    await question('livechat_create_ticket', input);
  });

  it('are not shown for a ticket or an agent that does not exist', async () => {
    for (const [name, input] of [
      ['livechat_update_ticket', { ticketId: 'NOPE', status: 'solved' }],
      ['livechat_delete_agent', { login: 'nobody@example.com' }],
    ] as const) {
      const { code, message } = await refusal(name, input);
      assert.equal(code, 'not-found', name);
      assert.match(message, /Look the id up/);
      assert.deepEqual(sandbox.calls.byRoute, {});
    }
  });

  it('apply only to the account that they name', async () => {
    const input = { message: 'For the owner', requester: { mail: 'kim@example.com' } };
    const { read } = await question('livechat_create_ticket', input);
    assert.ok(read.includes(sandbox.credentials[0]!.login));
    await signIn(1);
    sandbox.calls.reset();
    const { code, message } = await refusalOf(invoke('livechat_create_ticket', input));
    assert.equal(code, 'cancelled');
    assert.match(message, /account has changed.*Nothing was sent/);
    assert.deepEqual(writes(), []);
    assert.ok((await question('livechat_create_ticket', input)).read.includes(sandbox.credentials[1]!.login));
    await invoke('livechat_create_ticket', input);
    assert.deepEqual(writes().length, 1);
  });

  it('apply whatever the order of the fields, and nothing is written without one', async () => {
    const requester = { mail: 'kim@example.com' };
    await question('livechat_create_ticket', { message: 'a', requester });
    await signIn(1);
    sandbox.calls.reset();
    for (const input of [
      { requester, message: 'a' },
      { requester, message: 'never asked' },
    ]) {
      assert.equal((await refusalOf(invoke('livechat_create_ticket', input))).code, 'cancelled');
    }
    assert.deepEqual(writes(), []);
  });

  it('apply to the account in which the same input was asked about last', async () => {
    const input = { message: 'a', requester: { mail: 'kim@example.com' } };
    await question('livechat_create_ticket', input);
    await signIn(1);
    await question('livechat_create_ticket', input);
    sandbox.calls.reset();
    await invoke('livechat_create_ticket', input);
    assert.equal(writes().length, 1);
  });

  async function list(): Promise<{ id: string; events: { message?: string }[] }[]> {
    const { tickets } = (await window.run('livechat.ticket.list', {})) as { tickets: { id: string }[] };
    const newest = (await window.run('livechat.ticket.get', { ticketId: tickets[0]!.id })) as {
      id: string;
      events: { message?: string }[];
    };
    return [newest];
  }
});
