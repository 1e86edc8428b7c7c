import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../../src/core/base/clock';
import { devtunnelProvider } from '../../../src/core/tunnel/devtunnel';
import type { DevtunnelRecord } from '../../../src/core/tunnel/devtunnel/hosting';
import type { Tunnel, TunnelError, TunnelProvider } from '../../../src/core/tunnel/tunnel';
import { DevtunnelService } from './support/devtunnelService';
import { FakeClock } from '../support/fakeClock';
import { openOptions } from './support/options';

describe('Dev Tunnels', () => {
  let service: DevtunnelService;
  let receiver: Server;
  let port: number;
  let record: DevtunnelRecord | undefined;
  let history: string[];
  let session: string | undefined;
  let clock: Clock;
  let lines: readonly string[];
  const opened: Tunnel[] = [];

  beforeEach(async () => {
    service = await DevtunnelService.open();
    receiver = createServer((asked, answer) => {
      let body = '';
      asked.on('data', (part: Buffer) => (body += part.toString()));
      asked.on('end', () => answer.end(`got ${body}`));
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    port = (receiver.address() as AddressInfo).port;
    record = undefined;
    clock = systemClock;
    history = [];
    session = 'github gho_16C7e42F292c6912E7710c838347Ae178B4a';
  });
  afterEach(async () => {
    for (const tunnel of opened.splice(0)) await tunnel.dispose();
    service.close();
    receiver.close();
    receiver.closeAllConnections();
  });

  const provider = (): TunnelProvider =>
    devtunnelProvider({
      clock,
      authorization: () => Promise.resolve(session),
      record: {
        read: () => Promise.resolve(record),
        write: (value) => {
          record = value;
          history.push(`${JSON.stringify(value)} at ${service.tunnels.size} tunnels`);
          return Promise.resolve();
        },
      },
      installId: 'install-1',
      userAgent: { name: 'livechat-desk', version: '1.0.0' },
      serviceUri: service.uri,
    });

  const open = async (signal?: AbortSignal): Promise<Tunnel> => {
    const options = openOptions(signal);
    lines = options.lines;
    const tunnel = await provider().open(port, options);
    opened.push(tunnel);
    return tunnel;
  };

  const send = async (tunnel: Tunnel, body: string): Promise<string> => {
    const answer = await fetch(tunnel.publicUrl, { method: 'POST', body });
    return `${answer.status} ${await answer.text()}`;
  };

  const made = (): string[] =>
    service.calls.filter(({ what }) => what.startsWith('PUT')).map(({ what }) => what);

  it('stores the label, creates a tunnel with one open port and forwards requests', async () => {
    const hosted = service.relay.nextHost();
    const tunnel = await open();
    await hosted;
    assert.equal(`${tunnel.publicUrl}/`, service.relay.frontUri);
    assert.equal(history[0], '{"label":"install-1"} at 0 tunnels');
    assert.equal(record?.tunnelId, [...service.tunnels.keys()][0]);
    const [kept] = service.tunnels.values();
    assert.deepEqual(kept?.labels, ['livechat-vscode', 'install-1']);
    assert.deepEqual(kept.ports, [
      {
        portNumber: port,
        protocol: 'http',
        accessControl: { entries: [{ type: 'Anonymous', subjects: [], scopes: ['connect'] }] },
      },
    ]);
    assert.deepEqual(
      new Set(service.relay.authorizations),
      new Set([`tunnel host-token-of-${kept.tunnelId}`]),
    );
    for (let n = 0; n < 50; n++) assert.equal(await send(tunnel, `event ${n}`), `200 got event ${n}`);
    const many = Array.from({ length: 100 }, (_, n) => send(tunnel, `event ${n}`));
    assert.equal((await Promise.all(many)).filter((answer) => answer.startsWith('200')).length, 100);
  }).timeout(10_000);

  it('is created in the recommended cluster', async () => {
    await open();
    const [first, second] = service.calls.map(({ what }) => what);
    assert.equal(first, 'GET /clusters/recommendations');
    assert.match(second ?? '', /^PUT \/tunnels\//);
    assert.equal(service.calls.filter(({ what }) => what === first).length, 1);
  });

  it('is created without a recommendation', async () => {
    service.recommended = 'none';
    await open();
    assert.equal(service.calls.filter(({ what }) => what === 'GET /clusters/recommendations').length, 1);
    assert.equal(record?.tunnelId, [...service.tunnels.keys()][0]);
  });

  it('waits four seconds for a recommendation', async () => {
    service.recommended = 'silent';
    const fake = new FakeClock();
    clock = fake;
    const opening = open();
    while (service.calls.length === 0) await new Promise((next) => setImmediate(next));
    fake.advance(3_999);
    await new Promise((next) => setImmediate(next));
    assert.equal(service.tunnels.size, 0);
    fake.advance(1);
    await opening;
    assert.equal(service.tunnels.size, 1);
  });

  it('writes no token to the log', async () => {
    await open();
    const text = lines.join('\n');
    assert.ok(text.length > 0);
    assert.ok(!text.includes('gho_') && !text.includes('host-token-of'), text);
  });

  it('reuses the previous tunnel and its address', async () => {
    const first = await open();
    await first.dispose();
    const id = record?.tunnelId;
    service.calls.length = 0;
    const hosted = service.relay.nextHost();
    const second = await open();
    await hosted;
    assert.equal(record?.tunnelId, id);
    assert.equal(service.tunnels.size, 1);
    assert.equal(await send(second, 'x'), '200 got x');
    assert.ok(
      made().every((what) => what.includes('/endpoints/')),
      made().join(),
    );
  });

  it('has only the requested port', async () => {
    await (await open()).dispose();
    const [kept] = service.tunnels.values();
    kept!.ports = [{ portNumber: 1, protocol: 'http' }];
    const hosted = service.relay.nextHost();
    const tunnel = await open();
    await hosted;
    assert.deepEqual(
      kept!.ports.map(({ portNumber }) => portNumber),
      [port],
    );
    assert.equal(await send(tunnel, 'x'), '200 got x');
  });

  for (const status of [403, 404]) {
    it(`creates a new tunnel if the service responds with ${status} for the old one`, async () => {
      record = { label: 'install-1', tunnelId: 'gone', clusterId: 'localhost' };
      service.refuse = { what: 'GET /tunnels/gone', status };
      await open();
      assert.notEqual(record.tunnelId, 'gone');
      assert.equal(service.tunnels.size, 1);
    });
  }

  it('finds a tunnel whose creation response was lost', async () => {
    service.loseAnswer = true;
    await assert.rejects(open(), { name: 'TunnelError', code: 'offline', retryable: true });
    assert.deepEqual(record, { label: 'install-1' });
    await open();
    assert.equal(service.tunnels.size, 1);
    assert.equal(record.tunnelId, [...service.tunnels.keys()][0]);
  });

  it('requests the authorization for each call', async () => {
    await open();
    session = 'github gho_another0000000000000000000000000000';
    service.calls.length = 0;
    await open();
    assert.deepEqual(new Set(service.calls.map(({ authorization }) => authorization)), new Set([session]));
  });

  it('requires a session', async () => {
    session = undefined;
    await assert.rejects(open(), { name: 'TunnelError', code: 'needs-sign-in', retryable: false });
    assert.equal(service.calls.length, 0);
  });

  const full = { errors: { TunnelsPerUserPerLocation: ['10 of 10'] } };
  const refusals: readonly (readonly [number, unknown, TunnelError['code'], boolean])[] = [
    [401, undefined, 'refused-by-account', false],
    [403, undefined, 'refused-by-account', false],
    [429, full, 'quota', false],
    [429, undefined, 'quota', true],
    [503, undefined, 'failed', true],
  ];
  for (const [status, body, code, retryable] of refusals) {
    it(`fails with ${code} after status ${status} ${body === undefined ? '' : 'of tunnels'}`, async () => {
      service.refuse = { what: 'PUT /tunnels/', status, body };
      await assert.rejects(open(), { name: 'TunnelError', code, retryable });
    });
  }

  for (const [status, code] of [
    [403, 'refused-by-account'],
    [429, 'quota'],
    [503, 'failed'],
  ] as const) {
    it(`fails with ${code} if the relay responds with ${status}`, async () => {
      service.relay.refuse = status;
      await assert.rejects(open(), { name: 'TunnelError', code });
    });
  }

  it('refreshes the token once if the relay responds with 401', async () => {
    service.relay.refuse = 401;
    await open();
    assert.equal(service.relay.authorizations.length, 2);
  });

  it('reconnects after losing the connection', async () => {
    const first = service.relay.nextHost();
    const tunnel = await open();
    await first;
    tunnel.onDidClose(() => assert.fail('closed'));
    const again = service.relay.nextHost();
    service.relay.drop();
    await again;
    assert.equal(await send(tunnel, 'x'), '200 got x');
    await tunnel.dispose();
  });

  it('closes when another host connects to the same tunnel', async () => {
    const first = await open();
    const closed = new Promise<{ reason: string }>((resolve) => first.onDidClose(resolve));
    const second = await open();
    assert.equal((await closed).reason, 'Another window or machine hosts this tunnel now.');
    assert.equal(await send(second, 'x'), '200 got x');
  });

  it('can be cancelled, and fails at once without a network', async () => {
    const stop = new AbortController();
    const opening = open(stop.signal);
    stop.abort();
    await assert.rejects(opening, { name: 'AbortError' });
    service.close();
    await assert.rejects(open(), { name: 'TunnelError', code: 'offline', retryable: true });
    service = await DevtunnelService.open();
  });

  const forget = async (): Promise<void> => await provider().forget?.(new AbortController().signal);

  it('deletes the tunnel from the service on request', async () => {
    await (await open()).dispose();
    assert.equal(service.tunnels.size, 1);
    await forget();
    assert.equal(service.tunnels.size, 0);
    assert.equal(record, undefined);
  });

  it('sends no request if no tunnel was ever created', async () => {
    await forget();
    assert.deepEqual(service.calls, []);
  });

  it('keeps the stored tunnel if deleting it fails', async () => {
    service.tunnels.set('kept', { tunnelId: 'kept', clusterId: 'localhost', ports: [] });
    record = { label: 'install-1', tunnelId: 'kept', clusterId: 'localhost' };
    service.refuse = { what: 'DELETE', status: 403 };
    await assert.rejects(forget(), { code: 'refused-by-account' });
    assert.notEqual(record, undefined);
    await forget();
    assert.equal(service.tunnels.size, 0);
  });
});
