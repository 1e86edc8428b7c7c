import assert from 'node:assert/strict';
import { TunnelError } from '../../../src/core/tunnel/tunnel';
import type { Relay, RelayStateName } from '../../../src/core/relay/relay';
import { RelayBench, stands } from './support/relayBench';

describe('stopping', () => {
  let bench: RelayBench;
  beforeEach(async () => (bench = await RelayBench.open()));
  afterEach(() => bench.close());

  const isClean = async (relay: Relay): Promise<void> => {
    assert.equal(relay.view.state, 'off');
    // What was on its way when it was stopped has come back by now.
    await new Promise((done) => setTimeout(done, 50));
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, bench.tunnels.opened);
    assert.equal(bench.secrets.size, 0);
    assert.equal((bench.stored as { wanted: boolean }).wanted, false);
    assert.equal((await relay.start({ interactive: true })).state, 'live');
    await bench.onlyAddress();
  };

  for (const state of ['listening', 'opening', 'probing', 'registering', 'live'] as const) {
    it(`while ${state} leaves nothing behind, and it can begin again`, async () => {
      const relay = bench.relay();
      await bench.lead(relay);
      let stopped: Promise<unknown> | undefined;
      const watching = relay.onDidChange((view) => {
        if (view.state === state) stopped ??= relay.stop();
      });
      const started = relay.start({ interactive: true });
      await stands(relay, 'off');
      watching.dispose();
      await stopped;
      await started;
      await isClean(relay);
    });
  }

  it('while a webhook is being made waits for it and removes it', async () => {
    const { webhooks } = bench.connection;
    let release = (): void => undefined;
    const mayGoOn = new Promise<void>((resolve) => (release = resolve));
    const relay = bench.relay({
      webhooks: {
        list: () => webhooks.list(),
        remove: (id) => webhooks.remove(id),
        deliveries: () => Promise.resolve(webhooks.deliveries),
        create: async (draft) => {
          const created = await webhooks.create(draft);
          await mayGoOn;
          return created;
        },
      },
    });
    await bench.lead(relay);
    void relay.start({ interactive: true });
    await stands(relay, 'registering');
    let made = 0;
    while (made === 0) made = (await bench.registered()).length;
    const stopped = relay.stop();
    release();
    await stopped;
    await isClean(relay);
  });

  it('while the tunnel opens drops the one that comes too late', async () => {
    let open = (): void => undefined;
    bench.tunnels.gate = new Promise((resolve) => (open = resolve));
    const relay = bench.relay();
    await bench.lead(relay);
    void relay.start({ interactive: true });
    await stands(relay, 'opening');
    await relay.stop();
    open();
    bench.tunnels.gate = undefined;
    await isClean(relay);
  });

  const waiting: readonly (readonly [RelayStateName, boolean])[] = [
    ['backoff', true],
    ['needs-user', false],
  ];
  for (const [state, retryable] of waiting) {
    it(`in ${state} leaves nothing behind`, async () => {
      const relay = await bench.live();
      bench.tunnels.faults.push(new TunnelError('failed', 'told to', retryable));
      bench.tunnels.close();
      bench.clock.advance(1_000);
      await stands(relay, 'opening');
      await stands(relay, state);
      await relay.stop();
      await isClean(relay);
    });
  }

  it('twice at once is once, and a start meanwhile comes after it', async () => {
    const relay = await bench.live();
    const [first, second, third] = await Promise.all([
      relay.stop(),
      relay.stop(),
      relay.start({ interactive: true }),
    ]);
    assert.equal(first.state === 'off' || first.state === 'listening', true);
    assert.equal(second.state === 'off' || second.state === 'listening', true);
    assert.equal(third.state, 'live');
    await bench.onlyAddress();
  });

  it('what is off is nothing', async () => {
    const relay = bench.relay();
    await bench.lead(relay);
    assert.equal((await relay.stop()).state, 'off');
    assert.equal(bench.sandbox.calls.count, 0);
  });

  it('and losing the lead meanwhile ends as a follower', async () => {
    const relay = await bench.live();
    const stopped = relay.stop();
    relay.setRole('electing');
    relay.setRole('follower');
    await stopped;
    await stands(relay, 'follower');
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, 1);
  });
}).timeout(15_000);
