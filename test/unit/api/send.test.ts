import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createSender, type Endpoint, type Sender } from '../../../src/core/api/send';
import type { ApiRequest } from '../../../src/core/api/request';
import type { CallRecord } from '../../../src/core/domain/connection';
import { failureFrom } from './support/failureFrom';
import { always, serve, until, type LoopbackServer } from './support/loopbackServer';

const secret = 'k3y-0123456789abcdef';
const authorization = `Basic ${Buffer.from(`ada@shop.test:${secret}`).toString('base64')}`;
const read: ApiRequest = { method: 'GET', route: '/tickets/*', ids: ['7QK2P'] };

describe('send', () => {
  const open: { close(): Promise<void> }[] = [];
  const senders: Sender[] = [];
  let calls: CallRecord[] = [];
  let holds: number[] = [];

  beforeEach(() => {
    calls = [];
    holds = [];
  });
  afterEach(async () => {
    for (const sender of senders.splice(0)) sender.dispose();
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function started(...[answer]: Parameters<typeof serve>): Promise<LoopbackServer> {
    const server = await serve(answer);
    open.push(server);
    return server;
  }
  function sender(base: string, more: Partial<Endpoint> = {}): Sender {
    const made = createSender({
      base,
      headers: { Authorization: authorization, 'X-API-Version': '2', 'User-Agent': 'livechat-desk/test' },
      secrets: [secret, `ada@shop.test:${secret}`],
      timeoutMs: 5_000,
      onCall: (call) => calls.push(call),
      onRetryAfter: (ms) => holds.push(ms),
      ...more,
    });
    senders.push(made);
    return made;
  }

  it('sends credentials, version and JSON, and returns the parsed body', async () => {
    let body = '';
    const server = await started((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => always(200, { id: 'A1' }, { 'X-Total': '7' })(request, response));
    });
    const request: ApiRequest = { method: 'POST', route: '/tickets', body: { message: 'Olá' } };
    const answer = await sender(server.url).send(request);
    const { headers, method, url } = server.requests[0]!;
    assert.deepEqual(answer.value, { id: 'A1' });
    assert.equal(answer.header('x-total'), '7');
    assert.equal(answer.header('x-other'), undefined);
    assert.equal(body, '{"message":"Olá"}');
    assert.deepEqual([method, url], ['POST', '/tickets']);
    assert.equal(headers.authorization, authorization);
    assert.equal(headers['x-api-version'], '2');
    assert.equal(headers['user-agent'], 'livechat-desk/test');
    assert.equal(headers['content-type'], 'application/json');
  });

  it('keeps the connection open for the next call', async () => {
    const server = await started(always(200, {}));
    const { send } = sender(server.url);
    await send(read);
    await send(read);
    assert.equal(server.requests[0]?.socket, server.requests[1]?.socket);
  });

  it('records the call without ids, logins and query', async () => {
    const server = await started(always(200, {}));
    const request = {
      method: 'GET',
      route: '/agents/*',
      ids: ['ada@shop.test'],
      query: { q: 'kim' },
    } as const;
    await sender(server.url).send(request);
    assert.equal(server.requests[0]?.url, '/agents/ada%40shop.test?q=kim');
    const [{ at, tookMs, ...call }] = calls as [CallRecord];
    assert.deepEqual(call, { method: 'GET', route: '/agents/*', status: 200 });
    assert.ok(at > 0 && tookMs >= 0);
  });

  it('reports a refused connection with cause and host', async () => {
    const server = await serve(always(200, {}));
    await server.close();
    const failure = await failureFrom(sender(server.url).send(read));
    assert.deepEqual(failure, { code: 'network', cause: 'ECONNREFUSED', host: `127.0.0.1:${server.port}` });
    assert.equal(calls[0]?.status, undefined);
  });

  it('reports a connection that is reset before a response', async () => {
    const server = await started((request) => void request.socket.destroy());
    const failure = await failureFrom(sender(server.url).send(read));
    assert.deepEqual(failure, { code: 'network', cause: 'ECONNRESET', host: `127.0.0.1:${server.port}` });
  });

  it('reports a failed TLS handshake as a network failure', async () => {
    const server = await started(always(200, {}));
    const failure = await failureFrom(sender(server.url.replace('http:', 'https:')).send(read));
    assert.equal(failure.code, 'network');
  });

  it('reports a response that is not HTTP as a network failure', async () => {
    const server = await started((request) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const failure = await failureFrom(sender(server.url).send(read));
    assert.equal(failure.code, 'network');
  });

  it('aborts a call whose response does not begin in time', async () => {
    const server = await started(() => undefined);
    const failure = await failureFrom(sender(server.url, { timeoutMs: 20 }).send(read));
    assert.deepEqual(failure, { code: 'timeout', afterMs: 20 });
  });

  for (const [name, headers] of [
    ['plain', {}],
    ['compressed', { 'content-encoding': 'gzip' }],
  ] as const) {
    it(`aborts a call whose ${name} body does not end in time`, async () => {
      const server = await started((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.write(name === 'plain' ? '{"tickets":[' : gzipSync('{"tickets":[]}').subarray(0, 12));
      });
      const failure = await failureFrom(sender(server.url, { timeoutMs: 50 }).send(read));
      assert.deepEqual(failure, { code: 'timeout', afterMs: 50 });
    });

    it(`can be cancelled while a ${name} body arrives`, async () => {
      const server = await started((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.write(name === 'plain' ? '{"tickets":[' : gzipSync('{"tickets":[]}').subarray(0, 12));
      });
      const stop = new AbortController();
      const call = failureFrom(sender(server.url).send(read, stop.signal));
      await until(() => server.requests.length === 1);
      stop.abort();
      assert.deepEqual(await call, { code: 'cancelled' });
      await until(() => server.requests[0]!.socket.destroyed);
    });
  }

  it('can be cancelled while it waits for a response, and closes the connection', async () => {
    const server = await started(() => undefined);
    const stop = new AbortController();
    const call = failureFrom(sender(server.url).send(read, stop.signal));
    await until(() => server.requests.length === 1);
    stop.abort();
    assert.deepEqual(await call, { code: 'cancelled' });
    await until(() => server.requests[0]!.socket.destroyed);
    assert.equal(calls.length, 1);
  });

  it('sends nothing if it was cancelled before', async () => {
    const server = await started(always(200, {}));
    const failure = await failureFrom(sender(server.url).send(read, AbortSignal.abort()));
    assert.deepEqual(failure, { code: 'cancelled' });
    assert.equal(server.requests.length, 0);
    assert.equal(calls.length, 0);
  });

  it('never follows a redirect, so the secret reaches no other host', async () => {
    const other = await started(always(200, { stolen: true }));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await started(always(status, '', { location: `${other.url}/tickets/7QK2P` }));
      const failure = await failureFrom(sender(server.url).send(read));
      assert.deepEqual(failure, { code: 'server', problem: 'not-json', status, reasons: [] });
    }
    assert.equal(other.requests.length, 0);
  });

  it('stops reading an endless body', async () => {
    let sent = 0;
    const server = await started((_request, response) => {
      const chunk = Buffer.alloc(256 * 1024, 0x20);
      const more = (): void => {
        while (!response.destroyed && sent < 200) {
          sent += 1;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      more();
    });
    const failure = await failureFrom(sender(server.url).send(read));
    assert.deepEqual(failure, { code: 'server', problem: 'too-large', status: 200, reasons: [] });
    await until(() => server.requests[0]!.socket.destroyed);
    assert.ok(sent < 200, 'the server was read to its end');
  });

  it('stops decompressing a small body that grows huge', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    const server = await started((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
    });
    const failure = await failureFrom(sender(server.url).send(read));
    assert.deepEqual(failure, { code: 'server', problem: 'too-large', status: 200, reasons: [] });
  });

  it('reports a body that ends early as truncated, with a length and in chunks', async () => {
    for (const headers of [{ 'content-length': '1000' }, {}]) {
      const server = await started((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.write('{"tickets":[{"id":"7QK2P"', () => response.socket?.destroy());
      });
      const failure = await failureFrom(sender(server.url).send(read));
      assert.deepEqual(failure, { code: 'server', problem: 'truncated', status: 200, reasons: [] });
      assert.equal(calls.at(-1)?.status, 200);
    }
  });

  it('reports a gzip body that ends early as truncated', async () => {
    const whole = JSON.stringify({
      tickets: Array.from({ length: 500 }, (_, id) => ({ id, subject: `${id * 7919}` })),
    });
    const cut = gzipSync(whole).subarray(0, -40);
    const server = await started((_request, response) => {
      const headers = { 'content-encoding': 'gzip', 'content-length': cut.length };
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(cut);
    });
    const failure = await failureFrom(sender(server.url).send(read));
    assert.deepEqual(failure, { code: 'server', problem: 'truncated', status: 200, reasons: [] });
  });

  it('sends a write once over a kept connection that the server closes', async () => {
    const server = await started((request, response) => {
      if (request.method === 'GET') always(200, {})(request, response);
      else request.socket.destroy();
    });
    const { send } = sender(server.url);
    await send(read);
    const failure = await failureFrom(send({ method: 'POST', route: '/tickets', body: {} }));
    assert.equal(failure.code === 'network' && failure.cause, 'ECONNRESET');
    const [first, second] = server.requests;
    assert.equal(first?.socket, second?.socket);
    assert.equal(server.requests.length, 2);
  });

  it('frees the connection after every response, whatever its status', async () => {
    const statuses = [200, 204, 302, 404, 500];
    const server = await started((request, response) => {
      always(statuses[server.requests.length - 1] ?? 200, request.method === 'GET' ? '{}' : '')(
        request,
        response,
      );
    });
    const { send } = sender(server.url);
    while (server.requests.length < statuses.length) await send(read).catch(() => undefined);
    assert.equal(new Set(server.requests.map(({ socket }) => socket)).size, 1);
  });

  it('returns the requested pause', async () => {
    const slow = await started(always(429, {}, { 'retry-after': '7' }));
    assert.deepEqual(await failureFrom(sender(slow.url).send(read)), {
      code: 'rate-limited',
      retryAfterMs: 7_000,
    });
    const down = await started(always(503, {}, { 'retry-after': '3' }));
    assert.equal((await failureFrom(sender(down.url).send(read))).code, 'server');
    const silent = await started(always(429, {}));
    assert.deepEqual(await failureFrom(sender(silent.url).send(read)), { code: 'rate-limited' });
    assert.deepEqual(holds, [7_000, 3_000]);
  });

  it('removes its own secrets and those of the request from reasons', async () => {
    const server = await started((request, response) => {
      const errors = [
        `no ${secret}`,
        `no ${request.headers.authorization}`,
        'password hunter2 is too common',
      ];
      always(422, { errors })(request, response);
    });
    const request: ApiRequest = { method: 'POST', route: '/agents', body: {}, secrets: ['hunter2'] };
    const failure = await failureFrom(sender(server.url).send(request));
    assert.deepEqual(failure, {
      code: 'invalid-input',
      reasons: ['no ***', 'no Basic ***', 'password *** is too common'],
    });
  });

  it('exposes no secret in errors and records, whatever the fault', async () => {
    const server = await started((request) => void request.socket.destroy());
    const error: unknown = await sender(server.url)
      .send(read)
      .catch((thrown: unknown) => thrown);
    const seen = `${(error as Error).stack} ${JSON.stringify(error)} ${JSON.stringify(calls)}`;
    assert.ok(!seen.includes(secret) && !seen.includes(authorization));
  });
});
