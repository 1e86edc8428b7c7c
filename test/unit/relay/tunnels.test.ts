import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TunnelError, type TunnelErrorCode } from '../../../src/core/tunnel/tunnel';
import { RelayBench, passUntil, stands } from './support/relayBench';

describe('a tunnel that ends', () => {
  let bench: RelayBench;
  beforeEach(async () => (bench = await RelayBench.open()));
  afterEach(() => bench.close());

  it('is opened again, and path and secrets change with the address', async () => {
    const relay = await bench.live();
    const before = await bench.registered();
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    assert.equal(relay.view.state, 'backoff');
    bench.clock.advance(1_000);
    await stands(relay, 'live');
    const url = await bench.onlyAddress();
    const after = await bench.registered();
    assert.equal(new URL(url).hostname, 'localhost');
    const paths = new Set(before.map((row) => new URL(row.url).pathname));
    assert.ok(!paths.has(new URL(url).pathname));
    const tokens = new Set(before.map(({ secret }) => secret));
    assert.ok(after.every(({ secret }) => !tokens.has(secret)));
    await bench.happen(() => bench.sandbox.life.createTicket());
    const [old] = before;
    const answer = await fetch(old?.url ?? '', { method: 'POST', body: '{}' });
    assert.equal(answer.status, 404, 'the old path leads nowhere');
  });

  it('and comes back under its address leaves the registration untouched', async () => {
    const relay = await bench.live();
    const before = await bench.registered();
    const calls = bench.sandbox.calls.count;
    bench.tunnels.close();
    bench.clock.advance(1_000);
    await stands(relay, 'live');
    assert.equal(bench.sandbox.calls.count, calls, 'not even a call was made');
    assert.deepEqual(await bench.registered(), before);
  });

  it('loses no event while the old registration is replaced', async () => {
    const relay = await bench.live();
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    await bench.happen(() => bench.sandbox.life.createTicket());
    bench.clock.advance(1_000);
    await stands(relay, 'live');
    assert.equal(bench.arrivals.length, 1);
  });

  it('during probing and registering begins anew, and never leaves two', async () => {
    const relay = bench.relay();
    await bench.lead(relay);
    for (const state of ['probing', 'registering'] as const) {
      const watching = relay.onDidChange((view) => {
        if (view.state !== state) return;
        watching.dispose();
        bench.tunnels.host = bench.tunnels.host === 'localhost' ? '127.0.0.1' : 'localhost';
        bench.tunnels.close();
      });
      const started = relay.start({ interactive: true });
      await passUntil(
        bench.clock,
        500,
        () => relay.view.state === 'live' && relay.view.problem === undefined,
      );
      await started;
      await bench.onlyAddress();
      await bench.happen(() => bench.sandbox.life.createTicket());
      await relay.stop();
      assert.deepEqual(await bench.registered(), []);
    }
  });

  for (const code of ['offline', 'timeout', 'failed'] as const satisfies readonly TunnelErrorCode[]) {
    it(`before it opened (${code}) is tried again`, async () => {
      bench.tunnels.faults.push(new TunnelError(code, 'told to', true));
      const relay = bench.relay();
      await bench.lead(relay);
      assert.equal((await relay.start({ interactive: true })).state, 'backoff');
      assert.deepEqual(relay.view.problem, { kind: 'tunnel', code, provider: 'fake' });
      bench.clock.advance(1_000);
      await stands(relay, 'live');
      await bench.onlyAddress();
    });
  }

  for (const code of [
    'not-installed',
    'needs-sign-in',
    'quota',
  ] as const satisfies readonly TunnelErrorCode[]) {
    it(`before it opened (${code}) waits for a person`, async () => {
      bench.tunnels.faults.push(new TunnelError(code, 'told to', false));
      const relay = bench.relay();
      await bench.lead(relay);
      assert.equal((await relay.start({ interactive: true })).state, 'needs-user');
      bench.clock.advance(60 * 60_000);
      assert.equal(relay.view.state, 'needs-user');
      relay.retry({ interactive: true });
      await stands(relay, 'live');
    });
  }

  it('that nobody chose waits for a person', async () => {
    bench.choice = { kind: 'needs-user', code: 'policy' };
    const relay = bench.relay();
    await bench.lead(relay);
    assert.equal((await relay.start({ interactive: true })).state, 'needs-user');
    bench.choice = undefined;
    assert.equal((await relay.start({ interactive: true })).state, 'live');
  });
}).timeout(15_000);

describe('a public address that does not lead here', () => {
  let bench: RelayBench;
  let elsewhere: Server;
  let status = 302;
  beforeEach(async () => {
    bench = await RelayBench.open();
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

  it('is never registered, however kindly it answers', async () => {
    for (const answer of [302, 401, 404, 200]) {
      status = answer;
      const relay = bench.relay();
      await bench.lead(relay);
      const started = relay.start({ interactive: true });
      await passUntil(bench.clock, 500, () => relay.view.state === 'backoff');
      await started;
      assert.deepEqual(relay.view.problem, { kind: 'unreachable', status: answer });
      assert.deepEqual(await bench.registered(), []);
      await relay.stop();
    }
  });

  it('because it is private waits for a person with the tunnel open', async () => {
    bench.tunnels.explainProbe = (seen) =>
      seen === 302 ? new TunnelError('policy', 'private', false) : undefined;
    status = 302;
    const relay = bench.relay();
    await bench.lead(relay);
    assert.equal((await relay.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(relay.view.problem, { kind: 'tunnel', code: 'policy', provider: 'fake' });
    assert.equal(bench.tunnels.disposed, 0);
    await relay.stop();
    assert.equal(bench.tunnels.disposed, 1);
  });
}).timeout(15_000);
