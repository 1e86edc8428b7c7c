import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { agent, agentDetail, call, refused, shapeFaults, ticket, ticketList } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';

interface Listed {
  tickets: { id: string; status?: string }[];
  total: number;
  page: number;
}
interface Read {
  id: string;
  subject?: string;
  status?: string;
  tags: string[];
  assignee?: { id: string };
  requester?: { mail?: string };
  groups: { id: number; name?: string }[];
  events: { type: string; message?: string; is_private?: boolean }[];
}
interface Detail {
  login: string;
  permission?: string;
  job_title?: string;
  max_chats_count?: number;
}

const newAgent = { login: 'new@example.com', name: 'Nia New' };

describe('commands called by code with a platform account', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.platformSandbox({ tickets: 60, agents: 5 });
    await extension.signInToPlatform(sandbox);
  });
  afterEach(() => extension.end());

  it('list tickets in the published format, by page and by every status of the account', async () => {
    const given = await call<Listed>('livechat.ticket.list', {});
    assert.deepEqual(shapeFaults(given, ticketList), []);
    assert.deepEqual([given.page, given.tickets.length], [1, 25]);
    const second = await call<Listed>('livechat.ticket.list', { page: 2 });
    assert.equal(second.page, 2);
    assert.ok(second.tickets.every(({ id }) => !given.tickets.some((one) => one.id === id)));
    for (const status of ['open', 'pending', 'onhold', 'solved', 'closed', 'spam']) {
      const { tickets } = await call<Listed>('livechat.ticket.list', { status });
      assert.ok(
        tickets.every((one) => one.status === status),
        status,
      );
    }
  });

  it('get a ticket in the published format', async () => {
    const { tickets } = await call<Listed>('livechat.ticket.list', {});
    for (const { id } of tickets.slice(0, 5)) {
      const read = await call<Read>('livechat.ticket.get', { ticketId: id });
      assert.deepEqual(shapeFaults(read, ticket), [], id);
      assert.equal(read.id, id);
    }
  });

  it('create a ticket and change it, including to a status that classic accounts lack', async () => {
    const made = await call<Read>('livechat.ticket.create', {
      message: 'It broke.',
      requester: { mail: 'kim@example.com', name: 'Kim' },
      subject: 'Zipper',
    });
    assert.deepEqual(shapeFaults(made, ticket), []);
    assert.deepEqual([made.subject, made.requester?.mail], ['Zipper', 'kim@example.com']);
    const changed = await call<Read>('livechat.ticket.update', {
      ticketId: made.id,
      status: 'onhold',
      message: 'Only for us.',
      private: true,
    });
    assert.deepEqual(shapeFaults(changed, ticket), []);
    assert.deepEqual([changed.status, changed.subject], ['onhold', 'Zipper']);
    assert.equal(changed.events.findLast(({ message }) => message === 'Only for us.')?.is_private, true);
  });

  it('refuse unsupported fields of tickets and agents by name, and send nothing', async () => {
    const { count } = sandbox.calls;
    const draft = { message: 'a', requester: { mail: 'kim@example.com' } };
    const source = { type: 'chat-window', url: 'https://shop.example/cart' };
    await refused(call('livechat.ticket.create', { ...draft, source }), 'unsupported', /source/);
    await refused(call('livechat.ticket.list', { tagged: true }), 'unsupported', /tagged/);
    await refused(call('livechat.ticket.list', { source: 'mail' }), 'unsupported', /source/);
    const argument = { ...newAgent, password: 'secret-word' };
    await refused(call('livechat.agent.create', argument), 'unsupported', /password/);
    assert.equal(sandbox.calls.count, count);
  });

  it('list, get, create, change and remove agents in the published formats', async () => {
    const all = await call<Detail[]>('livechat.agent.list', {});
    // Includes agents who are suspended or await approval.
    assert.ok(all.length > 5);
    assert.deepEqual(
      all.flatMap((one) => shapeFaults(one, agent)),
      [],
    );
    const read = await call<Detail>('livechat.agent.get', { login: all[1]!.login });
    assert.deepEqual(shapeFaults(read, agentDetail), []);
    const made = await call<Detail>('livechat.agent.create', {
      ...newAgent,
      job_title: 'Tester',
      permission: 'viceowner',
      max_chats_count: 4,
    });
    assert.deepEqual(shapeFaults(made, agentDetail), []);
    assert.deepEqual([made.permission, made.job_title, made.max_chats_count], ['viceowner', 'Tester', 4]);
    const { login } = newAgent;
    const changed = await call<Detail>('livechat.agent.update', { login, job_title: 'Lead' });
    assert.equal(changed.job_title, 'Lead');
    assert.deepEqual(await call('livechat.agent.delete', { login, confirmed: true }), { login });
  });

  it('work after switching from a classic account in the same window', async () => {
    const owner = sandbox.credentials[0]!;
    const { tickets: current } = await call<Listed>('livechat.ticket.list', {});
    await extension.signIn(owner.login, owner.apiKey);
    assert.equal((await extension.accounts()).length, 2);
    const { tickets: classic } = await call<Listed>('livechat.ticket.list', {});
    assert.match(classic[0]?.id ?? '', /^[A-Z0-9]{5}$/);
    await refused(call('livechat.ticket.list', { status: 'onhold' }), 'invalid-input', /status/);
    const [, administrator] = sandbox.platform.credentials;
    await extension.signIn(administrator!.accountId, administrator!.token, 'Platform');
    const again = await call<Listed>('livechat.ticket.list', {});
    assert.deepEqual(
      again.tickets.map(({ id }) => id),
      current.map(({ id }) => id),
    );
  });
});

describe('deprecation notices', () => {
  let extension: ExtensionFixture;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  it('are shown once per account, and explain what to do', async () => {
    const sandbox = await extension.platformSandbox({ tickets: 25, agents: 3, seed: 77 });
    sandbox.platform.switches.setVersion('3.6', { state: 'deprecated', since: '2027-01-31' });
    await extension.signInToPlatform(sandbox);
    await call('livechat.agent.list', {});
    await call('livechat.agent.list', {});
    const notices = extension.shown.messages.filter((text) => text.includes('deprecated'));
    assert.equal(notices.length, 1, notices.join('\n'));
    assert.match(notices[0] ?? '', /API 3\.6.*Update Desk for LiveChat/s);
  });
});
