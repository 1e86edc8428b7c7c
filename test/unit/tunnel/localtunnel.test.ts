import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/core/base/clock';
import { localtunnelProvider } from '../../../src/core/tunnel/localtunnel';
import type { Tunnel, TunnelError } from '../../../src/core/tunnel/tunnel';
import { LocaltunnelServer } from './support/localtunnelServer';
import { openOptions } from './support/options';

/** Echoes request bodies, and counts its connections. */
class Receiver {
  connections = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((asked, answer) => {
      let body = '';
      asked.on('data', (part: Buffer) => (body += part.toString()));
      asked.on('end', () => answer.end(`got ${body}`));
    });
    this.server.on('connection', () => this.connections++);
  }

  async listen(): Promise<number> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('localtunnel', () => {
  let server: LocaltunnelServer;
  let receiver: Receiver;
  let port: number;
  const opened: Tunnel[] = [];

  beforeEach(async () => {
    server = await LocaltunnelServer.open();
    receiver = new Receiver();
    port = await receiver.listen();
  });
  afterEach(async () => {
    for (const tunnel of opened.splice(0)) await tunnel.dispose();
    server.close();
    await receiver.close();
  });

  const open = async (name?: string): Promise<Tunnel> => {
    const provider = localtunnelProvider({
      clock: systemClock,
      server: server.url,
      ...(name !== undefined && { name }),
    });
    assert.equal(await provider.available(), true);
    const tunnel = await provider.open(port, openOptions());
    opened.push(tunnel);
    return tunnel;
  };

  const send = async (body: string): Promise<string> => {
    const answer = await fetch(`${server.url}/public`, { method: 'POST', body });
    return `${answer.status} ${await answer.text()}`;
  };

  it('forwards requests, sequential and concurrent', async () => {
    const tunnel = await open();
    assert.equal(tunnel.publicUrl, server.url);
    assert.equal(tunnel.note, 'loopback-http');
    for (let n = 0; n < 20; n++) assert.equal(await send(`event ${n}`), `200 got event ${n}`);
    const many = Array.from({ length: 200 }, (_, n) => `event ${n}`);
    assert.deepEqual(
      await Promise.all(many.map(send)),
      many.map((event) => `200 got ${event}`),
    );
  });

  it('forwards a body in many chunks', async () => {
    await open();
    const body = 'x'.repeat(1_000_000);
    assert.equal(await send(body), `200 got ${body}`);
  });

  it('does not connect to the receiver before a request', async () => {
    await open();
    await server.full();
    assert.equal(receiver.connections, 0);
    await send('x');
    assert.equal(receiver.connections, 1);
  });

  it('replaces a connection that the server closed', async () => {
    await open();
    await server.full();
    server.dropIdle();
    assert.equal(server.waiting, 0);
    await server.full();
    assert.equal(await send('x'), '200 got x');
  });

  it('responds with 502 while the receiver is down', async () => {
    await open();
    await receiver.close();
    assert.equal(await send('x'), '502 ');
    receiver = new Receiver();
    await receiver.listen();
  });

  it('closes when the server stops', async () => {
    const tunnel = await open();
    await server.full();
    const closed = new Promise<{ reason: string }>((resolve) => tunnel.onDidClose(resolve));
    server.close();
    assert.equal((await closed).reason, 'The localtunnel server is unreachable.');
    server = await LocaltunnelServer.open();
  });

  it('leaves no connection open', async () => {
    const tunnel = await open();
    await server.full();
    await tunnel.dispose();
    await server.empty();
    assert.equal(server.waiting, 0);
  });

  it('requests a name, and rejects any other', async () => {
    await open('my-name');
    server.taken.add('my-name');
    await assert.rejects(open('my-name'), { code: 'failed', retryable: true });
  });

  const answers: readonly (readonly [number, string, TunnelError['code']])[] = [
    [200, 'not json', 'failed'],
    [200, '{"id":"a","url":"https://a.example.com","port":"22"}', 'failed'],
    [200, '{"id":"a","url":"http://a.example.com:1x","port":22}', 'failed'],
    [403, '{"message":"no"}', 'refused-by-account'],
    [429, '', 'quota'],
    [500, '', 'failed'],
  ];
  for (const [status, body, code] of answers) {
    it(`fails with ${code} after the response ${status} ${body}`, async () => {
      server.unusual = { status, body };
      await assert.rejects(open(), { name: 'TunnelError', code });
    });
  }

  it('fails at once without a server, and can be cancelled', async () => {
    const { url } = server;
    server.close();
    const provider = localtunnelProvider({ clock: systemClock, server: url });
    await assert.rejects(provider.open(port, openOptions()), { code: 'offline', retryable: true });
    await assert.rejects(provider.open(port, openOptions(AbortSignal.abort())), { name: 'AbortError' });
    server = await LocaltunnelServer.open();
  });

  it('requires a server of the user, over https or on this machine', async () => {
    for (const bad of ['', 'http://tunnel.example.com', 'tunnel.example.com']) {
      const provider = localtunnelProvider({ clock: systemClock, server: bad });
      assert.equal(((await provider.available()) as TunnelError).code, 'policy');
    }
    const provider = localtunnelProvider({ clock: systemClock, server: 'https://tunnel.example.com' });
    assert.equal(await provider.available(), true);
  });
});
