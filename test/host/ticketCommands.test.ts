import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, refused, shapeFaults, ticket, ticketList } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

interface Listed {
  tickets: { id: string; subject?: string; status?: string; tags?: string[] }[];
  total: number;
  pages: number;
  page: number;
}
interface Read {
  id: string;
  subject?: string;
  status?: string;
  tags: string[];
  assignee?: { id: string };
  requester?: { mail?: string; name?: string };
  source?: { type?: string; url?: string };
  groups: { id: number; name?: string }[];
  events: { type: string; message?: string; is_private?: boolean }[];
}

describe('ticket commands called by code', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 60, agents: 4 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
  });
  afterEach(() => extension.end());

  async function first(): Promise<string> {
    const { tickets } = await call<Listed>('livechat.ticket.list', {});
    return tickets[0]!.id;
  }

  it('list returns a page in the published format, with and without an argument', async () => {
    const given = await call<Listed>('livechat.ticket.list', {});
    assert.deepEqual(shapeFaults(given, ticketList), []);
    assert.deepEqual([given.total, given.pages, given.page, given.tickets.length], [60, 3, 1, 25]);
    assert.deepEqual(await call('livechat.ticket.list'), given);
    const third = await call<Listed>('livechat.ticket.list', { page: 3 });
    assert.deepEqual([third.page, third.tickets.length], [3, 10]);
  });

  it('on a row that was removed do nothing to another one, and say so', async () => {
    for (const command of ['tickets.setStatus', 'tickets.reply', 'tickets.copyId', 'agents.setStatus']) {
      await extension.run(`livechat.${command}`);
      assert.match(extension.shown.messages.at(-1) ?? '', /The list has changed\. Select the row again/);
    }
    assert.equal(extension.shown.messages.length, 4);
  });

  it('list sends every filter of the argument', async () => {
    const argument = {
      dateFrom: '2001-01-01',
      dateTo: '2030-01-01',
      page: 1,
      assigned: true,
      order: 'asc',
      status: 'open',
      assignee: sandbox.credentials[0]!.login,
      query: 'a',
      requesterMail: 'kim@example.com',
      group: 0,
      source: 'lc2',
      tag: 'vip',
      tagged: true,
    };
    const result = await call<Listed>('livechat.ticket.list', argument);
    assert.deepEqual(shapeFaults(result, ticketList), []);
    const open = await call<Listed>('livechat.ticket.list', { status: 'open' });
    assert.ok(open.tickets.length > 0 && open.tickets.every(({ status }) => status === 'open'));
  });

  it('get returns a complete ticket in the published format', async () => {
    for (const { id } of (await call<Listed>('livechat.ticket.list', {})).tickets) {
      const read = await call<Read>('livechat.ticket.get', { ticketId: id });
      assert.deepEqual(shapeFaults(read, ticket), [], id);
      assert.equal(read.id, id);
    }
  });

  it('create sends every field of the argument, without a form', async () => {
    const made = await call<Read>('livechat.ticket.create', {
      message: 'It broke.\nAgain.',
      requester: { mail: 'kim@example.com', name: 'Kim' },
      subject: 'Zipper',
      assignee: { id: sandbox.credentials[0]!.login },
      source: { type: 'chat-window', url: 'https://shop.example/cart' },
      groups: [0],
      tags: ['returns'],
    });
    assert.deepEqual(shapeFaults(made, ticket), []);
    const { subject, requester, assignee, source, tags, events } = made;
    assert.deepEqual(
      [subject, requester?.mail, assignee?.id],
      ['Zipper', 'kim@example.com', sandbox.credentials[0]!.login],
    );
    assert.deepEqual([source?.url, tags], ['https://shop.example/cart', ['returns']]);
    assert.equal(events[0]?.message, 'It broke.\nAgain.');
    assert.deepEqual(extension.shown.messages, []);
  });

  it('update changes only the given fields', async () => {
    const ticketId = await first();
    const before = await call<Read>('livechat.ticket.get', { ticketId });
    const status = before.status === 'solved' ? 'pending' : 'solved';
    const after = await call<Read>('livechat.ticket.update', {
      ticketId,
      status,
      tags: ['a', 'b'],
      message: 'Please look at this.',
      private: true,
    });
    assert.deepEqual(shapeFaults(after, ticket), []);
    assert.deepEqual([after.status, after.tags, after.subject], [status, ['a', 'b'], before.subject]);
    const last = after.events.findLast(({ message }) => message === 'Please look at this.');
    assert.equal(last?.is_private, true);
    const changed = {
      requester: { name: 'Kim' },
      subject: 'New',
      assignee: { id: sandbox.credentials[1]!.login },
    };
    const again = await call<Read>('livechat.ticket.update', { ticketId, ...changed });
    assert.deepEqual(
      [again.subject, again.requester?.name, again.assignee?.id],
      ['New', 'Kim', changed.assignee.id],
    );
  });

  it('an argument that resembles a tree node is treated as an argument', async () => {
    const ticketId = await first();
    const lookalike = { kind: 'ticket', key: 'open', row: { kind: 'ticket', ticket: { id: ticketId } } };
    await refused(call('livechat.ticket.get', lookalike), 'invalid-input', /ticketId.*kind.*key.*row/s);
    assert.equal(extension.inputs.count, 3);
  });

  it('rejects an argument that is not an object', async () => {
    for (const argument of ['7QK2P', 7, true, ['7QK2P']]) {
      await refused(call('livechat.ticket.get', argument), 'invalid-input', /must be an object/);
    }
  });

  it('invalid-input names every invalid field, and nothing is sent', async () => {
    const { count } = sandbox.calls;
    const argument = { requester: { mail: 'kim' }, source: { type: 'lc2', url: 'x' }, colour: 'red' };
    await refused(
      call('livechat.ticket.create', argument),
      'invalid-input',
      /not created.*message.*requester\.mail.*source\.url.*colour/s,
    );
    await refused(call('livechat.ticket.list', { page: 0, status: 'new' }), 'invalid-input', /page.*status/s);
    await refused(call('livechat.ticket.get', {}), 'invalid-input', /ticketId/);
    await refused(call('livechat.ticket.update', { ticketId: 'A' }), 'invalid-input', /nothing to change/);
    assert.equal(sandbox.calls.count, count);
  });

  it('reports not-found', async () => {
    await refused(call('livechat.ticket.get', { ticketId: 'NOPE' }), 'not-found', /could not be loaded/);
    await refused(
      call('livechat.ticket.update', { ticketId: 'NOPE', status: 'open' }),
      'not-found',
      /not saved/,
    );
  });

  it('rate-limited, server and network name the cause and the fix', async () => {
    sandbox.faults.next({ status: 429, times: Infinity, match: { method: 'POST' } });
    const argument = { message: 'a', requester: { mail: 'kim@example.com' } };
    await refused(call('livechat.ticket.create', argument), 'rate-limited', /rate limit/);
    sandbox.faults.clear();
    sandbox.faults.next({ html: true, times: Infinity });
    await refused(call('livechat.ticket.get', { ticketId: 'A' }), 'server', /proxy or login page/);
    sandbox.faults.clear();
    sandbox.faults.next({ reset: true, times: Infinity });
    await refused(call('livechat.ticket.get', { ticketId: 'A' }), 'network', /could not be reached.*ECONN/s);
  }).timeout(60_000);

  it('unsupported names the field and what the account can do instead', async () => {
    const strict = await extension.sandbox({ tickets: 25, agents: 3, updateTicket: 405 });
    const owner = strict.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    const ticketId = await first();
    for (let attempt = 0; attempt < 2; attempt++) {
      await refused(
        call('livechat.ticket.update', { ticketId, subject: 'New' }),
        'unsupported',
        /subject.*tags/s,
      );
    }
    assert.deepEqual((await call<Read>('livechat.ticket.update', { ticketId, tags: ['x'] })).tags, ['x']);
  });

  it('a create without a response is not retried, and the error reports what was found', async () => {
    sandbox.faults.next({ match: { method: 'POST', path: '/tickets' }, truncate: true });
    const argument = { message: 'Only once', requester: { mail: 'once@example.com' }, subject: 'Once' };
    const work = call('livechat.ticket.create', argument);
    await refused(
      work,
      'server',
      /response to creating the ticket was lost.*was found.*before you create it again/s,
    );
    sandbox.faults.next({ match: { method: 'POST', path: '/tickets' }, reset: true });
    await refused(
      call('livechat.ticket.create', { ...argument, subject: 'Never' }),
      'network',
      /another subject was found.*before you create it again/s,
    );
    const { total } = await call<Listed>('livechat.ticket.list', { requesterMail: 'once@example.com' });
    assert.equal(total, 1);
  });

  it('timeout reports how long the call waited', async () => {
    sandbox.faults.next({ match: { method: 'POST', path: '/tickets' }, hang: true });
    const argument = { message: 'Slow', requester: { mail: 'slow@example.com' } };
    await refused(call('livechat.ticket.create', argument), 'timeout', /15 seconds.*cannot be seen yet/s);
  }).timeout(40_000);

  it('reports cancelled when the account is switched during the call', async () => {
    sandbox.faults.next({ match: { path: '/tickets/SLOW' }, hang: true });
    const work = refused(call('livechat.ticket.get', { ticketId: 'SLOW' }), 'cancelled', /cancelled/);
    await eventually('the call', () => sandbox.calls.recent.some(({ path }) => path.endsWith('/SLOW')));
    await extension.run('livechat.account.signOut');
    await work;
  });

  it('reports unauthorized when the key is refused, without a notification', async () => {
    const { messages } = extension.shown;
    sandbox.faults.revokeKey(sandbox.credentials[0]!.login);
    await refused(call('livechat.ticket.list', {}), 'unauthorized', /Sign in again/);
    assert.deepEqual(messages, []);
  });

  it('no error contains the key', async () => {
    const { apiKey } = sandbox.credentials[0]!;
    const body = { error: `key ${apiKey} is wrong` };
    sandbox.faults.next({ status: 400, body, match: { method: 'POST' } });
    const argument = { message: 'a', requester: { mail: 'kim@example.com' } };
    const work = call('livechat.ticket.create', argument);
    await assert.rejects(work, (error: Error) => !`${error.message}${error.stack ?? ''}`.includes(apiKey));
  });
});

describe('ticket commands without an account', () => {
  let extension: ExtensionFixture;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  it('are refused with not-signed-in', async () => {
    const message = { message: 'a', requester: { mail: 'kim@example.com' } };
    const says = /No LiveChat account is signed in.*Sign in first/s;
    await refused(call('livechat.ticket.list', {}), 'not-signed-in', says);
    await refused(call('livechat.ticket.list'), 'not-signed-in', says);
    await refused(call('livechat.ticket.get', { ticketId: 'A' }), 'not-signed-in', says);
    await refused(call('livechat.ticket.create', message), 'not-signed-in', says);
    await refused(call('livechat.ticket.update', { ticketId: 'A', status: 'open' }), 'not-signed-in', says);
    await refused(call('livechat.agent.list', {}), 'not-signed-in', says);
    await refused(call('livechat.agent.get', { login: 'a@b.co' }), 'not-signed-in', says);
    assert.deepEqual(extension.shown.messages, []);
  });
});
