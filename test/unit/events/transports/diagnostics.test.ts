import assert from 'node:assert/strict';
import { arrivalKinds } from '../../../../src/core/domain/arrival';
import type { Check } from '../../../../src/core/events/status/checks';
import { TunnelError } from '../../../../src/core/tunnel/tunnel';
import { Forwarder } from '../support/forwarder';
import { ListenerBench } from '../support/listenerBench';

const names = ['key', 'receiver', 'tunnel', 'address', 'registration', 'round-trip'];

describe('diagnostics', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  /** The first failure, after which all is skipped and before which all is well. */
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

  it('passes every step, reports each as it goes, and stores no event', async () => {
    const listener = await bench.live();
    const told: string[] = [];
    const checks = await listener.doctor(({ name }) => told.push(name));
    assert.deepEqual(told, names);
    assert.ok(checks.every(({ result, ms }) => result === 'ok' && ms >= 0));
    assert.deepEqual(bench.arrivals, []);
  });

  it('fails at a wrong key', async () => {
    const listener = await bench.live();
    bench.sandbox.faults.next({ match: { path: '/webhooks' }, status: 401 });
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['key', 'sign-in']);
  });

  it('fails at the receiver while not listening', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['receiver', 'start']);
  });

  it('fails at a tunnel that cannot be opened', async () => {
    bench.tunnels.faults.push(new TunnelError('not-installed', 'told to', false));
    const listener = bench.listener();
    await bench.lead(listener);
    await listener.start({ interactive: true });
    const { name, fix, problem } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['tunnel', 'choose-tunnel']);
    assert.deepEqual(problem, { kind: 'tunnel', code: 'not-installed', provider: 'fake' });
  });

  it('fails at an address that does not lead to the receiver', async () => {
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

  it('fails at a registration that was removed at LiveChat', async () => {
    const listener = await bench.live();
    const [first] = await bench.registered();
    await bench.connection.webhooks.remove(first?.id ?? '');
    const { name, fix } = failureIn(await listener.doctor());
    assert.deepEqual([name, fix], ['registration', 'register-again']);
  });

  for (const kind of arrivalKinds) {
    it(`sends a test of ${kind} all the way`, async () => {
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

  it('sends no test event while not listening', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    const outcome = await listener.sendTestEvent('chat_started', 'Ada Test');
    assert.deepEqual(outcome, { kind: 'failed', problem: { kind: 'unreachable' } });
  });
}).timeout(15_000);
