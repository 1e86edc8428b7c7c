import assert from 'node:assert/strict';
import { classicDeliveries } from '../../../src/core/api/classic/deliveries';
import { decodeAgentRow } from '../../../src/core/api/platform/configuration/agentShape';
import { HelpDeskNames } from '../../../src/core/api/platform/helpdesk/helpDeskNames';
import { ClassicAgents } from '../../../src/core/api/classic/agents';
import { createClassicGroups, createClassicTags } from '../../../src/core/api/classic/groups';
import type { Caller } from '../../../src/core/api/transport';
import { classicAccount, type ClassicAccount } from './support/classicAccount';
import { failureFrom } from './support/failureFrom';

/** An API that answers every call with one value. */
function answering(value: unknown): Caller {
  return { call: () => Promise.resolve({ status: 200, value, header: () => undefined }) };
}

describe('classic agents, groups and tags', () => {
  let account: ClassicAccount;
  beforeEach(async () => {
    account = await classicAccount();
  });
  afterEach(() => account.dispose());

  it('list: returns all agents, with absolute picture URLs', async () => {
    const rows = await account.connection.agents.list();
    assert.equal(rows.length, 8);
    for (const row of rows) {
      assert.ok(row.kind === 'agent');
      assert.deepEqual(row.malformed, []);
      assert.match(row.agent.avatar ?? '', /^https:\/\//);
    }
  });

  it('list: returns only the agents with the given status', async () => {
    const rows = await account.connection.agents.list({ status: 'offline' });
    assert.ok(rows.length > 0);
    assert.ok(rows.every((row) => row.kind === 'agent' && row.agent.status === 'offline'));
  });

  it('create, get, update and remove: take effect one after another', async () => {
    const { agents } = account.connection;
    const created = await agents.create({
      login: 'lee+new@shop.test',
      name: 'Lee Ávila',
      login_status: 'not accepting chats',
      job_title: 'Helper',
      permission: 'administrator',
      password: 'hunter22',
      max_chats_count: 4,
      groups: [1],
    });
    const { groups, avatar: _, ...rest } = created;
    assert.deepEqual(rest, {
      login: 'lee+new@shop.test',
      name: 'Lee Ávila',
      permission: 'administrator',
      status: 'offline',
      job_title: 'Helper',
      login_status: 'not accepting chats',
      max_chats_count: 4,
    });
    assert.deepEqual(
      groups.map(({ id }) => id),
      [1],
    );
    assert.deepEqual(await agents.get(created.login), created);
    const changed = await agents.update(created.login, { name: 'Lee', max_chats_count: 2 });
    assert.deepEqual([changed.name, changed.max_chats_count, changed.job_title], ['Lee', 2, 'Helper']);
    await agents.remove(created.login);
    assert.deepEqual(await failureFrom(agents.get(created.login)), { code: 'not-found' });
    assert.deepEqual(await failureFrom(agents.remove(created.login)), { code: 'not-found' });
  });

  it('create and update: report the reasons of the API', async () => {
    const failure = await failureFrom(
      account.connection.agents.create({ login: 'nonsense', name: 'x', password: 'abcd' }),
    );
    assert.ok(failure.code === 'invalid-input');
    assert.match(failure.reasons.join(), /login/);
  });

  it('check: returns the key owner’s agent as proof that the key is valid', async () => {
    const own = await account.connection.check();
    assert.equal(own.login, account.login);
    assert.deepEqual(
      account.calls.map(({ method, route, status }) => ({ method, route, status })),
      [{ method: 'GET', route: '/agents/*', status: 200 }],
    );
  });

  it('requests: send user agent and API version, also below a URL path', async () => {
    await account.connect({ path: '/v2/' }).check();
    const call = account.sandbox.calls.recent.at(-1);
    assert.equal(call?.path, `/v2/agents/${encodeURIComponent(account.login)}`);
    assert.equal(call.headers['x-api-version'], '2');
    assert.match(call.headers['user-agent'] ?? '', /^livechat-desk\/\d+\.\d+\.\d+/);
  });

  it('groups.list and tags.list: return every group and tag', async () => {
    const groups = await account.connection.groups.list();
    assert.deepEqual(groups[0], { id: 0, name: 'All operators', status: 'accepting chats' });
    assert.ok(groups.length > 1);
    const tags = await account.connection.tags.list();
    assert.ok(tags.length > 1 && tags.every(({ name }) => name !== ''));
  });

  it('tags.list: fails as forbidden for agents who are not owner or administrator', async () => {
    const normal = account.sandbox.credentials[2];
    assert.ok(normal);
    const connection = account.connect({ login: normal.login, secret: normal.apiKey });
    assert.equal((await failureFrom(connection.tags.list())).code, 'forbidden');
  });
});

describe('agents of either kind of account', () => {
  it('read a blank name as none', async () => {
    const blank = { name: '  ', permission: 'normal', role: 'normal' };
    const [listed] = await new ClassicAgents(answering([{ login: 'ann@shop.test', ...blank }])).list();
    const agent = { login: 'ann@shop.test', permission: 'normal' };
    assert.deepEqual(listed, { kind: 'agent', agent, malformed: [] });
    assert.deepEqual(decodeAgentRow({ id: 'ann@shop.test', ...blank }, '0'), listed);
  });

  it('read blank names of agents, teams and tags in HelpDesk as none', async () => {
    const names = new HelpDeskNames(answering([{ ID: 'a', email: 'ann@shop.test', name: '  ' }]));
    const { agents, teams, tags } = await names.lookUp({ agents: ['a'], teams: ['a'], tags: ['a'] });
    assert.equal(agents.get('a')?.name, undefined);
    assert.deepEqual([teams.get('a'), tags.size], ['a', 0]);
  });

  it('read blank names in classic deliveries as none', () => {
    const chat = { id: 'X', agents: [{ login: 'ann@shop.test', name: ' ' }] };
    const body = { event_type: 'chat_ended', event_unique_id: 'e', token: 't', license_id: '1', chat };
    const read = classicDeliveries.decode({ ...body, visitor: { id: 'v' } });
    assert.ok(read && 'content' in read && 'chat' in read.content);
    assert.deepEqual(read.content.chat.agents, [{ login: 'ann@shop.test' }]);
  });
});

describe('malformed classic agents, groups and tags', () => {
  it('list: keeps each row, names its malformed fields and marks rows without a login as unreadable', async () => {
    const rows = await new ClassicAgents(
      answering([
        { login: 'a@x.test', name: 5, permission: {}, status: null, avatar: 'javascript:alert(1)', extra: 1 },
        { name: 'nobody' },
        'x',
      ]),
    ).list();
    assert.deepEqual(rows, [
      { kind: 'agent', agent: { login: 'a@x.test', name: '5' }, malformed: ['permission', 'avatar'] },
      { kind: 'unreadable', key: '1' },
      { kind: 'unreadable', key: '2' },
    ]);
  });

  it('list: reads counts as text, groups as ids and every form of a picture URL', async () => {
    const detail = async (value: object): Promise<unknown> =>
      new ClassicAgents(answering({ login: 'a@x.test', ...value })).get('a@x.test');
    assert.deepEqual(
      await detail({ max_chats_count: '6', groups: [1, { id: 2, name: 'B' }], avatar: null }),
      {
        login: 'a@x.test',
        max_chats_count: 6,
        groups: [{ id: 1 }, { id: 2, name: 'B' }],
      },
    );
    for (const avatar of [
      'cdn.x.test/a.png',
      '//cdn.x.test/a.png',
      'http://cdn.x.test/a.png',
      'https://cdn.x.test/a.png',
    ]) {
      assert.deepEqual(await detail({ avatar }), {
        login: 'a@x.test',
        avatar: 'https://cdn.x.test/a.png',
        groups: [],
      });
    }
    for (const avatar of [
      'data:image/png;base64,AA',
      'ftp://x.test/a',
      'https://a:b@x.test/',
      'x y.z',
      '//',
    ]) {
      assert.deepEqual(await detail({ avatar }), { login: 'a@x.test', groups: [] });
    }
  });

  it('list and get: fail where the response is not a list or not an agent', async () => {
    const shape = { code: 'server', problem: 'shape', status: 200, reasons: [] };
    for (const value of [undefined, {}, [], 'ok', { name: 'x' }]) {
      assert.deepEqual(await failureFrom(new ClassicAgents(answering(value)).get('a@x.test')), shape);
    }
    assert.deepEqual(await failureFrom(new ClassicAgents(answering({ error: 'x' })).list()), shape);
    assert.deepEqual(await failureFrom(createClassicGroups(answering('x')).list()), shape);
    assert.deepEqual(await failureFrom(createClassicTags(answering(null)).list()), shape);
  });

  it('remove: accepts any successful response', async () => {
    for (const value of [undefined, { result: 'a@x.test removed successfully' }]) {
      await assert.doesNotReject(new ClassicAgents(answering(value)).remove('a@x.test'));
    }
  });

  it('groups.list and tags.list: skip entries without a usable id or name', async () => {
    const groups = createClassicGroups(answering([{ id: '3', name: 'A' }, { id: 4 }, { name: 'x' }, null]));
    assert.deepEqual(await groups.list(), [
      { id: 3, name: 'A' },
      { id: 4, name: '4' },
    ]);
    const tags = createClassicTags(answering([{ name: 'a', author: 'x' }, { name: '' }, 'b', 7]));
    assert.deepEqual(await tags.list(), [{ name: 'a' }]);
  });
});
