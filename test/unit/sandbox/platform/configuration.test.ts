import assert from 'node:assert/strict';
import { PlatformBench } from './platformBench';

describe('sandbox groups, tags and webhooks (Configuration API)', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const done = <T = unknown>(action: string, json: unknown = {}) =>
    bench.done<T>(`configuration/${action}`, json);
  const refused = async (action: string, json: unknown = {}) =>
    (await bench.refused(`configuration/${action}`, json)).type;

  it('lists groups, beginning with General', async () => {
    const groups = await done<{ id: number; name: string; routing_status?: string }[]>('list_groups', {
      fields: ['routing_status', 'agent_priorities'],
    });
    assert.deepEqual(
      groups.map(({ id }) => id),
      [0, 1, 2, 3, 4],
    );
    assert.deepEqual([groups[0]!.name, groups[0]!.routing_status], ['General', 'accepting chats']);
  });

  it('creates, changes and deletes a group and its members', async () => {
    const { login } = bench.credential('normal');
    const body = { name: 'Night', agent_priorities: { [login]: 'last' } };
    const { id } = await done<{ id: number }>('create_group', body);
    const get = () => done('get_group', { id, fields: ['agent_priorities'] });
    assert.deepEqual(await get(), {
      id,
      name: 'Night',
      language_code: 'en',
      agent_priorities: { [login]: 'last' },
    });
    await done('update_group', { id, name: 'Day', agent_priorities: {} });
    assert.deepEqual(await get(), { id, name: 'Day', language_code: 'en', agent_priorities: {} });
    await done('delete_group', { id });
    assert.equal(await refused('get_group', { id }), 'not_found');
    assert.equal(
      await refused('create_group', { name: 'x'.repeat(181), agent_priorities: {} }),
      'validation',
    );
    assert.equal(await refused('delete_group', { id: 0 }), 'validation');
  });

  it('creates, changes and deletes tags', async () => {
    await done('create_tag', { name: 'night', group_ids: [1, 2] });
    assert.equal(await refused('create_tag', { name: 'night', group_ids: [1] }), 'already_exists');
    const find = async () =>
      (await done<{ name: string; group_ids: number[] }[]>('list_tags')).find(({ name }) => name === 'night');
    assert.deepEqual((await find())!.group_ids, [1, 2]);
    await done('update_tag', { name: 'night', group_ids: [3] });
    assert.deepEqual((await find())!.group_ids, [3]);
    await done('delete_tag', { name: 'night' });
    assert.equal(await find(), undefined);
  });

  const webhook = (more: object = {}) => ({
    action: 'incoming_chat',
    secret_key: 's3cr3t',
    url: 'http://127.0.0.1:9/hook',
    owner_client_id: bench.sandbox.platform.clientId,
    type: 'license',
    ...more,
  });

  it('registers up to three webhooks per action, lists them without secrets, and unregisters them', async () => {
    const owner = { owner_client_id: bench.sandbox.platform.clientId };
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push((await done<{ id: string }>('register_webhook', webhook())).id);
    assert.equal(await refused('register_webhook', webhook()), 'limit_reached');
    await done('register_webhook', webhook({ action: 'chat_deactivated', description: 'ours' }));
    const rows = await done<Record<string, unknown>[]>('list_webhooks', owner);
    assert.equal(rows.length, 4);
    assert.ok(!JSON.stringify(rows).includes('s3cr3t'));
    assert.deepEqual(rows[3], {
      ...{ id: rows[3]!.id, url: 'http://127.0.0.1:9/hook', description: 'ours' },
      ...{ action: 'chat_deactivated', ...owner, type: 'license' },
    });
    await done('unregister_webhook', { id: ids[0], ...owner });
    assert.equal(await refused('unregister_webhook', { id: ids[0], ...owner }), 'not_found');
    assert.ok(await done('register_webhook', webhook()));
  });

  it('keeps the webhooks of applications separate', async () => {
    const { switches } = bench.sandbox.platform;
    const other = switches.registerClient(['https://other.example/']);
    await done('register_webhook', webhook());
    assert.deepEqual(await done('list_webhooks', { owner_client_id: other.id }), []);
    assert.equal(await refused('list_webhooks', { owner_client_id: 'unknown' }), 'not_found');
    assert.equal(await refused('list_webhooks'), 'validation');
  });

  it('rejects ticket actions, long and insecure URLs and a missing secret', async () => {
    for (const more of [
      { action: 'ticket_created' },
      { url: `https://x.example/${'x'.repeat(500)}` },
      { url: 'http://x.example/' },
      { secret_key: undefined },
    ]) {
      assert.equal(await refused('register_webhook', webhook(more)), 'validation');
    }
  });

  it('has the licence’s webhooks disabled until they are enabled', async () => {
    const owner = { owner_client_id: bench.sandbox.platform.clientId };
    const state = () => done('get_license_webhooks_state', owner);
    assert.deepEqual(await state(), { license_webhooks_enabled: false });
    await done('enable_license_webhooks', owner);
    assert.deepEqual(await state(), { license_webhooks_enabled: true });
    await done('disable_license_webhooks', owner);
    assert.deepEqual(await state(), { license_webhooks_enabled: false });
  });

  it('lists webhook names without authentication', async () => {
    const names = await bench.done<{ action: string }[]>(
      'configuration/list_webhook_names',
      {},
      {
        headers: { Authorization: undefined },
      },
    );
    assert.ok(names.some(({ action }) => action === 'chat_deactivated'));
    assert.ok(!names.some(({ action }) => action.startsWith('ticket')));
  });
});
