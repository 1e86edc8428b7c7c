import assert from 'node:assert/strict';
import { liveFormat } from '../../../src/core/api/platform/live';
import { openPlatformConnection } from '../../../src/core/api/platform/platformConnection';
import type { ApiNotice, LiveChatConnection } from '../../../src/core/domain/connection';
import { anyAccount, type AnyAccount } from './support/anyAccount';
import { failureFrom } from './support/failureFrom';
import { agentsOf, callerOf, usually, type Answers } from '../properties/support/platformCallers';
import { always, inTurn, serve, type LoopbackServer } from './support/loopbackServer';

describe('platform account: specifics', () => {
  let account: AnyAccount;
  let connection: LiveChatConnection;
  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 40, hostile: false });
    ({ connection } = account);
  });
  afterEach(() => account.dispose());

  const agentCalls = (): string[] => account.calls.map(({ route }) => route.replace(/.*\//, ''));

  it('a list with cached names only makes one call and uses names that are already known', async () => {
    const list = (cachedNamesOnly: boolean) =>
      connection.tickets.list({ order: 'desc' }, undefined, { priority: 'background', cachedNamesOnly });
    const namesIn = async (cachedNamesOnly: boolean): Promise<number> => {
      const { rows } = await list(cachedNamesOnly);
      return rows.flatMap((row) => (row.kind === 'ticket' ? (row.ticket.tags ?? []) : [])).length;
    };
    account.calls.length = 0;
    assert.equal(await namesIn(true), 0);
    assert.deepEqual(agentCalls(), ['tickets']);
    const all = await namesIn(false);
    assert.ok(all > 0);
    assert.ok(account.calls.length > 2, 'else it proves nothing');
    account.calls.length = 0;
    assert.equal(await namesIn(true), all);
    assert.deepEqual(agentCalls(), ['tickets']);
  });

  it('a call to the wrong region is retried once in the right one, which is remembered', async () => {
    account.sandbox.platform.switches.moveTo('fra');
    account.calls.length = 0;
    assert.ok((await connection.groups.list()).length > 0);
    assert.equal(account.calls.length, 2);
    await connection.agents.create({ login: 'new@shop.test', name: 'New' });
    assert.equal(account.calls.length, 3);
    account.sandbox.platform.switches.moveTo('dal');
    assert.ok((await connection.groups.list()).length > 0);
    assert.equal(account.calls.length, 5);
  });

  it('a deprecated API version is reported once', async () => {
    account.sandbox.platform.switches.setVersion('3.6', { state: 'legacy', since: '2027-01-31' });
    await connection.groups.list();
    await connection.groups.list();
    const reported: readonly ApiNotice[] = account.notices;
    assert.deepEqual(reported, [{ kind: 'legacy', api: '/v3.6/configuration', since: '2027-01-31' }]);
  });

  it('a routing status matches an agent whose login differs only in case', async () => {
    const answers: Answers = (route) => {
      if (route.endsWith('list_agents')) return [{ id: 'ann@shop.test', name: 'Ann' }];
      if (route.endsWith('get_agent')) return { id: 'ann@shop.test', name: 'Ann' };
      if (!route.endsWith('list_routing_statuses')) return usually(route);
      return [{ agent_id: 'Ann@shop.test', status: 'not_accepting_chats' }];
    };
    const agents = agentsOf(callerOf(answers));
    const rows = await agents.list({});
    assert.deepEqual(
      rows.map((row) => row.kind === 'agent' && row.agent.status),
      ['not accepting chats'],
    );
    assert.equal((await agents.get('ann@shop.test')).status, 'not accepting chats');
    assert.equal(await agents.readStatus('ANN@shop.test'), 'not accepting chats');
  });

  it('agents who are suspended or awaiting approval are marked', async () => {
    const rows = await connection.agents.list();
    const agents = rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
    assert.ok(agents.some(({ suspended }) => suspended === true));
    assert.ok(agents.some(({ awaiting_approval: awaiting }) => awaiting === true));
  });

  it('updates return the changed item although reads may be minutes late', async () => {
    const login = 'priya@harborpine.example';
    account.sandbox.platform.switches.staleReads(60_000);
    const changed = await connection.agents.update(login, { job_title: 'Chief' });
    assert.equal(changed.job_title, 'Chief');
  });

  it('a password is rejected before a call', async () => {
    account.calls.length = 0;
    const draft = { login: 'new@shop.test', name: 'New', password: 'secret' };
    const failure = await failureFrom(connection.agents.create(draft));
    assert.deepEqual(failure, { code: 'unsupported', field: 'password' });
    assert.deepEqual(account.calls, []);
  });

  it('HelpDesk statuses and priorities are kept, and its short id finds a ticket', async () => {
    const draft = { message: 'Hi', requester: { mail: 'kim@mail.test' }, priority: 'urgent' } as const;
    const made = await connection.tickets.create(draft);
    assert.equal(made.priority, 'urgent');
    assert.equal((await connection.tickets.update(made.id, { status: 'onhold' })).status, 'onhold');
    assert.equal((await connection.tickets.update(made.id, { priority: 'low' })).priority, 'low');
    assert.ok(made.shortId);
    account.calls.length = 0;
    assert.equal((await connection.tickets.get(made.shortId)).id, made.id);
  });

  it('an unknown tag is rejected by name, and nothing is changed', async () => {
    const { id } = await connection.tickets.create({ message: 'Hi', requester: { mail: 'kim@mail.test' } });
    const failure = await failureFrom(connection.tickets.update(id, { subject: 'New', tags: ['no such'] }));
    assert.deepEqual(failure, { code: 'invalid-input', field: 'tags', reasons: ['no such'] });
    assert.notEqual((await connection.tickets.get(id)).subject, 'New');
  });

  it('names are requested once, however many tickets there are', async () => {
    account.calls.length = 0;
    await connection.tickets.list({});
    await connection.tickets.list({ status: 'open' });
    const routes = agentCalls();
    assert.ok(routes.length <= 4, routes.join());
    assert.equal(new Set(routes.filter((route) => route !== 'tickets')).size, routes.length - 2);
  });

  it('webhooks require a client id', async () => {
    assert.deepEqual(await connection.webhooks.list(), []);
    const draft = { event: 'chat_started', url: 'https://hooks.test/' } as const;
    assert.deepEqual(await failureFrom(connection.webhooks.create(draft)), {
      code: 'unsupported',
      field: 'clientId',
    });
  });
});

describe('platform account: malformed responses', () => {
  let server: LoopbackServer;
  let connection: LiveChatConnection | undefined;
  afterEach(async () => {
    connection?.dispose();
    await server.close();
  });

  const connected = async (...answers: Parameters<typeof inTurn>): Promise<LiveChatConnection> => {
    server = await serve(inTurn(...answers));
    const account = { id: 'platform:a', kind: 'platform', name: 'a' } as const;
    connection = openPlatformConnection({
      credential: { account, secret: 'dal:s' },
      apiUrl: server.url,
      helpdeskUrl: `${server.url}/helpdesk`,
      accountsUrl: `${server.url}/accounts`,
      callsPerMinute: 100,
      timeoutMs: 2_000,
      firstRetryMs: 1,
      onCall: () => undefined,
    });
    return connection;
  };

  it('malformed HelpDesk rows stay rows, with the names of their malformed fields', async () => {
    const rows = [
      { ID: 'a', subject: 7, status: null, requester: [], createdAt: 'yesterday', tagIDs: ['gone'] },
      { subject: 'No id' },
      null,
      { ID: 'b', priority: 15, assignment: { agent: null }, silo: 'spam', status: 'open', extra: {} },
    ];
    const { tickets } = await connected(always(200, rows), always(403, {}));
    const page = await tickets.list({});
    assert.deepEqual(
      page.rows.map((row) => row.kind),
      ['ticket', 'unreadable', 'unreadable', 'ticket'],
    );
    const [first, , , last] = page.rows;
    assert.ok(first?.kind === 'ticket' && last?.kind === 'ticket');
    assert.equal(first.ticket.subject, '7');
    for (const name of ['status', 'date', 'requester', 'tags'])
      assert.ok(first.malformed.includes(name), name);
    assert.deepEqual([last.ticket.status, last.ticket.priority], ['spam', '15']);
    assert.deepEqual([page.total, page.pages, page.next], [4, 1, undefined]);
  });

  it('names of Object.prototype are ordinary names', async () => {
    const { tickets } = await connected(always(200, [{ ID: 'a', source: { type: 'constructor' } }]));
    const [row] = (await tickets.list({})).rows;
    assert.equal(row?.kind === 'ticket' && row.ticket.source?.type, 'constructor');
    const event = { id: 'e', type: 'toString', created_at: '2026-11-22T10:00:00.000000Z' };
    const reported = liveFormat.decodeChat({ id: 'C', users: [], thread: { id: 'T', events: [event] } });
    assert.equal(reported?.chat.events[0]?.type, 'toString');
  });

  it('events of every type keep their position', async () => {
    const events = [
      {
        ID: 1,
        type: 'message',
        message: { text: 'Hi', isPrivate: false },
        author: { type: 'client', email: 'k@m' },
      },
      { ID: 2, type: 'status', status: { old: 'open', new: 'onhold' } },
      { ID: 3, type: 'assignment', assignment: { new: { agent: { ID: 'x', name: 'Ada' } }, old: null } },
      {
        ID: 4,
        type: 'attachments',
        attachments: { isPrivate: true, files: [{ name: 'a.png' }, 3, { name: 'b' }] },
      },
      { ID: 5, type: 'teleported', to: 'Mars' },
      'rubbish',
    ];
    const id = '0c04cb99-817a-4935-9d62-137c89a74388';
    const { tickets } = await connected(always(200, { ID: id, events }), always(200, []));
    const reported = (await tickets.get(id)).events;
    assert.deepEqual(reported, [
      { type: 'message', message: 'Hi', is_private: false, author: { id: 'k@m', type: 'client' } },
      {
        type: 'status_changed',
        to: { id: 'onhold' },
        changes: [{ field: 'status', from: 'open', to: 'onhold' }],
      },
      {
        type: 'assignee_changed',
        to: { id: 'x', name: 'Ada' },
        changes: [{ field: 'assignee', to: 'Ada' }],
      },
      {
        type: 'attachments',
        message: 'a.png, b',
        is_private: true,
        files: [{ name: 'a.png' }, { name: 'b' }],
      },
      { type: 'teleported', details: 'to: Mars' },
      { type: 'unknown' },
    ]);
  });

  it('an agent’s name is sent to Global Accounts', async () => {
    const agent = { id: 'ada@shop.test', account_id: 'd24f', name: 'Ada', role: 'normal' };
    const { agents } = await connected(always(200, agent), always(200, {}));
    assert.equal((await agents.update('ada@shop.test', { name: 'Ada Park' })).name, 'Ada Park');
    const asked = server.requests.map(({ method, url }) => `${method} ${url}`);
    assert.deepEqual(asked, ['POST /v3.6/configuration/action/get_agent', 'PATCH /accounts/accounts/d24f']);
  });

  it('an account without an agent is reported as such', async () => {
    const account = await connected(always(200, []), always(200, { email: 'ada@shop.test', name: 'Ada' }));
    assert.deepEqual(await account.check(), { login: 'ada@shop.test', name: 'Ada' });
  });

  it('the RTM endpoint belongs to the organization that has LiveChat, which is requested once', async () => {
    const { live } = await connected(
      always(200, [
        { organization_id: 'one', products: [{ product: 'HelpDesk' }] },
        { organization_id: 'two', products: [{ product: 'LiveChat' }] },
      ]),
    );
    const [endpoint] = await Promise.all([live?.endpoint(), live?.endpoint()]);
    assert.equal(endpoint?.url, `${server.url.replace('http', 'ws')}/v3.6/agent/rtm/ws?organization_id=two`);
    assert.equal(server.requests.length, 1);
  });

  it('the error type decides the failure, whatever the status', async () => {
    const { groups } = await connected(
      always(400, { error: { type: 'authorization', message: 'No scope' } }),
      always(200, []),
      always(418, { error: { type: 'brand_new', message: 'What' } }),
    );
    assert.deepEqual(await failureFrom(groups.list()), { code: 'forbidden', reasons: ['No scope'] });
    assert.deepEqual(await groups.list(), []);
    const unknown = await failureFrom(groups.list());
    assert.deepEqual([unknown.code, unknown.code === 'server' && unknown.status], ['server', 418]);
  });

  it('redirects to another region are followed once', async () => {
    const moved = (region: string) =>
      always(421, { error: { type: 'misdirected_request', message: 'Wrong region', data: { region } } });
    const { groups } = await connected(moved('fra'), moved('dal'), moved('fra'));
    assert.equal((await failureFrom(groups.list())).code, 'server');
    assert.equal(server.requests.length, 2);
    assert.equal(server.requests[1]?.headers['x-region'], 'fra');
  });

  it('a mutation may be answered with a plain string', async () => {
    const id = '0c04cb99-817a-4935-9d62-137c89a74388';
    const { tickets } = await connected(
      always(200, 'OK'),
      always(200, { ID: id, subject: 'New', events: [] }),
    );
    assert.equal((await tickets.update(id, { subject: 'New' })).subject, 'New');
  });
});
