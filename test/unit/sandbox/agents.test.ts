import assert from 'node:assert/strict';
import { TestBench } from './testBench';

interface Full {
  readonly login: string;
  readonly name: string;
  readonly status: string;
  readonly login_status: string;
  readonly permission: string;
  readonly job_title: string;
  readonly last_logout: number;
  readonly max_chats_count: number;
  readonly daily_summary: number;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly notifications: Readonly<Record<string, number>>;
}

describe('sandbox agents (REST v2)', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.start({ agents: 40 })));
  afterEach(() => bench.sandbox.dispose());

  const create = (json: unknown) => bench.call('POST', '/agents', { json });

  it('lists agents as a bare array in the short shape', async () => {
    const agents = await bench.get<Record<string, string>[]>('/agents');
    assert.equal(agents.length, 40);
    for (const agent of agents) {
      assert.deepEqual(Object.keys(agent).sort(), ['avatar', 'login', 'name', 'permission', 'status']);
      assert.ok(!agent.avatar!.includes('://'), 'an avatar URL has no scheme');
    }
  });

  it('filters agents by current status', async () => {
    const all = await bench.get<Full[]>('/agents');
    for (const status of ['accepting chats', 'not accepting chats', 'offline']) {
      const some = await bench.get<Full[]>(`/agents?status=${encodeURIComponent(status)}`);
      assert.ok(some.length > 0);
      assert.deepEqual(
        some,
        all.filter((agent) => agent.status === status),
      );
    }
    assert.equal((await bench.call('GET', '/agents?status=away')).status, 400);
  });

  it('returns a single agent in the full shape with groups as objects', async () => {
    const agent = await bench.get<Full>(`/agents/${bench.login('owner')}`);
    assert.equal(agent.permission, 'owner');
    assert.ok(agent.groups.every(({ id, name }) => Number.isInteger(id) && name !== ''));
    assert.equal(agent.notifications.new_visitor, 1);
    assert.equal((await bench.call('GET', '/agents/nobody@harborpine.example')).status, 404);
  });

  it('creates an agent offline, with last_logout 0 and the documented defaults', async () => {
    const agent = await bench.ok<Full>('POST', '/agents', {
      json: { login: 'new@shop.example', name: 'New' },
    });
    const { status, last_logout, permission, job_title, daily_summary, max_chats_count, login_status } =
      agent;
    assert.deepEqual([status, last_logout, permission, job_title], ['offline', 0, 'normal', 'Support Agent']);
    assert.deepEqual([daily_summary, max_chats_count, login_status], [1, 6, 'accepting chats']);
    assert.deepEqual(await bench.get(`/agents/new@shop.example`), agent);
    assert.equal((await bench.get<Full[]>('/agents')).length, 41);
  });

  it('sends an activation e-mail to a new agent without a password', async () => {
    await create({ login: 'a@shop.example', name: 'A' });
    await create({ login: 'b@shop.example', name: 'B', password: 'secret' });
    assert.deepEqual(bench.sandbox.mails, [{ to: 'a@shop.example', kind: 'activation' }]);
  });

  it('creates an agent from a PHP-style form', async () => {
    const form = 'login=form@shop.example&name=Form&max_chats_count=3&groups[]=1&groups[]=2&daily_summary=0';
    const agent = await bench.ok<Full>('POST', '/agents', { form });
    assert.equal(agent.max_chats_count, 3);
    assert.equal(agent.daily_summary, 0);
    assert.deepEqual(
      agent.groups.map(({ id }) => id),
      [1, 2],
    );
  });

  it('rejects an invalid agent with one error per invalid field', async () => {
    const answer = await create({
      login: 'no address',
      password: '1234',
      permission: 'owner',
      groups: ['x'],
    });
    assert.equal(answer.status, 400);
    assert.deepEqual([...(answer.json() as { errors: string[] }).errors].sort(), [
      'groups.0 has incorrect format',
      'login has incorrect format',
      'name is required',
      'password must have at least 5 characters',
      'permission has incorrect format',
    ]);
  });

  it('rejects a login in use, an unknown group and an incomplete notifications object', async () => {
    assert.equal((await create({ login: bench.login('owner'), name: 'X' })).status, 400);
    assert.equal((await create({ login: 'c@shop.example', name: 'C', groups: [99] })).status, 400);
    const notifications = { new_visitor: 1 };
    assert.equal((await create({ login: 'd@shop.example', name: 'D', notifications })).status, 400);
    assert.equal((await bench.get<Full[]>('/agents')).length, 40);
  });

  it('changes only the fields in the request', async () => {
    const path = `/agents/${bench.login('normal')}`;
    const before = await bench.get<Full>(path);
    const after = await bench.ok<Full>('PUT', path, { json: { job_title: 'Captain', groups: [3] } });
    assert.deepEqual(after, {
      ...before,
      job_title: 'Captain',
      groups: [{ id: 3, name: 'Retouren & Reklamation' }],
    });
  });

  it('ignores the status of an offline agent, and can set an agent offline', async () => {
    await create({ login: 'off@shop.example', name: 'Off' });
    const json = { status: 'accepting chats', name: 'Still off' };
    const offline = await bench.ok<Full>('PUT', '/agents/off@shop.example', { json });
    assert.deepEqual([offline.status, offline.name], ['offline', 'Still off']);

    const path = `/agents/${bench.login('normal')}`;
    const away = await bench.ok<Full>('PUT', path, { form: 'status=not accepting chats' });
    assert.equal(away.status, 'not accepting chats');
    const gone = await bench.ok<Full>('PUT', path, { json: { status: 'offline' } });
    assert.deepEqual([gone.status, gone.last_logout], ['offline', bench.clock.now() / 1000]);
  });

  it('requires the caller’s password to change a password', async () => {
    const path = `/agents/${bench.login('normal')}`;
    assert.equal((await bench.call('PUT', path, { json: { password: 'longer' } })).status, 400);
    await bench.ok('PUT', path, { json: { password: 'longer', current_password: 'mine' } });
  });

  it('removes an agent and its key, with the documented result text', async () => {
    const login = bench.login('normal');
    assert.deepEqual(await bench.ok('DELETE', `/agents/${login}`), {
      result: `${login} removed successfully`,
    });
    assert.equal((await bench.call('GET', `/agents/${login}`)).status, 404);
    assert.equal((await bench.call('DELETE', `/agents/${login}`)).status, 404);
    assert.equal((await bench.call('GET', '/agents', { who: 'normal' })).status, 401);
    assert.equal((await bench.call('DELETE', `/agents/${bench.login('owner')}`)).status, 400);
  });

  it('lets a normal agent change only some fields of its own, and create or remove no agent', async () => {
    const json = { login: 'e@shop.example', name: 'E' };
    assert.equal((await bench.call('POST', '/agents', { json, who: 'normal' })).status, 403);
    const other = `/agents/${bench.login('administrator')}`;
    assert.equal((await bench.call('DELETE', other, { who: 'normal' })).status, 403);
    assert.equal((await bench.call('PUT', other, { json: { name: 'Me' }, who: 'normal' })).status, 403);
    const self = `/agents/${bench.login('normal')}`;
    assert.equal((await bench.call('PUT', self, { json: { name: 'Me' }, who: 'normal' })).status, 200);
    const rise = { permission: 'administrator' };
    assert.equal((await bench.call('PUT', self, { json: rise, who: 'normal' })).status, 403);
    assert.equal((await bench.call('POST', '/agents', { json, who: 'administrator' })).status, 200);
  });
});
