import assert from 'node:assert/strict';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
import type { Receiver } from '../../../../src/core/events/receiver/receiver';
import { startReceiver } from '../../../../src/core/events/receiver/startReceiver';
import type { Check } from '../../../../src/core/events/status/checks';
import { TunnelError } from '../../../../src/core/tunnel/tunnel';
import { Forwarder } from '../support/forwarder';
import { ListenerBench, passUntil, stands } from '../support/listenerBench';

const names = ['key', 'receiver', 'tunnel', 'address', 'registration', 'round-trip'];

describe('diagnostics', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  /** The failing step: earlier steps pass, later ones are skipped. */
  const failureIn = (checks: readonly Check[]): Check => {
    assert.deepEqual(
      checks.map(({ name }) => name),
      names,
    );
    const at = checks.findIndex(({ result }) => result !== 'ok');
    const failed = checks[at];
    assert.ok(failed);
    assert.equal(failed.result, 'failed');
    assert.ok(checks.slice(at + 1).every(({ result }) => result === 'skipped'));
    return failed;
  };

  it('pass every step, report each on completion, and store no event', async () => {
    const listener = await bench.live();
    const reported: string[] = [];
    const checks = await listener.doctor(({ name }) => reported.push(name));
    assert.deepEqual(reported, names);
    assert.ok(checks.every(({ result, ms }) => result === 'ok' && ms >= 0));
    assert.deepEqual(bench.arrivals, []);
  });

  it('report that the tunnel’s program shows the traffic', async () => {
    const listener = await bench.live();
    let asked: number | undefined;
    bench.tunnels.isInspected = (port) => Promise.resolve((asked = port) > 0);
    const checks = await listener.doctor();
    assert.ok(checks.every(({ result }) => result === 'ok'));
    assert.equal(asked, (bench.stored as { port: number }).port);
    assert.deepEqual(
      checks.flatMap(({ name, note }) => (note ? [[name, note]] : [])),
      [['tunnel', 'inspected']],
    );
  });

  it('fail at a wrong key', async () => {
    const listener = await bench.live();
    // The call, and the key check.
    bench.sandbox.faults.next({ status: 401, times: 2 });
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['key', 'sign-in']);
  });

  it('fail at the receiver while not listening', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['receiver', 'start']);
  });

  it('fail at a tunnel that cannot be opened', async () => {
    bench.tunnels.faults.push(new TunnelError('not-installed', 'told to', false));
    const listener = bench.listener();
    await bench.lead(listener);
    await listener.start({ interactive: true });
    const { name, fix, problem } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['tunnel', 'choose-tunnel']);
    assert.deepEqual(problem, { kind: 'tunnel', code: 'not-installed', provider: 'fake' });
  });

  it('fail at an address that does not lead to the receiver', async () => {
    const middle = await Forwarder.open();
    bench.tunnels.elsewhere = middle.port;
    const listener = bench.listener();
    await bench.lead(listener);
    middle.target = 1;
    const watching = listener.onDidChange(({ state }) => {
      if (state === 'opening') middle.target = (bench.stored as { port: number }).port;
    });
    await listener.start({ interactive: true });
    watching.dispose();
    middle.mode = 'refuse';
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['address', 'choose-tunnel']);
    await middle.close();
  });

  it('fail at a registration that was removed at LiveChat', async () => {
    const listener = await bench.live();
    const [first] = await bench.registered();
    await bench.connection.webhooks.remove(first?.id ?? '');
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['registration', 'register-again']);
  });

  it('are followed by a start that registers missing webhooks again and catches up', async () => {
    const listener = await bench.live();
    const verified = bench.clock.now();
    const address = await bench.onlyAddress();
    const [first] = await bench.registered();
    await bench.connection.webhooks.remove(first?.id ?? '');
    bench.clock.advance(3 * 60_000);
    assert.equal(failureIn(await listener.doctor()).fix, 'register-again');
    assert.equal((await listener.start({ interactive: true, recheck: true })).state, 'live');
    assert.equal(await bench.onlyAddress(), address);
    assert.ok((await listener.doctor()).every(({ result }) => result === 'ok'));
    assert.equal(bench.caughtUp.length, 1);
    assert.ok((bench.caughtUp[0] ?? Infinity) <= verified);
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are followed by a start that replaces an unresponsive receiver', async () => {
    const receivers: Receiver[] = [];
    const listener = await bench.live({
      startReceiver: async (options) => {
        const receiver = await startReceiver(options);
        receivers.push(receiver);
        return receiver;
      },
    });
    await receivers[0]?.dispose();
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['receiver', 'start']);
    const started = listener.start({ interactive: true, recheck: true });
    await passUntil(bench.clock, 1_000, () => listener.view.state === 'backoff');
    await started;
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    assert.equal(receivers.length, 2);
    assert.ok((await listener.doctor()).every(({ result }) => result === 'ok'));
  });

  for (const kind of arrivalKinds) {
    it(`send a test event of kind ${kind} end to end`, async () => {
      const listener = await bench.live();
      const outcome = await listener.sendTestEvent(kind, 'Ada Test');
      assert.equal(outcome.kind, 'delivered');
      const [arrival] = bench.arrivals;
      assert.equal(arrival?.kind, kind);
      assert.match(arrival.eventId, /^test-/);
      const name = arrival.kind === 'ticket_created' ? arrival.ticket.requester?.name : arrival.visitor.name;
      assert.equal(name, 'Ada Test');
    });
  }

  it('send no test event while not listening', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    const outcome = await listener.sendTestEvent('chat_started', 'Ada Test');
    assert.deepEqual(outcome, { kind: 'failed', problem: { kind: 'unreachable' } });
  });
}).timeout(15_000);
