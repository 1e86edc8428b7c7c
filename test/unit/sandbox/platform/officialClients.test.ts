import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { type ErrorBody, PlatformBench } from './platformBench';
import { RtmClient } from './rtmClient';

/** Requests that differ from those of this extension, as LiveChat's own SDKs and documentation have them. */
describe('sandbox requests of official clients', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  /** Headers with an access token of the public application. */
  const asApplication = async (): Promise<{ headers: Record<string, string> }> => ({
    headers: { Authorization: `Bearer ${await bench.accessToken()}` },
  });

  it('may open the RTM socket without an organization, in any version', async () => {
    const { token, accountId } = bench.credential('owner');
    const basic = `Basic ${Buffer.from(`${accountId}:${token}`).toString('base64')}`;
    const address = `${bench.sandbox.url.replace('http', 'ws')}/v3.4/agent/rtm/ws`;
    const answer = await new Promise<{ success: boolean; payload: { license: { organization_id: string } } }>(
      (resolve, reject) => {
        const socket = new WebSocket(address);
        socket.on('error', reject);
        socket.on('message', (data: Buffer) => {
          resolve(JSON.parse(data.toString('utf8')) as Parameters<typeof resolve>[0] & { success: boolean });
        });
        socket.on('open', () => {
          socket.send(JSON.stringify({ request_id: '1', action: 'login', payload: { token: basic } }));
        });
      },
    );
    assert.equal(answer.success, true);
    assert.equal(answer.payload.license.organization_id, bench.sandbox.platform.organizationId);
  });

  it('may name an application client_id, and tokens of an application need no name', async () => {
    const { clientId: client_id } = bench.sandbox.platform;
    const state = (json: object, options = {}) =>
      bench.done('configuration/get_license_webhooks_state', json, options);
    await bench.done('configuration/enable_license_webhooks', { client_id });
    assert.deepEqual(await state({ client_id }), { license_webhooks_enabled: true });
    const application = await asApplication();
    await bench.done('configuration/disable_license_webhooks', {}, application);
    assert.deepEqual(await state({}, application), { license_webhooks_enabled: false });
    const webhook = { action: 'incoming_chat', secret_key: 's', url: 'http://127.0.0.1:9/', type: 'license' };
    const { id } = await bench.done<{ id: string }>('configuration/register_webhook', webhook, application);
    const own = await bench.done<{ id: string }[]>('configuration/list_webhooks', {}, application);
    assert.deepEqual(own, await bench.done('configuration/list_webhooks', { owner_client_id: client_id }));
    assert.deepEqual(
      own.map((one) => one.id),
      [id],
    );
    await bench.done('configuration/unregister_webhook', { id }, application);
    const nameless = await bench.refused('configuration/list_webhooks');
    assert.deepEqual(nameless, { type: 'validation', message: '`owner_client_id` is required' });
  });

  it('may filter chats as their version does', async () => {
    bench.sandbox.simulator.startChat();
    const found = async (version: string, filters: object): Promise<number> => {
      const answer = await bench.action('agent/list_chats', { filters, limit: 100 }, {}, version);
      assert.equal(answer.status, 200, answer.text);
      return (answer.json() as { found_chats: number }).found_chats;
    };
    const all = await found('v3.6', {});
    assert.ok(all > 1);
    for (const version of ['v3.4', 'v3.5']) {
      assert.equal(await found(version, { include_active: false }), all - 1, version);
      assert.equal(await found(version, { include_active: true }), all, version);
      assert.equal(await found(version, { active: true }), all, version);
    }
    for (const version of ['v3.6', 'v3.7']) {
      assert.equal(await found(version, { active: true }), 1, version);
      assert.equal(await found(version, { active: false }), all - 1, version);
      assert.equal(await found(version, { include_active: false }), all, version);
    }
  });

  it('get chats under the names of their version', async () => {
    bench.sandbox.simulator.startChat();
    const keys = async (version: string): Promise<readonly (readonly string[])[]> => {
      const answer = await bench.action('agent/list_chats', { limit: 1 }, {}, version);
      const page = answer.json() as Record<string, Record<string, object>[]>;
      const [chat = {}] = page.chats_summary ?? page.chats_info ?? [];
      const has = (name: string, from: object): boolean => name in from;
      return [
        ['chats_summary', 'chats_info'].filter((name) => has(name, page)),
        ['last_thread_summary', 'last_thread_info', 'last_event_per_type'].filter((name) => has(name, chat)),
        ['last_event_per_type'].filter((name) => has(name, chat.last_thread_info ?? {})),
      ];
    };
    assert.deepEqual(await keys('v3.6'), [
      ['chats_summary'],
      ['last_thread_summary', 'last_event_per_type'],
      [],
    ]);
    assert.deepEqual(await keys('v3.7'), [['chats_info'], ['last_thread_info'], ['last_event_per_type']]);
    const client = await RtmClient.open(bench, { version: 'v3.7' });
    const { payload } = await client.logIn();
    assert.deepEqual([Array.isArray(payload.chats_info), payload.chats_summary], [true, undefined]);
  });

  it('may look for archived chats by id from v3.7 on', async () => {
    const archives = (filters: object, version: string) =>
      bench.action('agent/list_archives', { filters, limit: 100 }, {}, version);
    const { chats } = (await archives({}, 'v3.7')).json() as { chats: { id: string }[] };
    const id = chats[3]?.id ?? '';
    const found = (await archives({ chat_ids: [id] }, 'v3.7')).json() as { chats: { id: string }[] };
    assert.deepEqual(
      found.chats,
      chats.filter((chat) => chat.id === id),
    );
    const older = await archives({ chat_ids: [id] }, 'v3.6');
    assert.deepEqual([older.status, (older.json() as ErrorBody).error.type], [400, 'validation']);
  });

  it('get a v3 error for an API that the sandbox does not have', async () => {
    for (const path of [
      '/v3.5/customer/action/list_chats',
      '/v3.6/reports/chats/total_chats',
      '/v3.6/agent/action/no_such_action',
    ]) {
      const answer = await bench.call('POST', bench.sandbox.url + path, { json: {} });
      assert.equal(answer.status, 404, path);
      assert.deepEqual(answer.json(), { error: { type: 'not_found', message: 'Method not found' } }, path);
    }
    assert.equal((await bench.call('GET', `${bench.sandbox.url}/v2/nothing`)).status, 401, 'the classic API');
  });
});
