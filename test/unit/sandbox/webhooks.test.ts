import assert from 'node:assert/strict';
import { RETRY_DELAYS } from '../../../src/sandbox/webhooks/webhookSender';
import { WebhookReceiver, type Responder } from './webhookReceiver';
import { TestBench, type TicketRow } from './testBench';

interface Hook {
  readonly licence: number;
  readonly event_type: string;
  readonly data_types: readonly string[];
  readonly url: string;
  readonly verified: boolean;
  readonly token: string;
  readonly id: string;
}

describe('sandbox webhooks (REST v2)', () => {
  let bench: TestBench;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    bench = await TestBench.start({ tickets: 25 });
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await bench.sandbox.dispose();
    await receiver.stop();
  });

  const address = (path = '/hook') => `http://127.0.0.1:${receiver.port}${path}`;
  const register = async (event_type: string, data_types: string[], url = address()): Promise<Hook> => {
    const { events } = await bench.ok<{ events: Hook[] }>('POST', '/webhooks', {
      json: { event_type, data_types, url },
    });
    return events[0]!;
  };
  const answer =
    (status: number, headers = {}): Responder =>
    (response) =>
      response.writeHead(status, headers).end();
  const { simulator, webhooks } = {
    simulator: () => bench.sandbox.simulator,
    webhooks: () => bench.sandbox.webhooks,
  };

  it('creates, lists and removes webhooks in the documented envelope', async () => {
    const hook = await register('chat_ended', ['chat', 'visitor']);
    assert.deepEqual(Object.keys(hook).sort(), [
      'data_types',
      'event_type',
      'id',
      'licence',
      'token',
      'url',
      'verified',
    ]);
    assert.match(hook.token, /^[0-9a-f]{32}$/);
    assert.match(hook.id, /^[0-9a-f]{32}$/);
    assert.equal(typeof hook.licence, 'number');
    assert.deepEqual(await bench.get('/webhooks'), { events: [hook] });
    assert.deepEqual(await bench.ok('DELETE', `/webhooks/${hook.id}`), {
      result: 'Push notification removed successfully',
    });
    assert.deepEqual(await bench.get('/webhooks'), { events: [] });
    assert.equal((await bench.call('DELETE', `/webhooks/${hook.id}`)).status, 404);
  });

  it('creates a webhook from a PHP-style form', async () => {
    const form = `event_type=chat_started&data_types[]=chat&data_types[]=visitor&url=${encodeURIComponent(address())}`;
    const { events } = await bench.ok<{ events: Hook[] }>('POST', '/webhooks', { form });
    assert.deepEqual(events[0]!.data_types, ['chat', 'visitor']);
  });

  it('rejects unknown events, data types of other events, and http URLs of other machines', async () => {
    const status = async (event_type: string, data_types: string[], url: string) =>
      (await bench.call('POST', '/webhooks', { json: { event_type, data_types, url } })).status;
    assert.equal(await status('ticket_updated', ['ticket'], address()), 400);
    assert.equal(await status('ticket_created', ['chat'], address()), 400);
    assert.equal(await status('ticket_created', [], address()), 400);
    assert.equal(await status('ticket_created', ['ticket'], 'not an address'), 400);
    assert.equal(await status('ticket_created', ['ticket'], 'http://hooks.example/'), 400);
    assert.equal(await status('ticket_created', ['ticket'], 'https://hooks.example/'), 200);
    assert.equal((await bench.call('GET', '/webhooks', { who: 'normal' })).status, 403);
  });

  it('delivers a created ticket with ISO dates and groups as objects', async () => {
    const hook = await register('ticket_created', ['ticket']);
    const id = simulator().createTicket({
      subject: 'Hello',
      message: 'How are you?',
      mail: 'kim@mail.example',
      name: 'Kim',
    });
    await webhooks().idle();
    const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    assert.deepEqual([body.event_type, body.token], ['ticket_created', hook.token]);
    assert.equal(body.license_id, String(hook.licence));
    assert.match(String(body.event_unique_id), /^[0-9a-f]{32}$/);
    const ticket = body.ticket as TicketRow;
    assert.deepEqual(
      [ticket.id, ticket.subject, ticket.groups],
      [id, 'Hello', [{ id: 0, name: 'All operators' }]],
    );
    assert.deepEqual(ticket.source, { type: 'mail', url: null });
    assert.equal(ticket.events[0]!.date, '2026-07-01T12:00:00Z');
    assert.equal(
      (await bench.get<TicketRow>(`/tickets/${id}`)).events[0]!.date,
      Date.UTC(2026, 6, 1, 12) / 1000,
    );
  });

  it('delivers tickets created through the API', async () => {
    await register('ticket_created', ['ticket']);
    const json = { message: 'x', requester: { mail: 'kim@mail.example' } };
    const { id } = await bench.ok<TicketRow>('POST', '/tickets', { json });
    await webhooks().idle();
    assert.equal((receiver.received[0]!.body.ticket as TicketRow).id, id);
  });

  it('delivers a chat from start to end with the requested data types', async () => {
    await register('chat_started', ['chat', 'visitor', 'pre_chat_survey'], address('/start'));
    await register('chat_ended', ['chat'], address('/end'));
    await register('chat_changed', ['visitor'], address('/change'));
    const id = simulator().startChat({ name: 'Kim', email: 'kim@mail.example', text: 'Hi there' });
    await bench.ok('PUT', `/chats/${id}/tags`, { json: { tag: ['sales'] } });
    await webhooks().idle();
    bench.clock.advance(60_000);
    simulator().endChat(id);
    await webhooks().idle();
    const bodies = Object.fromEntries(receiver.received.map(({ path, body }) => [path, body]));
    const common = ['event_type', 'event_unique_id', 'lc_version', 'license_id', 'token'];
    const keys = (path: string) => Object.keys(bodies[path]!).filter((key) => !common.includes(key));
    assert.deepEqual(keys('/start'), ['chat', 'visitor', 'pre_chat_survey']);
    assert.deepEqual(keys('/end'), ['chat']);
    assert.deepEqual(keys('/change'), ['visitor']);
    const visitor = bodies['/start']!.visitor as Record<string, unknown>;
    assert.deepEqual([visitor.name, visitor.email], ['Kim', 'kim@mail.example']);
    const chat = bodies['/end']!.chat as Record<string, unknown>;
    assert.deepEqual([chat.id, chat.tags], [id, ['sales']]);
    assert.equal(chat.ended_timestamp, bench.clock.now() / 1000);
    assert.deepEqual(Object.keys((chat.agents as object[])[0]!).sort(), ['login', 'name']);
    assert.ok(!('ended_timestamp' in (bodies['/start']!.chat as object)));
  });

  it('sends the credentials of the URL as Basic authorization', async () => {
    await register('ticket_created', ['ticket'], `http://me:s%40fe@127.0.0.1:${receiver.port}/`);
    simulator().createTicket();
    await webhooks().idle();
    const expected = `Basic ${Buffer.from('me:s@fe').toString('base64')}`;
    assert.equal(receiver.received[0]!.headers.authorization, expected);
  });

  it('delivers an event once if the response is 200', async () => {
    await register('ticket_created', ['ticket']);
    simulator().createTicket();
    await webhooks().idle();
    bench.clock.advance(24 * 3_600_000);
    await webhooks().idle();
    assert.equal(receiver.received.length, 1);
    assert.equal(webhooks().deliveries[0]!.state, 'delivered');
  });

  for (const status of [201, 204, 302, 400, 500]) {
    it(`retries after ${status} with the same event and body`, async () => {
      await register('ticket_created', ['ticket']);
      receiver.respond = answer(status, { location: address('/elsewhere') });
      simulator().createTicket();
      await webhooks().idle();
      assert.equal(webhooks().deliveries[0]!.state, 'waiting');
      receiver.respond = answer(200);
      bench.clock.advance(RETRY_DELAYS[0]!);
      await webhooks().idle();
      assert.deepEqual(
        receiver.received.map(({ path }) => path),
        ['/hook', '/hook'],
      );
      assert.deepEqual(receiver.received[1]!.body, receiver.received[0]!.body);
      assert.equal(webhooks().deliveries[0]!.state, 'delivered');
    });
  }

  it('gives up after ten retries within six hours', async () => {
    await register('ticket_created', ['ticket']);
    receiver.respond = answer(503);
    simulator().createTicket();
    await webhooks().idle();
    const start = bench.clock.now();
    for (const delay of RETRY_DELAYS) {
      bench.clock.advance(delay);
      await webhooks().idle();
    }
    assert.equal(receiver.received.length, 11);
    assert.ok(bench.clock.now() - start <= 6 * 3_600_000);
    assert.equal(new Set(receiver.received.map(({ body }) => body.event_unique_id)).size, 1);
    const [delivery] = webhooks().deliveries;
    assert.deepEqual([delivery!.attempts, delivery!.state], [11, 'given up']);
    bench.clock.advance(24 * 3_600_000);
    await webhooks().idle();
    assert.equal(receiver.received.length, 11);
  });

  it('treats a response that takes longer than 10 seconds as a failure', async () => {
    await register('ticket_created', ['ticket']);
    receiver.respond = () => undefined;
    simulator().createTicket();
    await receiver.whenReceived(1);
    bench.clock.advance(9999);
    assert.equal(webhooks().deliveries[0]!.state, 'sending');
    bench.clock.advance(1);
    await webhooks().idle();
    assert.deepEqual(webhooks().deliveries[0]!.lastResult, { failure: 'no response within 10000 ms' });
    receiver.respond = answer(200);
    bench.clock.advance(RETRY_DELAYS[0]!);
    await webhooks().idle();
    assert.equal(webhooks().deliveries[0]!.state, 'delivered');
  });

  it('treats a response that does not end within 10 seconds as a failure', async () => {
    await register('ticket_created', ['ticket']);
    receiver.respond = (response) => response.writeHead(200).write('{');
    simulator().createTicket();
    await receiver.whenReceived(1);
    bench.clock.advance(10_000);
    await webhooks().idle();
    assert.equal(webhooks().deliveries[0]!.state, 'waiting');
  });

  it('retries if the connection is refused or breaks', async () => {
    await register('ticket_created', ['ticket']);
    receiver.respond = (response) => response.destroy();
    simulator().createTicket();
    await webhooks().idle();
    assert.equal(webhooks().deliveries[0]!.state, 'waiting');
    await receiver.stop();
    bench.clock.advance(RETRY_DELAYS[0]!);
    await webhooks().idle();
    const { lastResult, attempts } = webhooks().deliveries[0]!;
    assert.equal(attempts, 2);
    assert.match(JSON.stringify(lastResult), /ECONNREFUSED/);
    receiver = await WebhookReceiver.start();
  });

  it('does not retry once the webhook is removed', async () => {
    const hook = await register('ticket_created', ['ticket']);
    receiver.respond = answer(500);
    simulator().createTicket();
    await webhooks().idle();
    await bench.ok('DELETE', `/webhooks/${hook.id}`);
    bench.clock.advance(6 * 3_600_000);
    await webhooks().idle();
    assert.equal(receiver.received.length, 1);
    assert.equal(webhooks().deliveries[0]!.state, 'webhook removed');
  });

  it('leaves no request or timer behind if disposed during a delivery', async () => {
    await register('ticket_created', ['ticket']);
    receiver.respond = () => undefined;
    simulator().createTicket();
    await receiver.whenReceived(1);
    await bench.sandbox.dispose();
    await webhooks().idle();
    assert.equal(bench.clock.pending, 0);
    bench = await TestBench.start();
  });
});
