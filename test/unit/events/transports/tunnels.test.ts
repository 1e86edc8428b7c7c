import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TunnelError, type TunnelErrorCode } from '../../../../src/core/tunnel/tunnel';
import { ListenerBench, passUntil, stands } from '../support/listenerBench';

describe('a tunnel that ends', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  it('is reopened, and path and secrets change with the address', async () => {
    const listener = await bench.live();
    const before = await bench.registered();
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    assert.equal(listener.view.state, 'backoff');
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    const url = await bench.onlyAddress();
    const after = await bench.registered();
    assert.equal(new URL(url).hostname, 'localhost');
    const paths = new Set(before.map((row) => new URL(row.url).pathname));
    assert.ok(!paths.has(new URL(url).pathname));
    const tokens = new Set(before.map(({ secret }) => secret));
    assert.ok(after.every(({ secret }) => !tokens.has(secret)));
    await bench.happen(() => bench.sandbox.simulator.createTicket());
    const [old] = before;
    const answer = await fetch(old?.url ?? '', { method: 'POST', body: '{}' });
    assert.equal(answer.status, 404, 'the old path leads nowhere');
  });

  it('and reopens with the same address keeps the registration', async () => {
    const listener = await bench.live();
    const before = await bench.registered();
    const calls = bench.sandbox.calls.count;
    bench.tunnels.close();
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    assert.equal(bench.sandbox.calls.count, calls, 'not even a call was made');
    assert.deepEqual(await bench.registered(), before);
  });

  it('loses no event while the old registration is replaced', async () => {
    const listener = await bench.live();
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    await bench.happen(() => bench.sandbox.simulator.createTicket());
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    assert.equal(bench.arrivals.length, 1);
  });

  it('during probing and registering is reopened, and never leaves two', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    for (const state of ['probing', 'registering'] as const) {
      const watching = listener.onDidChange((view) => {
        if (view.state !== state) return;
        watching.dispose();
        bench.tunnels.host = bench.tunnels.host === 'localhost' ? '127.0.0.1' : 'localhost';
        bench.tunnels.close();
      });
      const started = listener.start({ interactive: true });
      await passUntil(
        bench.clock,
        500,
        () => listener.view.state === 'live' && listener.view.problem === undefined,
      );
      await started;
      await bench.onlyAddress();
      await bench.happen(() => bench.sandbox.simulator.createTicket());
      await listener.stop();
      assert.deepEqual(await bench.registered(), []);
    }
  });

  for (const code of ['offline', 'timeout', 'failed'] as const satisfies readonly TunnelErrorCode[]) {
    it(`before it opened (${code}) is retried`, async () => {
      bench.tunnels.faults.push(new TunnelError(code, 'told to', true));
      const listener = bench.listener();
      await bench.lead(listener);
      assert.equal((await listener.start({ interactive: true })).state, 'backoff');
      assert.deepEqual(listener.view.problem, { kind: 'tunnel', code, provider: 'fake' });
      bench.clock.advance(1_000);
      await stands(listener, 'live');
      await bench.onlyAddress();
    });
  }

  for (const code of [
    'not-installed',
    'needs-sign-in',
    'quota',
  ] as const satisfies readonly TunnelErrorCode[]) {
    it(`before it opened (${code}) waits for the user`, async () => {
      bench.tunnels.faults.push(new TunnelError(code, 'told to', false));
      const listener = bench.listener();
      await bench.lead(listener);
      assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
      bench.clock.advance(60 * 60_000);
      assert.equal(listener.view.state, 'needs-user');
      listener.retry({ interactive: true });
      await stands(listener, 'live');
    });
  }

  it('waits for the user if none is selected', async () => {
    bench.choice = { kind: 'needs-user', code: 'policy' };
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    bench.choice = undefined;
    assert.equal((await listener.start({ interactive: true })).state, 'live');
  });
}).timeout(15_000);

describe('a public address that does not lead to the receiver', () => {
  let bench: ListenerBench;
  let elsewhere: Server;
  let status = 302;
  beforeEach(async () => {
    bench = await ListenerBench.open();
    elsewhere = createServer((_request, response) => {
      response.writeHead(status, { location: 'https://sign-in.test/' }).end();
    });
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
    bench.tunnels.elsewhere = (elsewhere.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await bench.close();
    elsewhere.closeAllConnections();
    await new Promise((done) => elsewhere.close(done));
  });

  it('is never registered, even if it responds with success', async () => {
    for (const answer of [302, 401, 404, 200]) {
      status = answer;
      const listener = bench.listener();
      await bench.lead(listener);
      const started = listener.start({ interactive: true });
      await passUntil(bench.clock, 500, () => listener.view.state === 'backoff');
      await started;
      assert.deepEqual(listener.view.problem, { kind: 'unreachable', status: answer });
      assert.deepEqual(await bench.registered(), []);
      await listener.stop();
    }
  });

  it('because it is private waits for the user with the tunnel open', async () => {
    bench.tunnels.explainProbe = (seen) =>
      seen === 302 ? new TunnelError('policy', 'private', false) : undefined;
    status = 302;
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(listener.view.problem, { kind: 'tunnel', code: 'policy', provider: 'fake' });
    assert.equal(bench.tunnels.disposed, 0);
    await listener.stop();
    assert.equal(bench.tunnels.disposed, 1);
  });
}).timeout(15_000);
