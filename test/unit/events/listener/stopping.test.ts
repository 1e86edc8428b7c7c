import assert from 'node:assert/strict';
import { TunnelError } from '../../../../src/core/tunnel/tunnel';
import type { Listener } from '../../../../src/core/events/listener/listener';
import type { ListenerStateName } from '../../../../src/core/events/status/listenerStatus';
import { ListenerBench, stands } from '../support/listenerBench';

describe('stopping', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  const isClean = async (listener: Listener): Promise<void> => {
    assert.equal(listener.view.state, 'off');
    // Requests in flight when it was stopped have ended by now.
    await new Promise((done) => setTimeout(done, 50));
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, bench.tunnels.opened);
    assert.equal(bench.secrets.size, 0);
    assert.equal((bench.stored as { wanted: boolean }).wanted, false);
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    await bench.onlyAddress();
  };

  for (const state of ['listening', 'opening', 'probing', 'registering', 'live'] as const) {
    it(`while ${state} leaves nothing behind, and allows another start`, async () => {
      const listener = bench.listener();
      await bench.lead(listener);
      let stopped: Promise<unknown> | undefined;
      const watching = listener.onDidChange((view) => {
        if (view.state === state) stopped ??= listener.stop();
      });
      const started = listener.start({ interactive: true });
      await stands(listener, 'off');
      watching.dispose();
      await stopped;
      await started;
      await isClean(listener);
    });
  }

  it('while a webhook is being created waits for it and removes it', async () => {
    const { webhooks } = bench.connection;
    let release = (): void => undefined;
    const mayGoOn = new Promise<void>((resolve) => (release = resolve));
    const listener = bench.listener({
      webhooks: {
        list: () => webhooks.list(),
        remove: (id) => webhooks.remove(id),
        enable: () => webhooks.enable(),
        deliveries: () => Promise.resolve(webhooks.deliveries),
        create: async (draft) => {
          const created = await webhooks.create(draft);
          await mayGoOn;
          return created;
        },
      },
    });
    await bench.lead(listener);
    void listener.start({ interactive: true });
    await stands(listener, 'registering');
    let made = 0;
    while (made === 0) made = (await bench.registered()).length;
    const stopped = listener.stop();
    release();
    await stopped;
    await isClean(listener);
  });

  it('while the tunnel opens closes one that opens too late', async () => {
    let open = (): void => undefined;
    bench.tunnels.gate = new Promise((resolve) => (open = resolve));
    const listener = bench.listener();
    await bench.lead(listener);
    void listener.start({ interactive: true });
    await stands(listener, 'opening');
    await listener.stop();
    open();
    bench.tunnels.gate = undefined;
    await isClean(listener);
  });

  const waiting: readonly (readonly [ListenerStateName, boolean])[] = [
    ['backoff', true],
    ['needs-user', false],
  ];
  for (const [state, retryable] of waiting) {
    it(`in ${state} leaves nothing behind`, async () => {
      const listener = await bench.live();
      bench.tunnels.faults.push(new TunnelError('failed', 'told to', retryable));
      bench.tunnels.close();
      bench.clock.advance(1_000);
      await stands(listener, 'opening');
      await stands(listener, state);
      await listener.stop();
      await isClean(listener);
    });
  }

  it('twice runs once, and a start during it runs afterwards', async () => {
    const listener = await bench.live();
    const [first, second, third] = await Promise.all([
      listener.stop(),
      listener.stop(),
      listener.start({ interactive: true }),
    ]);
    assert.equal(first.state === 'off' || first.state === 'listening', true);
    assert.equal(second.state === 'off' || second.state === 'listening', true);
    assert.equal(third.state, 'live');
    await bench.onlyAddress();
  });

  it('while off does nothing', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.stop()).state, 'off');
    assert.equal(bench.sandbox.calls.count, 0);
  });

  it('ends as a follower if leadership is lost during it', async () => {
    const listener = await bench.live();
    const stopped = listener.stop();
    listener.setRole('electing');
    listener.setRole('follower');
    await stopped;
    await stands(listener, 'follower');
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, 1);
  });
}).timeout(15_000);
