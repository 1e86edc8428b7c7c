import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { defaultLimits } from '../../../../src/core/events/receiver/receiver';
import { exchange, openSocket, requestText, untilClosed } from './support/rawClient';
import { receiverBench, ticketBody, token, type ReceiverBench } from './support/receiverBench';

describe('receiver admission', () => {
  let bench: ReceiverBench;
  beforeEach(async () => {
    bench = await receiverBench();
  });
  afterEach(() => bench.receiver.dispose());

  const status = async (parts: Parameters<ReceiverBench['send']>[0] = {}): Promise<number | undefined> =>
    (await bench.send({ body: ticketBody('A'), ...parts })).status;
  const withHeader = (name: string, value: string | undefined) => status({ headers: { [name]: value } });
  const assertNothingAccepted = () => assert.deepEqual(bench.accepted, []);

  it('accepts a documented delivery', async () => {
    assert.equal(await status(), 200);
    assert.equal(bench.accepted[0]?.eventId, 'event-A');
    assert.equal(bench.accepted[0].account, 'classic:ada');
  });

  it('listens on loopback only', async () => {
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

  it('has one path with 192 random bits', async () => {
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
    assertNothingAccepted();
  });

  it('responds only with "not found" to other paths', async () => {
    for (const headers of [{ Origin: 'https://a.example' }, { 'Content-Type': 'text/plain' }]) {
      assert.equal(await status({ path: '/lc/x', headers }), 404);
    }
    assert.equal(await status({ path: '/lc/x', method: 'GET' }), 404);
  });

  it('accepts POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND']) {
      assert.equal(await status({ method }), 405, method);
    }
    assertNothingAccepted();
  });

  it('accepts application/json only', async () => {
    assert.equal(await withHeader('Content-Type', 'application/json; charset=utf-8'), 200);
    assert.equal(await withHeader('Content-Type', 'Application/JSON'), 200);
    const others = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', ''];
    for (const type of [...others, undefined])
      assert.equal(await withHeader('Content-Type', type), 415, type);
  });

  it('rejects content encodings, such as compression', async () => {
    for (const coding of ['gzip', 'br', 'deflate', 'identity', '']) {
      assert.equal(await withHeader('Content-Encoding', coding), 415, coding);
    }
  });

  it('rejects browsers', async () => {
    for (const origin of ['https://a.example', 'null', 'http://localhost', 'vscode-webview://x']) {
      assert.equal(await withHeader('Origin', origin), 403, origin);
    }
    for (const site of ['cross-site', 'same-origin', 'none']) {
      assert.equal(await withHeader('Sec-Fetch-Site', site), 403, site);
    }
    const preflight = await bench.send({ method: 'OPTIONS', headers: { Origin: 'https://a.example' } });
    assert.equal(preflight.status, 403);
    assert.ok(!preflight.head.includes('access-control'));
    assertNothingAccepted();
  });

  it('accepts known host names only', async () => {
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

  it('accepts the current public host name', async () => {
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

  it('rejects wrong and malformed tokens', async () => {
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
    assertNothingAccepted();
    assert.equal(await status({ body: ticketBody('A', { token: 'other' }) }), 200);
  });

  it('uses the current secrets, and rejects deliveries if nothing is registered', async () => {
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

  it('responds without a body, caching or identifying headers', async () => {
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

  it('rejects headers above 8 KB and malformed HTTP', async () => {
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
    assertNothingAccepted();
  });

  it('closes a connection that requests an upgrade or a tunnel', async () => {
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

  it('writes nothing to a connection that was never used', async () => {
    const impatient = await receiverBench(
      {},
      { ...defaultLimits, headersTimeoutMs: 200, requestTimeoutMs: 200, timeoutCheckIntervalMs: 50 },
    );
    const socket = await openSocket(impatient.receiver.port);
    assert.equal(await untilClosed(socket), '');
    await impatient.receiver.dispose();
  });

  it('does not log paths, secrets or bodies', async () => {
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
