import assert from 'node:assert/strict';
import type { Fault } from '../../../../src/sandbox/server/faults';
import { ListenerBench, passUntil, stands } from '../support/listenerBench';

/** More failures than the client retries. */
const times = 3;

const passing: Readonly<Record<string, Fault>> = {
  'a server error': { status: 500, times },
  'an answer that is cut off': { truncate: true, times },
  'a page of a proxy': { html: true, times },
  'a lost connection': { reset: true, times },
  'a conflict': { status: 409 },
};

const steps: Readonly<Record<string, Fault['match']>> = {
  'looking at what is there': { method: 'GET', path: '/webhooks' },
  registering: { method: 'POST', path: '/webhooks' },
};

describe('a LiveChat that fails for a while', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  for (const [step, match] of Object.entries(steps)) {
    for (const [name, fault] of Object.entries(passing)) {
      it(`with ${name} at ${step} is retried, and each event is registered once`, async () => {
        bench.sandbox.faults.next({ ...fault, ...(match && { match }) });
        const listener = bench.listener();
        await bench.lead(listener);
        const first = await listener.start({ interactive: true });
        assert.equal(first.state, 'backoff');
        assert.equal(listener.view.problem?.kind, 'livechat');
        assert.equal(bench.tunnels.opened, 1);
        bench.sandbox.faults.clear();
        listener.retry({ interactive: false });
        await stands(listener, 'live');
        await bench.onlyAddress();
        assert.equal(bench.tunnels.opened, 1, 'the tunnel that works was kept');
        assert.equal(bench.tunnels.disposed, 0);
        await bench.happen(() => bench.sandbox.simulator.createTicket());
      });
    }
  }

  it('is retried automatically with increasing delays', async () => {
    bench.sandbox.faults.next({ match: { method: 'POST', path: '/webhooks' }, status: 409, times: 2 });
    const listener = bench.listener();
    await bench.lead(listener);
    await listener.start({ interactive: true });
    const waits: number[] = [];
    const note = (): void => {
      waits.push(Date.parse(listener.view.nextTryAt ?? '') - bench.clock.now());
    };
    note();
    bench.clock.advance(1_000);
    await stands(listener, 'registering');
    await stands(listener, 'backoff');
    note();
    bench.clock.advance(2_000);
    await stands(listener, 'live');
    assert.deepEqual(waits, [1_000, 2_000]);
    await bench.onlyAddress();
  });

  it('is asked again to remove old registrations after a failure', async () => {
    const listener = await bench.live();
    const old = await bench.onlyAddress();
    bench.tunnels.host = 'localhost';
    bench.sandbox.faults.next({ match: { method: 'DELETE' }, status: 500 });
    bench.tunnels.close();
    assert.equal(listener.view.state, 'backoff');
    bench.clock.advance(1_000);
    await stands(listener, 'registering');
    await stands(listener, 'backoff');
    bench.clock.advance(2_000);
    await stands(listener, 'live');
    assert.notEqual(await bench.onlyAddress(), old);
  });
}).timeout(15_000);

describe('a LiveChat that refuses', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  it('with 401 requires the user, and is retried every ten minutes', async () => {
    // Each time the call, and the key check.
    bench.sandbox.faults.next({ status: 401, times: 4 });
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    const calls = bench.calls.length;
    bench.clock.advance(9 * 60_000);
    assert.equal(listener.view.state, 'needs-user');
    assert.equal(bench.calls.length, calls);
    bench.clock.advance(60_000);
    await stands(listener, 'needs-user');
    assert.ok(bench.calls.length > calls);
    bench.clock.advance(10 * 60_000);
    await stands(listener, 'live');
    await bench.onlyAddress();
  });

  for (const status of [400, 403]) {
    it(`with ${status} requires the user, and is retried after ten minutes`, async () => {
      bench.sandbox.faults.next({ match: { path: '/webhooks' }, status });
      const listener = bench.listener();
      await bench.lead(listener);
      assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
      bench.clock.advance(9 * 60_000);
      assert.equal(listener.view.state, 'needs-user');
      bench.clock.advance(60_000);
      await stands(listener, 'live');
      await bench.onlyAddress();
    });
  }

  it('with a page at 400 is retried at once: a proxy sent it', async () => {
    bench.sandbox.faults.next({ match: { path: '/webhooks' }, status: 400, body: '<html>Blocked</html>' });
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'backoff');
    bench.clock.advance(1_000);
    await stands(listener, 'live');
  });
}).timeout(15_000);

describe('stopping while LiveChat fails', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  it('completes, and removes remaining webhooks once that works', async () => {
    const listener = await bench.live();
    bench.sandbox.faults.next({ match: { method: 'DELETE' }, status: 500, times: Infinity });
    assert.equal((await listener.stop()).state, 'off');
    assert.equal((await bench.registered()).length, 3);
    assert.equal(bench.tunnels.disposed, 1);
    bench.sandbox.faults.clear();
    bench.sandbox.faults.next({ match: { method: 'DELETE' }, status: 500, times: 3 });
    let left = 3;
    await passUntil(bench.clock, 10_000, () => {
      void bench.registered().then((rows) => (left = rows.length));
      return left === 0;
    });
    assert.equal(listener.view.state, 'off');
  });

  it('waits at most 3 seconds for a response', async () => {
    const listener = await bench.live();
    bench.sandbox.faults.next({ match: { method: 'DELETE' }, hang: true, times: 3 });
    const stopped = listener.stop();
    assert.equal(listener.view.state, 'stopping');
    await passUntil(bench.clock, 100, () => listener.view.state === 'off');
    await stopped;
    const again = bench.listener();
    await bench.lead(again);
    let left = 3;
    await passUntil(bench.clock, 10_000, () => {
      void bench.registered().then((rows) => (left = rows.length));
      return left === 0;
    });
  });

  it('removes webhooks that a lost response may have created', async () => {
    bench.sandbox.faults.next({ match: { method: 'POST', path: '/webhooks' }, truncate: true });
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'backoff');
    assert.equal((await bench.registered()).length, 1);
    await listener.stop();
    assert.deepEqual(await bench.registered(), []);
  });
}).timeout(15_000);
