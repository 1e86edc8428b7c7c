import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds, type Arrival, type ChatArrival } from '../../../../src/core/domain/arrival';
import type { NewWebhook } from '../../../../src/core/domain/webhook';
import type { Journal } from '../../../../src/core/events/journal/journal';
import type { Receiver } from '../../../../src/core/events/receiver/receiver';
import { startReceiver } from '../../../../src/core/events/receiver/startReceiver';
import { RETRY_DELAYS } from '../../../../src/sandbox/webhooks/webhookSender';
import { classicAccount, type ClassicAccount } from '../../api/support/classicAccount';
import { allIds, JournalBench } from '../journal/support/journalBench';
import { Poster } from './support/poster';
import { receiverBench, ticketBody } from './support/receiverBench';

describe('receiver with deliveries of the sandbox', function () {
  this.timeout(20_000);

  let account: ClassicAccount;
  let journal: Journal;
  let receiver: Receiver;
  let webhooks: NewWebhook[];
  let refuse: (arrival: Arrival) => boolean;
  const bench = new JournalBench();

  beforeEach(async () => {
    refuse = () => false;
    webhooks = [];
    account = await classicAccount({ tickets: 25, clock: bench.clock });
    journal = await bench.start({ database: await bench.database(`${bench.dir}/${Math.random()}`) });
    receiver = await startReceiver({
      port: 0,
      installId: 'test',
      clock: bench.clock,
      log: silentLog,
      allowedHosts: () => [],
      registration: () => ({
        account: 'classic:ada',
        secrets: webhooks.map(({ secret }) => secret),
        format: account.connection.webhooks.deliveries,
      }),
      accept: (arrival) => (refuse(arrival) ? Promise.reject(new Error('not now')) : journal.accept(arrival)),
      onTooLarge: () => undefined,
      onProbe: () => false,
    });
    await register();
  });
  afterEach(async () => {
    await account.dispose();
    await receiver.dispose();
  });
  after(() => bench.dispose());

  async function register(): Promise<void> {
    const url = `http://127.0.0.1:${receiver.port}${receiver.path()}`;
    for (const event of arrivalKinds) webhooks.push(await account.connection.webhooks.create({ event, url }));
  }
  const idle = (): Promise<void> => account.sandbox.webhooks.idle();
  const later = async (ms: number): Promise<void> => {
    bench.clock.advance(ms);
    await idle();
  };
  const kept = async (): Promise<Arrival[]> =>
    (await journal.page({ limit: 1_000 })).entries.map(({ arrival }) => arrival).reverse();

  it('stores a chat from start to end, and a ticket', async () => {
    const { simulator } = account.sandbox;
    const id = simulator.startChat({ name: 'Kim', email: 'kim@mail.test', text: 'Hi there' });
    await idle();
    await later(60_000);
    simulator.endChat(id);
    await idle();
    const ticket = simulator.createTicket({
      subject: 'Hello',
      message: 'How?',
      mail: 'kim@mail.test',
      name: 'Kim',
    });
    await idle();
    const [started, ended, created] = (await kept()) as [ChatArrival, ChatArrival, Arrival];
    assert.deepEqual([started.kind, ended.kind, created.kind], arrivalKinds);
    assert.equal(started.account, 'classic:ada');
    assert.match(started.eventId, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [started.chat.id, started.visitor.name, started.visitor.email],
      [id, 'Kim', 'kim@mail.test'],
    );
    assert.equal(started.chat.started_timestamp, '2026-07-01T12:00:00.000Z');
    assert.equal(started.chat.ended_timestamp, undefined);
    assert.equal(ended.chat.ended_timestamp, '2026-07-01T12:01:00.000Z');
    assert.ok(
      ended.chat.messages.some(({ text, user_type }) => text === 'Hi there' && user_type === 'visitor'),
    );
    assert.ok(created.kind === 'ticket_created' && created.ticket.id === ticket);
    assert.deepEqual(created.ticket.groups, [{ id: 0, name: 'All operators' }]);
    assert.equal(created.ticket.events[0]?.date, '2026-07-01T12:01:00.000Z');
  });

  it('stores an event once despite retries and out-of-order delivery', async () => {
    const { simulator } = account.sandbox;
    refuse = ({ kind }) => kind === 'chat_started';
    const id = simulator.startChat();
    await idle();
    simulator.endChat(id);
    await idle();
    assert.deepEqual(
      (await kept()).map(({ kind }) => kind),
      ['chat_ended'],
    );
    refuse = () => false;
    await later(10_000);
    assert.deepEqual(
      (await kept()).map(({ kind }) => kind),
      ['chat_ended', 'chat_started'],
    );
    assert.deepEqual(
      account.sandbox.webhooks.deliveries.map(({ attempts, state }) => [attempts, state]),
      [
        [2, 'delivered'],
        [1, 'delivered'],
      ],
    );
    await later(6 * 3_600_000);
    assert.equal((await kept()).length, 2);
  });

  it('stores an event once while two registrations with different event ids overlap', async () => {
    receiver.rotate();
    await register();
    account.sandbox.simulator.createTicket();
    account.sandbox.simulator.startChat();
    await idle();
    const { deliveries } = account.sandbox.webhooks;
    assert.equal(new Set(deliveries.map(({ eventUniqueId }) => eventUniqueId)).size, 4);
    assert.ok(deliveries.every(({ state }) => state === 'delivered'));
    assert.equal((await kept()).length, 2);
  });

  it('stores all events of a burst above the connection limit', async () => {
    const ids = Array.from({ length: 300 }, () => account.sandbox.simulator.createTicket());
    await idle();
    // All rejected deliveries retry at the same time, and many are rejected again.
    for (const wait of RETRY_DELAYS) await later(wait);
    const arrived = (await kept()).map((arrival) =>
      arrival.kind === 'ticket_created' ? arrival.ticket.id : '',
    );
    assert.deepEqual(arrived.sort(), ids.sort());
  });

  it('rejects deliveries once their webhook is removed', async () => {
    const [first] = webhooks.splice(2);
    assert.ok(first);
    account.sandbox.simulator.createTicket();
    await idle();
    assert.deepEqual(await kept(), []);
    assert.deepEqual(account.sandbox.webhooks.deliveries.at(-1)?.lastResult, { status: 401 });
  });
});

describe('receiver with 10,000 deliveries', () => {
  it('stores each event once, in bursts with retries', async function () {
    this.timeout(60_000);
    const bench = new JournalBench();
    const journal = await bench.start({ maxBytes: 64 * 1024 * 1024 });
    let appended = 0;
    journal.onDidAppend(() => (appended += 1));
    const { receiver } = await receiverBench({ accept: (arrival) => journal.accept(arrival) });
    const poster = new Poster(receiver.port, receiver.path(), 48);
    for (let burst = 0; burst < 20; burst++) {
      const ids = Array.from({ length: 500 }, (_, index) => String(burst * 500 + index));
      const again = ids.filter((_, index) => index % 5 === 0);
      const all = [...ids, ...again].map((id) => poster.post(ticketBody(id, { pad: 'x'.repeat(1_500) })));
      assert.deepEqual(new Set(await Promise.all(all)), new Set([200]));
    }
    const kept = await allIds(journal);
    assert.equal(kept.length, 10_000);
    assert.equal(new Set(kept).size, 10_000);
    await new Promise((next) => setImmediate(next));
    assert.equal(appended, 10_000);
    poster.end();
    await receiver.dispose();
    await journal.dispose();
    assert.equal((await allIds(await bench.start())).length, 10_000);
    await bench.dispose();
  });
});
