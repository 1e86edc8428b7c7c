import assert from 'node:assert/strict';
import type { Receiver } from '../../../../src/core/events/receiver/receiver';
import { startReceiver } from '../../../../src/core/events/receiver/startReceiver';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { Forwarder } from '../support/forwarder';
import { ListenerBench, passUntil, reached, stands } from '../support/listenerBench';

const second = 1_000;
const minute = 60 * second;

describe('health checks', () => {
  let bench: ListenerBench;
  let middle: Forwarder;
  let receivers: Receiver[];
  let listener: Listener;
  beforeEach(async () => {
    bench = await ListenerBench.open();
    middle = await Forwarder.open();
    bench.tunnels.elsewhere = middle.port;
    receivers = [];
  });
  afterEach(async () => {
    await bench.close();
    await middle.close();
  });

  const live = async (): Promise<void> => {
    listener = await bench.live({
      startReceiver: async (options) => {
        const receiver = await startReceiver(options);
        middle.target = receiver.port;
        receivers.push(receiver);
        return receiver;
      },
    });
  };

  /** The state after the health check that is due now. */
  const probed = async (): Promise<void> => {
    const now = new Date(bench.clock.now()).toISOString();
    await reached(listener, ({ lastProbeAt }) => lastProbeAt === now);
  };

  it('probe each minute', async () => {
    await live();
    for (let passed = 0; passed < 3; passed += 1) {
      bench.clock.advance(minute);
      await probed();
    }
    assert.equal(listener.view.state, 'live');
    assert.equal(bench.sandbox.calls.byRoute['GET /webhooks'], 1);
  });

  it('probe a metered tunnel every 5 minutes, but after a sleep each minute', async () => {
    bench.tunnels.metered = true;
    await live();
    const before = listener.view.lastProbeAt;
    bench.clock.advance(4 * minute);
    assert.equal(listener.view.lastProbeAt, before);
    bench.clock.advance(minute);
    await probed();
    bench.clock.sleep(10 * minute);
    await probed();
    bench.clock.advance(minute);
    await probed();
  });

  it('fail with the second missed probe, within 90 seconds on a half-open connection', async () => {
    await live();
    const frozen = bench.clock.now();
    middle.mode = 'hold';
    const called = middle.called();
    bench.clock.advance(minute);
    await called;
    assert.equal(listener.view.state, 'live');
    await passUntil(bench.clock, second, () => listener.view.state === 'backoff');
    assert.ok(bench.clock.now() - frozen <= 90 * second, String(bench.clock.now() - frozen));
    assert.deepEqual(listener.view.problem, { kind: 'unreachable' });
    middle.mode = 'pass';
    await passUntil(bench.clock, second, () => listener.view.state === 'live');
    await bench.onlyAddress();
    assert.equal(bench.caughtUp.length, 1);
    assert.ok((bench.caughtUp[0] ?? 0) <= frozen, 'what came since the last good probe is fetched');
  });

  it('tolerate one missed probe', async () => {
    await live();
    middle.mode = 'refuse';
    const called = middle.called();
    bench.clock.advance(minute);
    await called;
    middle.mode = 'pass';
    const since = listener.view.since;
    await passUntil(
      bench.clock,
      second,
      () => listener.view.lastProbeAt === new Date(bench.clock.now()).toISOString(),
    );
    assert.equal(listener.view.since, since);
    assert.equal(listener.view.state, 'live');
  });

  it('probe at once after a sleep, and missed events are fetched', async () => {
    await live();
    const asleep = bench.clock.now();
    bench.clock.sleep(8 * 60 * minute);
    await probed();
    assert.equal(listener.view.state, 'live');
    assert.equal(bench.caughtUp.length, 1);
    assert.ok(Math.abs((bench.caughtUp[0] ?? 0) - asleep) <= 20 * second);
    assert.equal(bench.tunnels.opened, 1);
  });

  it('fail with one missed probe after a sleep', async () => {
    await live();
    middle.mode = 'refuse';
    bench.clock.sleep(60 * minute);
    await stands(listener, 'backoff');
    middle.mode = 'pass';
    bench.clock.advance(second);
    await stands(listener, 'live');
    assert.equal(bench.caughtUp.length, 1);
    await bench.onlyAddress();
  });

  it('report the receiver, not the tunnel, if the receiver fails', async () => {
    await live();
    await receivers[0]?.dispose();
    bench.clock.sleep(10 * minute);
    await stands(listener, 'backoff');
    assert.equal(listener.view.problem?.kind, 'receiver');
    bench.clock.advance(second);
    await stands(listener, 'live');
    assert.equal(receivers.length, 2);
    await bench.onlyAddress();
    await bench.happen(() => bench.sandbox.simulator.createTicket());
  });

  it('compare the registrations every six hours, and restore removed ones', async () => {
    await live();
    const lists = (): number => bench.sandbox.calls.byRoute['GET /webhooks'] ?? 0;
    const verified = bench.clock.now();
    const before = lists();
    for (let passed = 0; passed < 5; passed += 1) {
      bench.clock.advance(minute);
      await probed();
    }
    assert.equal(lists(), before);
    const [first] = await bench.registered();
    await bench.connection.webhooks.remove(first?.id ?? '');
    bench.clock.sleep(6 * 60 * minute);
    const made = (): number => bench.sandbox.calls.byRoute['POST /webhooks'] ?? 0;
    await passUntil(bench.clock, 0, () => made() === 4 && listener.view.state === 'live');
    await bench.onlyAddress();
    assert.ok(bench.caughtUp.some((since) => since <= verified));
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('fetch the event of a delivery that was refused for its size', async () => {
    await live();
    const url = await bench.onlyAddress();
    const refused = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: 'x'.repeat(4 * 1024 * 1024 + 1),
    });
    assert.equal(refused.status, 413);
    assert.equal(bench.caughtUp.length, 0);
    const at = bench.clock.now();
    bench.clock.advance(minute);
    await probed();
    assert.equal(bench.caughtUp.length, 1);
    assert.ok((bench.caughtUp[0] ?? Infinity) < at);
  });

  it('restart with a delay of 1 second for a new fault after a minute without one', async () => {
    await live();
    const waits: number[] = [];
    const fall = async (): Promise<void> => {
      bench.tunnels.close();
      waits.push(Date.parse(listener.view.nextTryAt ?? '') - bench.clock.now());
      bench.clock.advance(waits.at(-1) ?? 0);
      await stands(listener, 'live');
    };
    await fall();
    await fall();
    await fall();
    bench.clock.advance(minute);
    await probed();
    await fall();
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 1_000]);
  });

  it('retry at once after a sleep during backoff', async () => {
    await live();
    bench.tunnels.close();
    assert.equal(listener.view.state, 'backoff');
    bench.clock.sleep(30 * second);
    await stands(listener, 'live');
  });

  it('report the time from which LiveChat certainly has the address', async () => {
    await live();
    assert.equal(Date.parse(listener.view.settledAt ?? '') - bench.clock.now(), 2 * minute);
  });

  it('fetch missed events again if that failed', async () => {
    let attempts = 0;
    const catchUp = (): Promise<void> => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('told to')) : Promise.resolve();
    };
    bench.tunnels.elsewhere = undefined;
    listener = await bench.live({ catchUp });
    bench.clock.sleep(10 * minute);
    await probed();
    bench.clock.advance(minute);
    await probed();
    bench.clock.advance(minute);
    await probed();
    assert.equal(attempts, 2);
  });
}).timeout(15_000);
