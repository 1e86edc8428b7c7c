import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cloudflaredProvider } from '../../../src/core/tunnel/cloudflared';
import type { TunnelError } from '../../../src/core/tunnel/tunnel';
import { openOptions } from './support/options';
import { PuppetStage, recorded, type Puppet } from './support/puppets';

/** cloudflared's metrics server: reports not ready twice, then ready. */
async function metricsServer(hostname: string | undefined): Promise<{ server: Server; address: string }> {
  let questions = 0;
  const server = createServer((request, response) => {
    if (request.url === '/ready') {
      questions++;
      response.statusCode = questions > 2 ? 200 : 503;
      response.end(JSON.stringify({ status: response.statusCode, readyConnections: questions > 2 ? 1 : 0 }));
    } else if (request.url === '/quicktunnel' && hostname !== undefined) {
      response.end(JSON.stringify({ hostname }));
    } else {
      response.statusCode = 404;
      response.end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function play(puppet: Puppet, name: string, metrics = ''): Promise<void> {
  puppet.notify({ write: 'stderr', text: (await recorded(name)).replace('{metrics}', metrics) });
}

describe('cloudflared', () => {
  let stage: PuppetStage;
  let server: Server | undefined;
  beforeEach(async () => (stage = await PuppetStage.open('cloudflared')));
  afterEach(async () => {
    server?.close();
    await stage.close();
  });

  const metrics = async (hostname?: string): Promise<string> => {
    const made = await metricsServer(hostname);
    server = made.server;
    return made.address;
  };

  it('opens with the host name from its metrics server, once connected', async () => {
    const address = await metrics('told-by-metrics.trycloudflare.com');
    const options = openOptions();
    const opening = cloudflaredProvider(stage.host).open(4711, options);
    const puppet = await stage.next();
    await play(puppet, 'cloudflared-ready', address);
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://told-by-metrics.trycloudflare.com');
    assert.deepEqual(
      [...puppet.args.slice(0, 3), ...puppet.args.slice(4)],
      ['tunnel', '--no-autoupdate', '--config', '--metrics', '127.0.0.1:0', '--url', 'http://127.0.0.1:4711'],
    );
    assert.match(puppet.args[3]!, /cloudflared-empty\.yml$/);
    assert.ok(options.lines.some((line) => line.includes('Requesting new quick Tunnel')));
    await tunnel.dispose();
    await puppet.gone;
  });

  it('uses the address in the banner, not the first link, if the metrics server has no host name', async () => {
    const address = await metrics();
    const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
    await play(await stage.next(), 'cloudflared-ready', address);
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://seasonal-deck-organisms-sf.trycloudflare.com');
    await tunnel.dispose();
  });

  it('rejects a host name of another domain from the metrics server', async () => {
    const address = await metrics('a.trycloudflare.com.example.com');
    const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
    await play(await stage.next(), 'cloudflared-ready', address);
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://seasonal-deck-organisms-sf.trycloudflare.com');
    await tunnel.dispose();
  });

  it('closes when the program ends, and when it is assigned another host name', async () => {
    const address = await metrics();
    for (const end of ['exit', 'name'] as const) {
      const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
      const puppet = await stage.next();
      await play(puppet, 'cloudflared-ready', address);
      const tunnel = await opening;
      const closed = new Promise<{ reason: string }>((resolve) => tunnel.onDidClose(resolve));
      if (end === 'exit') puppet.notify({ exit: 1 });
      else puppet.notify({ write: 'stderr', text: 'INF |  https://another.trycloudflare.com   |\n' });
      assert.match((await closed).reason, end === 'exit' ? /cloudflared ended with exit code 1/ : /changed/);
      await puppet.gone;
    }
  });

  const failures: readonly (readonly [string, TunnelError['code'], boolean])[] = [
    ['cloudflared-limited', 'quota', false],
    ['cloudflared-outage', 'failed', true],
    ['cloudflared-no-network', 'offline', true],
  ];
  for (const [name, code, retryable] of failures) {
    it(`fails with ${code} as in the recording ${name}, without a retry`, async () => {
      const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
      const puppet = await stage.next();
      await play(puppet, name);
      puppet.notify({ exit: 1 });
      await assert.rejects(opening, (error: TunnelError) => {
        assert.deepEqual([error.name, error.code, error.retryable], ['TunnelError', code, retryable]);
        assert.ok(!error.detail?.includes('/tunnel"'), 'no path of an address');
        return true;
      });
    });
  }

  it('retries once over HTTP/2 if UDP is blocked on its port', async () => {
    const address = await metrics('by-tcp.trycloudflare.com');
    const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
    const first = await stage.next();
    assert.ok(!first.args.includes('--protocol'));
    await play(first, 'cloudflared-no-udp');
    first.notify({ exit: 1 });
    const second = await stage.next();
    assert.deepEqual(second.args.slice(4, 6), ['--protocol', 'http2']);
    await play(second, 'cloudflared-ready', address);
    const tunnel = await opening;
    assert.equal(tunnel.publicUrl, 'https://by-tcp.trycloudflare.com');
    await tunnel.dispose();
  });

  it('fails after the second attempt', async () => {
    const opening = cloudflaredProvider(stage.host).open(4711, openOptions());
    for (let time = 0; time < 2; time++) {
      const puppet = await stage.next();
      await play(puppet, 'cloudflared-no-udp');
      puppet.notify({ exit: 1 });
    }
    await assert.rejects(opening, { code: 'offline', retryable: true });
  });

  it('stops when opening is cancelled', async () => {
    const stop = new AbortController();
    const opening = cloudflaredProvider(stage.host).open(4711, openOptions(stop.signal));
    const puppet = await stage.next();
    stop.abort();
    await assert.rejects(opening, { name: 'AbortError' });
    await puppet.gone;
  });
});

describe('cloudflared that is missing', () => {
  it('is reported as not installed', async () => {
    const stage = await PuppetStage.open();
    const provider = cloudflaredProvider(stage.host);
    assert.equal(((await provider.available()) as TunnelError).code, 'not-installed');
    await assert.rejects(provider.open(4711, openOptions()), { code: 'not-installed', retryable: false });
    await stage.close();
  });
});
