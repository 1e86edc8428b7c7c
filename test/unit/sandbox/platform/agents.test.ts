import assert from 'node:assert/strict';
import { PlatformBench } from './platformBench';

interface AgentRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly avatar: string;
  readonly login_status: string;
  readonly suspended?: boolean;
  readonly awaiting_approval?: boolean;
  readonly max_chats_count?: number;
  readonly last_logout?: string;
  readonly groups?: readonly { readonly id: number; readonly priority: string }[];
}

describe('sandbox agents (Configuration API)', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const list = (json: unknown = {}) => bench.done<AgentRow[]>('configuration/list_agents', json);
  const get = (id: string, fields: readonly string[] = []) =>
    bench.done<AgentRow>('configuration/get_agent', { id, fields });
  const classic = async () => {
    const { login, apiKey } = bench.sandbox.credentials[0]!;
    const Authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
    const answer = await bench.call('GET', `${bench.sandbox.url}/v2/agents`, { headers: { Authorization } });
    return (answer.json() as { login: string }[]).map((row) => row.login);
  };
  const kim = { id: 'kim@harborpine.example', name: 'Kim Novak' };

  it('lists agents as a bare array with few fields, and more on request', async () => {
    const rows = await list();
    assert.deepEqual(Object.keys(rows[0]!), ['id', 'account_id', 'name', 'avatar', 'role', 'login_status']);
    assert.match(rows[0]!.avatar, /^https:\/\//);
    const full = await list({ fields: ['groups', 'last_logout', 'max_chats_count', 'awaiting_approval'] });
    assert.match(full[0]!.last_logout ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.equal('last_logout' in full[7]!, false);
    assert.equal(full[0]!.groups![0]!.priority, 'normal');
    assert.equal((await bench.refused('configuration/list_agents', { fields: ['age'] })).type, 'validation');
  });

  it('lists suspended agents and agents awaiting approval, which the classic API hides', async () => {
    const rows = await list({ fields: ['suspended', 'awaiting_approval'] });
    assert.equal(rows.filter(({ suspended }) => suspended).length, 1);
    assert.equal(rows.filter(({ awaiting_approval: awaiting }) => awaiting).length, 2);
    assert.equal((await list({ filters: { suspended: true } })).length, 1);
    assert.equal((await classic()).length, rows.length - 3);
  });

  it('creates agents awaiting approval, visible in the classic API once approved', async () => {
    const body = { ...kim, max_chats_count: 20, groups: [{ id: 1, priority: 'first' }] };
    assert.deepEqual(await bench.done('configuration/create_agent', body), { id: kim.id });
    const row = await get(kim.id, ['awaiting_approval', 'groups', 'max_chats_count']);
    assert.deepEqual(
      [row.role, row.login_status, row.awaiting_approval, row.max_chats_count, row.groups],
      ['normal', 'not accepting chats', true, 20, [{ id: 1, priority: 'first' }]],
    );
    assert.ok(!(await classic()).includes(kim.id));
    bench.sandbox.platform.switches.approve(kim.id);
    assert.ok((await classic()).includes(kim.id));
    assert.deepEqual(bench.sandbox.mails.at(-1), { to: kim.id, kind: 'activation' });
  });

  it('rejects duplicates, a missing name, too many chats, an unknown group and skipped approval', async () => {
    const create = async (more: object) =>
      (await bench.refused('configuration/create_agent', { ...kim, ...more })).type;
    assert.deepEqual(await bench.refused('configuration/create_agent', { id: kim.id }), {
      type: 'validation',
      message: '`name` is required',
    });
    assert.equal(await create({ max_chats_count: 21 }), 'validation');
    assert.equal(await create({ role: 'owner' }), 'validation');
    assert.equal(await create({ groups: [{ id: 99, priority: 'last' }] }), 'group_not_found');
    assert.equal(await create({ awaiting_approval: false }), 'authorization');
    assert.equal(await create({ id: bench.credential('normal').login }), 'already_exists');
    assert.equal(
      (await bench.refused('configuration/create_agent', kim, { who: 'normal' })).type,
      'authorization',
    );
  });

  it('updates single fields, but not the name or the owner’s role', async () => {
    const { login } = bench.credential('normal');
    const before = await get(login, ['job_title', 'groups']);
    const change = {
      id: login,
      role: 'viceowner',
      max_chats_count: 3,
      email_subscriptions: ['weekly_summary'],
    };
    assert.deepEqual(await bench.done('configuration/update_agent', change), {});
    assert.deepEqual(await get(login, ['job_title', 'groups', 'max_chats_count', 'email_subscriptions']), {
      ...before,
      role: 'viceowner',
      max_chats_count: 3,
      email_subscriptions: ['weekly_summary'],
    });
    const refused = (json: object) => bench.refused('configuration/update_agent', json);
    assert.equal((await refused({ id: login, name: 'New' })).type, 'validation');
    assert.equal((await refused({ id: 'nobody@x.example' })).type, 'not_found');
    assert.equal(
      (await refused({ id: bench.credential('owner').login, role: 'normal' })).type,
      'ownership_transfer',
    );
  });

  it('lets a normal agent change few fields of its own and none of others', async () => {
    const update = (json: object) => bench.action('configuration/update_agent', json, { who: 'normal' });
    const { login: id } = bench.credential('normal');
    assert.equal((await update({ id, job_title: 'Poet' })).status, 200);
    assert.equal((await update({ id, max_chats_count: 1 })).status, 403);
    assert.equal((await update({ id: bench.credential('owner').login, job_title: 'x' })).status, 403);
  });

  it('deletes agents in both APIs, but not the owner', async () => {
    const { login: id } = bench.credential('normal');
    await bench.done('configuration/delete_agent', { id });
    assert.equal((await bench.refused('configuration/get_agent', { id })).type, 'not_found');
    assert.ok(!(await classic()).includes(id));
    assert.equal((await bench.action('configuration/list_agents', {}, { who: 'normal' })).status, 401);
    const owner = { id: bench.credential('owner').login };
    assert.equal((await bench.refused('configuration/delete_agent', owner)).type, 'ownership_transfer');
  });

  it('does not suspend or approve agents with a personal access token', async () => {
    for (const verb of ['suspend', 'unsuspend', 'approve']) {
      const body = { id: bench.credential('normal').login };
      assert.equal((await bench.refused(`configuration/${verb}_agent`, body)).type, 'authorization', verb);
    }
  });

  it('handles batches with one result per request in order', async () => {
    const requests = [{ id: 'a@x.example', name: 'A' }, { id: 'b@x.example' }, kim];
    const { responses } = await bench.done<{ responses: unknown[] }>('configuration/batch_create_agents', {
      requests,
    });
    assert.deepEqual(responses, [
      { id: 'a@x.example' },
      { error: { type: 'validation', message: '`name` is required' } },
      { id: kim.id },
    ]);
  });

  it('returns the earlier state while reads are stale', async () => {
    bench.sandbox.platform.switches.staleReads(120_000);
    await bench.done('configuration/create_agent', kim);
    assert.equal((await bench.refused('configuration/get_agent', { id: kim.id })).type, 'not_found');
    bench.clock.advance(60_000);
    await bench.done('configuration/update_agent', { id: kim.id, job_title: 'Poet' });
    bench.clock.advance(60_000);
    assert.equal('job_title' in (await get(kim.id)), false);
    assert.deepEqual(((await get(kim.id, ['job_title'])) as { job_title?: string }).job_title, '');
    bench.clock.advance(60_000);
    assert.deepEqual(((await get(kim.id, ['job_title'])) as { job_title?: string }).job_title, 'Poet');
  });
});
