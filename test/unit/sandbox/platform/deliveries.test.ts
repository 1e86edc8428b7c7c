import assert from 'node:assert/strict';
import { PLATFORM_RETRY_DELAYS } from '../../../../src/sandbox/platform/platformTargets';
import { WebhookReceiver } from '../webhookReceiver';
import type { ChatRow } from './chatShapes';
import type { HelpdeskTicket } from './helpdeskTicket';
import { PlatformBench } from './platformBench';

describe('sandbox platform webhooks', () => {
  let bench: PlatformBench;
  let hooks: WebhookReceiver;
  beforeEach(async () => {
    bench = await PlatformBench.start();
    hooks = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await bench.sandbox.dispose();
    await hooks.stop();
  });

  const url = () => `http://127.0.0.1:${hooks.port}/hook`;
  const owner = () => ({ owner_client_id: bench.sandbox.platform.clientId });
  const register = (action: string, more: object = {}) =>
    bench.done<{ id: string }>('configuration/register_webhook', {
      ...{ action, url: url(), secret_key: 's3cr3t', type: 'license', ...owner(), ...more },
    });
  const enable = () => bench.done('configuration/enable_license_webhooks', owner());
  const actions = () => hooks.received.map(({ body }) => body.action);

  it('deliver nothing until enabled', async () => {
    await register('incoming_chat');
    bench.sandbox.simulator.startChat();
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(hooks.received, []);
    await enable();
    bench.sandbox.simulator.startChat();
    await hooks.whenReceived(1);
  });

  it('deliver the secret, the organization and the payload of the push', async () => {
    const { id } = await register('incoming_chat', { additional_data: ['chat_presence_user_ids'] });
    await register('chat_deactivated');
    await enable();
    bench.sandbox.simulator.startChat({ name: 'Kim' });
    await hooks.whenReceived(1);
    bench.sandbox.simulator.endChat();
    await hooks.whenReceived(2);
    const [start, end] = hooks.received.map(({ body }) => body.payload);
    const { chat } = start as { chat: ChatRow };
    assert.equal((end as { chat_id: string }).chat_id, chat.id);
    assert.deepEqual(
      { ...hooks.received[0]!.body, payload: undefined },
      {
        ...{ webhook_id: id, secret_key: 's3cr3t', action: 'incoming_chat', payload: undefined },
        organization_id: bench.sandbox.platform.organizationId,
        additional_data: { chat_presence_user_ids: chat.users.map((user) => user.id) },
      },
    );
  });

  it('deliver statuses with spaces, and apply filters', async () => {
    const { login } = bench.credential('normal');
    await register('routing_status_set', { filters: { agent_ids: { values: [login] } } });
    await register('incoming_event', { filters: { author_type: 'agent' } });
    await enable();
    await bench.done('agent/set_routing_status', { status: 'not_accepting_chats' });
    await bench.done('agent/set_routing_status', { status: 'not_accepting_chats' }, { who: 'normal' });
    await hooks.whenReceived(1);
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(actions(), ['routing_status_set']);
    assert.deepEqual(hooks.received[0]!.body.payload, { agent_id: login, status: 'not accepting chats' });
  });

  it('retry three times within a minute with the same body', async () => {
    hooks.respond = (response) => response.writeHead(500).end();
    await register('incoming_chat');
    await enable();
    bench.sandbox.simulator.startChat();
    await hooks.whenReceived(1);
    await bench.sandbox.webhooks.idle();
    for (const [i, wait] of PLATFORM_RETRY_DELAYS.entries()) {
      bench.clock.advance(wait);
      await hooks.whenReceived(i + 2);
      await bench.sandbox.webhooks.idle();
    }
    assert.ok(PLATFORM_RETRY_DELAYS.reduce((sum, wait) => sum + wait, 0) <= 60_000);
    assert.equal(bench.sandbox.webhooks.deliveries[0]!.state, 'given up');
    for (const { body } of hooks.received) assert.deepEqual(body, hooks.received[0]!.body);
  });

  it('deliver nothing once unregistered', async () => {
    hooks.respond = (response) => response.writeHead(500).end();
    const { id } = await register('incoming_chat');
    await enable();
    bench.sandbox.simulator.startChat();
    await hooks.whenReceived(1);
    await bench.sandbox.webhooks.idle();
    await bench.done('configuration/unregister_webhook', { id, ...owner() });
    bench.clock.advance(60_000);
    await bench.sandbox.webhooks.idle();
    assert.equal(hooks.received.length, 1);
    assert.equal(bench.sandbox.webhooks.deliveries[0]!.state, 'webhook removed');
  });

  it('of HelpDesk deliver the complete ticket on creation and on each change', async () => {
    const hook = async (eventType: string) => {
      const answer = await bench.helpdesk('POST', '/webhooks', { name: eventType, url: url(), eventType });
      assert.equal(answer.status, 200, answer.text);
      return (answer.json() as { ID: string }).ID;
    };
    const ID = await hook('tickets.create');
    await hook('tickets.update');
    const rows = (await bench.helpdesk('GET', '/webhooks')).json() as { eventType: string }[];
    assert.deepEqual(
      rows.map(({ eventType }) => eventType),
      ['tickets.create', 'tickets.update'],
    );
    bench.sandbox.simulator.createTicket({ subject: 'Zipper' });
    await hooks.whenReceived(1);
    const created = hooks.received[0]!.body as {
      payload: HelpdeskTicket;
      createdAt: string;
      eventType: string;
    };
    assert.deepEqual(
      [created.payload.subject, created.createdAt, created.eventType],
      ['Zipper', '2026-07-01T12:00:00.000Z', 'tickets.create'],
    );
    const path = `/tickets/${created.payload.ID}`;
    await bench.helpdesk('PATCH', path, { message: { text: 'Sorry.' }, author: { type: 'agent' } });
    await hooks.whenReceived(2);
    const updated = hooks.received[1]!.body as { payload: HelpdeskTicket; eventType: string };
    assert.deepEqual([updated.eventType, updated.payload.events.length], ['tickets.update', 2]);
    assert.equal((await bench.helpdesk('DELETE', `/webhooks/${ID}`)).text, 'OK');
    assert.equal((await bench.helpdesk('DELETE', `/webhooks/${ID}`)).status, 404);
  });

  it('of HelpDesk deliver changes made through the classic API', async () => {
    await bench.helpdesk('POST', '/webhooks', { name: 'ours', url: url(), eventType: 'tickets.update' });
    const id = bench.sandbox.simulator.createTicket();
    const { login, apiKey } = bench.sandbox.credentials[0]!;
    const Authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
    const answer = await bench.call('PUT', `${bench.sandbox.url}/v2/tickets/${id}/tags`, {
      json: { tag: ['night'] },
      headers: { Authorization },
    });
    assert.equal(answer.status, 200, answer.text);
    await hooks.whenReceived(1);
    const { payload } = hooks.received[0]!.body as { payload: HelpdeskTicket };
    assert.deepEqual([payload.shortID, payload.tagIDs.length], [id, 1]);
  });
});
