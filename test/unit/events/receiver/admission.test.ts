import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { defaultLimits } from '../../../../src/core/events/receiver/receiver';
import { exchange, openSocket, requestText, untilClosed } from './support/rawClient';
import { receiverBench, ticketBody, token, type ReceiverBench } from './support/receiverBench';

describe('admission of requests', () => {
  let bench: ReceiverBench;
  beforeEach(async () => {
    bench = await receiverBench();
  });
  afterEach(() => bench.receiver.dispose());

  const status = async (parts: Parameters<ReceiverBench['send']>[0] = {}): Promise<number | undefined> =>
    (await bench.send({ body: ticketBody('A'), ...parts })).status;
  const withHeader = (name: string, value: string | undefined) => status({ headers: { [name]: value } });
  const nothingCameIn = () => assert.deepEqual(bench.accepted, []);

  it('let a documented delivery in', async () => {
    assert.equal(await status(), 200);
    assert.equal(bench.accepted[0]?.eventId, 'event-A');
    assert.equal(bench.accepted[0].account, 'classic:ada');
  });

  it('are on loopback only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const address of ['::1', ...others.map((other) => other.address)]) {
      const code = await new Promise((resolve) => {
        const socket = connect({ port: bench.receiver.port, host: address });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
        socket.on('connect', () => resolve('connected'));
      });
      assert.notEqual(code, 'connected', address);
    }
  });

  it('know one path with 192 random bits', async () => {
    const path = bench.receiver.path();
    assert.match(path, /^\/lc\/test-install\/[\w-]{32}$/);
    const wrong = [
      '/',
      '/lc/test-install/',
      path.slice(0, -1),
      `${path}x`,
      `${path}/`,
      `${path}?a=1`,
      `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`,
      path.toUpperCase(),
      `http://localhost${path}`,
      '*',
    ];
    for (const other of wrong) assert.equal(await status({ path: other }), 404, other);
    nothingCameIn();
  });

  it('say no more than "not found" to who does not know the path', async () => {
    for (const headers of [{ Origin: 'https://a.example' }, { 'Content-Type': 'text/plain' }]) {
      assert.equal(await status({ path: '/lc/x', headers }), 404);
    }
    assert.equal(await status({ path: '/lc/x', method: 'GET' }), 404);
  });

  it('take POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']) {
      assert.equal(await status({ method }), 405, method);
    }
    nothingCameIn();
  });

  it('take application/json only', async () => {
    assert.equal(await withHeader('Content-Type', 'application/json; charset=utf-8'), 200);
    assert.equal(await withHeader('Content-Type', 'Application/JSON'), 200);
    const others = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', ''];
    for (const type of [...others, undefined])
      assert.equal(await withHeader('Content-Type', type), 415, type);
  });

  it('take nothing that is encoded, so nothing that would unfold', async () => {
    for (const coding of ['gzip', 'br', 'deflate', 'identity', '']) {
      assert.equal(await withHeader('Content-Encoding', coding), 415, coding);
    }
  });

  it('are shut to browsers', async () => {
    for (const origin of ['https://a.example', 'null', 'http://localhost', 'vscode-webview://x']) {
      assert.equal(await withHeader('Origin', origin), 403, origin);
    }
    for (const site of ['cross-site', 'same-origin', 'none']) {
      assert.equal(await withHeader('Sec-Fetch-Site', site), 403, site);
    }
    const preflight = await bench.send({ method: 'OPTIONS', headers: { Origin: 'https://a.example' } });
    assert.equal(preflight.status, 403);
    assert.ok(!preflight.head.includes('access-control'));
    nothingCameIn();
  });

  it('know their own names only', async () => {
    const { port } = bench.receiver;
    for (const host of [
      'localhost',
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      'desk.EXAMPLE.test',
      'desk.example.test:443',
    ]) {
      assert.equal(await withHeader('Host', host), 200, host);
    }
    for (const host of ['a.example', 'localhost.a.example', '127.0.0.1.a.example', '[::1]', '', '0.0.0.0']) {
      assert.equal(await withHeader('Host', host), 404, host);
    }
    const twice = requestText({
      path: bench.receiver.path(),
      headers: { Host: 'localhost\r\nHost: a.example' },
    });
    assert.notEqual((await exchange(port, twice)).status, 200);
  });

  it('follow the public name of now', async () => {
    let hosts = ['one.example'];
    const other = await receiverBench({ allowedHosts: () => hosts });
    const statusFor = async (Host: string) =>
      (await other.send({ body: ticketBody('A'), headers: { Host } })).status;
    assert.equal(await statusFor('one.example'), 200);
    hosts = ['two.example'];
    assert.equal(await statusFor('one.example'), 404);
    assert.equal(await statusFor('two.example'), 200);
    await other.receiver.dispose();
  });

  it('compare the token, whatever it is', async () => {
    const wrong = [
      '',
      'x',
      token.slice(1),
      `${token}x`,
      token.toUpperCase(),
      0,
      null,
      true,
      [token],
      { a: token },
    ];
    for (const other of wrong) assert.equal(await status({ body: ticketBody('A', { token: other }) }), 401);
    const { token: _, ...rest } = JSON.parse(ticketBody('A')) as Record<string, unknown>;
    assert.equal(await status({ body: JSON.stringify(rest) }), 401);
    for (const body of ['null', '[]', '"x"', '1', '{}', `["${token}"]`])
      assert.equal(await status({ body }), 401, body);
    nothingCameIn();
    assert.equal(await status({ body: ticketBody('A', { token: 'other' }) }), 200);
  });

  it('take secrets as they come and go, and none where nothing is registered', async () => {
    let secrets: string[] | undefined;
    const format = (await import('../../../../src/core/api/classic/deliveries')).classicDeliveries;
    const other = await receiverBench({ registration: () => secrets && { account: 'a', secrets, format } });
    const now = async () => (await other.send({ body: ticketBody('A') })).status;
    assert.equal(await now(), 401);
    secrets = [];
    assert.equal(await now(), 401);
    secrets = [token];
    assert.equal(await now(), 200);
    await other.receiver.dispose();
  });

  it('answer with nothing to read, keep or frame', async () => {
    for (const parts of [
      {},
      { path: '/x' },
      { method: 'GET' },
      { headers: { Origin: 'x' } },
      { body: '{' },
    ]) {
      const { head, rest } = await bench.send({ body: ticketBody('A'), ...parts });
      assert.equal(rest, '');
      assert.match(head, /content-length: 0/);
      assert.match(head, /cache-control: no-store/);
      assert.ok(!/access-control|server:|x-powered/.test(head));
    }
  });

  it('refuse headers beyond 8 KB and bytes that are no HTTP', async () => {
    const { port } = bench.receiver;
    const path = bench.receiver.path();
    const malformed = [
      requestText({ path, headers: { 'X-Long': 'x'.repeat(9 * 1024) } }),
      requestText({ path, headers: { Host: undefined } }),
      requestText({ path, headers: { 'Transfer-Encoding': 'chunked' } }),
      requestText({ path, headers: { 'Content-Length': '-1' } }),
      `POST ${path} HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n`,
      Buffer.from('16030100c4010000c0030395', 'hex'),
      'hello\r\n\r\n',
    ];
    for (const bytes of malformed) {
      const { status: answered, head, rest } = await exchange(port, bytes);
      assert.equal(answered, 400, JSON.stringify(bytes.toString().slice(0, 80)));
      assert.match(head, /cache-control: no-store/);
      assert.equal(rest, '');
    }
    nothingCameIn();
  });

  it('close a connection that wants to be something else', async () => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'x',
      'Content-Length': undefined,
    };
    const text = requestText({ path: bench.receiver.path(), method: 'GET', headers, body: '' });
    assert.equal((await exchange(bench.receiver.port, text)).status, undefined);
    const tunnel = 'CONNECT a.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n';
    assert.equal((await exchange(bench.receiver.port, tunnel)).status, undefined);
  });

  it('write nothing into a connection that was never used', async () => {
    const hurried = await receiverBench(
      {},
      { ...defaultLimits, headersMs: 200, requestMs: 200, checkMs: 50 },
    );
    const socket = await openSocket(hurried.receiver.port);
    assert.equal(await untilClosed(socket), '');
    await hurried.receiver.dispose();
  });

  it('never log path, secret or body', async () => {
    const { lines, receiver } = bench;
    await status();
    await status({ body: ticketBody('A', { token: 'wrong-token' }) });
    await status({ body: ticketBody('A', { event_type: 'chat_changed' }) });
    await status({ path: `${receiver.path()}x` });
    await status({ body: '{"private": words' });
    assert.ok(lines.length >= 4);
    const secrets = [
      receiver.path(),
      receiver.path().slice(-32),
      token,
      'wrong-token',
      'Ticket A',
      'words',
      'event-A',
    ];
    for (const secret of secrets) assert.ok(!lines.join('\n').includes(secret), secret);
  });
});
