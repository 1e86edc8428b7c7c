import assert from 'node:assert/strict';
import { WebhookReceiver } from './webhookReceiver';
import { TestBench, type TicketPage } from './testBench';

interface Chats {
  readonly chats: readonly { readonly id: string; readonly messages: readonly unknown[] }[];
  readonly total: number;
}

describe('sandbox simulator', () => {
  let bench: TestBench;
  let receiver: WebhookReceiver | undefined;
  afterEach(async () => {
    await bench.sandbox.dispose();
    await receiver?.stop();
    receiver = undefined;
  });

  const counts = async () => ({
    tickets: (await bench.get<TicketPage>('/tickets')).total,
    ended: (await bench.get<Chats>('/chats')).total,
    all: (await bench.get<Chats>('/chats?include_pending=1')).total,
  });

  it('does nothing unless started', async () => {
    bench = await TestBench.start();
    const before = await counts();
    bench.clock.advance(3_600_000);
    assert.deepEqual(await counts(), before);
    assert.equal(bench.clock.pending, 0);
  });

  it('starts, continues and ends chats, creates tickets, and triggers webhooks', async () => {
    bench = await TestBench.start({ simulator: { everyMs: 1000 } });
    const hooks = await WebhookReceiver.start();
    receiver = hooks;
    const url = `http://127.0.0.1:${hooks.port}/`;
    for (const [event_type, type] of [
      ['chat_started', 'chat'],
      ['chat_ended', 'chat'],
      ['ticket_created', 'ticket'],
    ]) {
      await bench.ok('POST', '/webhooks', { json: { event_type, data_types: [type], url } });
    }
    const before = await counts();
    for (let second = 0; second < 200; second += 1) {
      bench.clock.advance(1000);
      // Advancing the clock while a delivery is in flight would trigger its timeout.
      await bench.sandbox.webhooks.idle();
    }
    const after = await counts();
    const fired = (type: string) => hooks.received.filter(({ body }) => body.event_type === type).length;
    assert.ok(fired('ticket_created') > 0 && fired('chat_ended') > 0);
    assert.equal(after.tickets - before.tickets, fired('ticket_created'));
    assert.equal(after.ended - before.ended, fired('chat_ended'));
    assert.equal(after.all - before.all, fired('chat_started'));
    const { chats } = await bench.get<Chats>('/chats');
    assert.ok(chats.some(({ messages }) => messages.length > 2));
  });

  it('starts, changes its interval and stops', async () => {
    bench = await TestBench.start({ simulator: true });
    const { simulator } = bench.sandbox;
    const before = await counts();
    bench.clock.advance(14_999);
    assert.deepEqual(await counts(), before);
    bench.clock.advance(1);
    assert.equal((await counts()).all, before.all + 1);
    simulator.start(10);
    assert.equal(bench.clock.pending, 1);
    simulator.stop();
    assert.equal(bench.clock.pending, 0);
  });

  it('creates single events on demand', async () => {
    bench = await TestBench.start();
    const { simulator } = bench.sandbox;
    assert.equal(simulator.endChat(), undefined);
    const first = simulator.startChat();
    const second = simulator.startChat();
    assert.equal(simulator.endChat(), first);
    assert.equal(simulator.endChat(second), second);
    assert.equal(simulator.endChat(second), undefined);
    assert.throws(() => simulator.endChat('000000'), RangeError);
    const id = simulator.createTicket({ subject: 'On demand' });
    assert.equal((await bench.get<TicketPage>('/tickets')).tickets[0]!.id, id);
  });

  const hookPerKind = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (const event_type of ['chat_started', 'chat_ended']) {
      const json = { event_type, data_types: ['chat'], url: 'http://127.0.0.1:9/lc/test' };
      const { events } = await bench.ok<{ events: { id: string }[] }>('POST', '/webhooks', { json });
      ids.push(...events.map(({ id }) => id));
    }
    return ids;
  };

  it('creates each kind of event within seconds of the first webhook, then at a steady pace', async () => {
    bench = await TestBench.start({ simulator: 'whileSubscribed' });
    const before = await counts();
    bench.clock.advance(600_000);
    assert.deepEqual(await counts(), before);
    await hookPerKind();
    bench.clock.advance(9_999);
    const soon = await counts();
    assert.deepEqual(soon, { ...before, all: before.all + 1, tickets: before.tickets + 1 });
    bench.clock.advance(10_000);
    const later = await counts();
    assert.deepEqual(later, { ...soon, ended: before.ended + 1 });
    for (let second = 0; second < 600; second += 1) bench.clock.advance(1_000);
    const { all, ended, tickets } = await counts();
    assert.ok(all > later.all && ended > later.ended && tickets > later.tickets);
  });

  it('stops with the last webhook, even before the first events are through, and starts again', async () => {
    bench = await TestBench.start({ simulator: 'whileSubscribed' });
    const before = await counts();
    const [first = '', last = ''] = await hookPerKind();
    bench.clock.advance(3_000);
    await bench.ok('DELETE', `/webhooks/${first}`);
    bench.clock.advance(3_000);
    await bench.ok('DELETE', `/webhooks/${last}`);
    bench.clock.advance(600_000);
    assert.deepEqual(await counts(), { ...before, all: before.all + 1 });
    await hookPerKind();
    bench.clock.advance(3_000);
    assert.deepEqual(await counts(), { ...before, all: before.all + 2 });
  });

  it('has no timer left after it was disposed of', async () => {
    bench = await TestBench.start({ simulator: 'whileSubscribed' });
    await hookPerKind();
    await bench.sandbox.dispose();
    assert.equal(bench.clock.pending, 0);
    bench = await TestBench.start();
  });
});
