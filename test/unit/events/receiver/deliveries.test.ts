import assert from 'node:assert/strict';
import { request as httpRequest, Agent } from 'node:http';
import { StorageError } from '../../../../src/core/storage/storageError';
import { defaultLimits } from '../../../../src/core/events/receiver/receiver';
import { readNonce, probeBody } from '../../../../src/core/events/receiver/handleDelivery';
import { parseResponse, exchange, openSocket, requestText, untilClosed } from './support/rawClient';
import { shortTimeouts, receiverBench, ticketBody, token, type ReceiverBench } from './support/receiverBench';

describe('receiver body', () => {
  let bench: ReceiverBench;
  beforeEach(async () => {
    bench = await receiverBench();
  });
  afterEach(() => bench.receiver.dispose());

  const padded = (bytes: number): string => {
    const bare = ticketBody('A', { pad: '' });
    return ticketBody('A', { pad: 'x'.repeat(bytes - bare.length) });
  };
  const chunked = (body: string): string =>
    requestText({
      path: bench.receiver.path(),
      headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined },
      body: `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    });

  it('is limited to 256 KB by Content-Length', async () => {
    assert.equal((await bench.send({ body: padded(256 * 1024) })).status, 200);
    assert.equal((await bench.send({ body: padded(256 * 1024 + 1) })).status, 413);
    assert.equal(bench.accepted.length, 1);
  });

  it('is limited to 256 KB by the bytes received', async () => {
    const { port } = bench.receiver;
    assert.equal((await exchange(port, chunked(padded(256 * 1024)))).status, 200);
    assert.equal((await exchange(port, chunked(padded(256 * 1024 + 1)))).status, 413);
    assert.equal((await exchange(port, chunked('x'.repeat(1024 * 1024)))).status, 413);
    assert.equal(bench.accepted.length, 1);
  });

  it('of 5 MB is rejected with a response, and a much larger one is cut off', async () => {
    assert.equal((await bench.send({ body: 'x'.repeat(5 * 1024 * 1024) })).status, 413);
    const socket = await openSocket(bench.receiver.port);
    const ended = untilClosed(socket);
    const block = Buffer.alloc(1024 * 1024, 'x');
    socket.write(
      requestText({ path: bench.receiver.path(), headers: { 'Content-Length': '1000000000' }, body: '' }),
    );
    let sent = 0;
    const more = (): void => {
      if (socket.destroyed) return;
      sent += 1;
      socket.write(block, more);
    };
    more();
    assert.equal(parseResponse(await ended).status, 413);
    assert.ok(sent < 64, `${sent} MB were taken`);
  });

  it('is requested with 100 Continue only if the headers are valid', async () => {
    const expecting = async (path: string): Promise<string> => {
      const socket = await openSocket(bench.receiver.port);
      const text = untilClosed(socket);
      const body = ticketBody('A');
      const head = requestText({
        path,
        headers: { Expect: '100-continue', 'Content-Length': String(body.length) },
        body: '',
      });
      socket.once('data', (chunk: Buffer) => {
        if (chunk.toString().includes(' 100 ')) socket.write(body);
        else socket.end();
      });
      socket.write(head);
      return await text;
    };
    assert.match(await expecting(bench.receiver.path()), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    assert.match(await expecting('/x'), /^HTTP\/1\.1 404 /);
    const malformed = requestText({ path: bench.receiver.path(), headers: { Expect: 'miracles' } });
    assert.equal((await exchange(bench.receiver.port, malformed)).status, 417);
  });

  it('is any valid JSON, also deeply nested or with __proto__', async () => {
    for (const body of ['', '{', 'x', '{"a":1}}', '\u0000']) {
      assert.equal((await bench.send({ body })).status, 400, body);
    }
    const deep = `{"token":"${token}","event_type":"chat_started","chat":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    assert.equal((await bench.send({ body: deep })).status, 200);
    const polluted = `{"__proto__":{"token":"${token}","polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
    assert.equal((await bench.send({ body: polluted })).status, 401);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(bench.accepted, []);
  });

  it('may arrive in single bytes and with any characters', async () => {
    const body = ticketBody('A', {
      ticket: { id: 'A', subject: 'żółć 👩‍💻 مرحبا', groups: [], tags: [], events: [] },
    });
    const bytes = Buffer.from(requestText({ path: bench.receiver.path(), body }));
    const socket = await openSocket(bench.receiver.port);
    socket.setNoDelay(true);
    const text = untilClosed(socket);
    for (const byte of bytes) await new Promise((written) => socket.write(Buffer.from([byte]), written));
    assert.equal(parseResponse(await text).status, 200);
    const [arrival] = bench.accepted;
    assert.equal(arrival?.kind === 'ticket_created' && arrival.ticket.subject, 'żółć 👩‍💻 مرحبا');
  });

  it('is identified by a hash of its bytes if it has no event id', async () => {
    const first = ticketBody('A', { event_unique_id: undefined });
    for (const body of [first, first, ticketBody('B', { event_unique_id: undefined })])
      await bench.send({ body });
    await bench.send({ body: ticketBody('C', { event_unique_id: 'x'.repeat(10_000) }) });
    const ids = bench.accepted.map(({ eventId }) => eventId);
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(id, /^sha256-[\w-]{43}$/);
  });
});

describe('receiver deliveries', () => {
  it('accepts probes with a known nonce only', async () => {
    const bench = await receiverBench();
    assert.equal((await bench.send({ body: probeBody('mine') })).status, 200);
    assert.equal((await bench.send({ body: probeBody('other') })).status, 401);
    assert.deepEqual(bench.probes, ['mine', 'other']);
    assert.deepEqual(bench.accepted, []);
    const delivery = {
      ...(JSON.parse(ticketBody('A')) as object),
      ...(JSON.parse(probeBody('mine')) as object),
    };
    assert.equal(readNonce(delivery), undefined);
    await bench.receiver.dispose();
  });

  it('acknowledges unknown events, so that LiveChat does not retry', async () => {
    const bench = await receiverBench();
    for (const more of [
      { event_type: 'chat_changed' },
      { event_type: 7 },
      { ticket: null },
      { ticket: {} },
    ]) {
      assert.equal((await bench.send({ body: ticketBody('A', more) })).status, 200);
    }
    assert.deepEqual(bench.accepted, []);
    assert.equal(bench.lines.filter((line) => line.includes('was ignored')).length, 4);
    await bench.receiver.dispose();
  });

  it('acknowledges an event only once it is stored', async () => {
    let keep = (): void => undefined;
    let reached = (): void => undefined;
    const began = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const bench = await receiverBench({
      accept: () =>
        new Promise<void>((resolve) => {
          keep = resolve;
          reached();
        }),
    });
    let answered = false;
    const answer = bench.send({ body: ticketBody('A') }).finally(() => {
      answered = true;
    });
    await began;
    await new Promise((next) => setImmediate(next));
    assert.equal(answered, false);
    keep();
    assert.equal((await answer).status, 200);
    await bench.receiver.dispose();
  });

  it('responds with 503 and logs the reason if storing fails', async () => {
    let isFull = true;
    const bench = await receiverBench({
      accept: () => (isFull ? Promise.reject(new StorageError('full', 'ENOSPC')) : Promise.resolve()),
    });
    assert.equal((await bench.send({ body: ticketBody('A') })).status, 503);
    assert.match(
      bench.lines.join('\n'),
      /could not be stored \(full\)\. LiveChat was asked to send it again/,
    );
    isFull = false;
    assert.equal((await bench.send({ body: ticketBody('A') })).status, 200);
    await bench.receiver.dispose();
  });

  it('responds with 500 to an unexpected error', async () => {
    const bench = await receiverBench({
      registration: () => {
        throw new TypeError('secret words');
      },
    });
    assert.equal((await bench.send({ body: ticketBody('A') })).status, 500);
    assert.ok(!bench.lines.join('\n').includes('secret words'));
    await bench.receiver.dispose();
  });
});

describe('receiver load', function () {
  this.timeout(20_000);

  it('has the documented limits', () => {
    assert.deepEqual(defaultLimits, {
      maxBodyBytes: 262_144,
      maxHeaderBytes: 8_192,
      headersTimeoutMs: 5_000,
      requestTimeoutMs: 10_000,
      timeoutCheckIntervalMs: 1_000,
      maxConnections: 64,
      maxDiscardBytes: 8_388_608,
    });
  });

  it('closes slow connections while others are served', async () => {
    const bench = await receiverBench({}, shortTimeouts);
    const { port } = bench.receiver;
    const head = requestText({ path: bench.receiver.path(), body: 'x'.repeat(100) }).slice(0, -100);
    const began = performance.now();
    const ends = Array.from({ length: 30 }, async (_, index) => {
      const socket = await openSocket(port);
      const end = untilClosed(socket);
      socket.write(index % 2 === 0 ? head.slice(0, 40) : head);
      await end;
      return performance.now() - began;
    });
    for (let i = 0; i < 50; i++)
      assert.equal((await bench.send({ body: ticketBody(String(i)) })).status, 200);
    const times = await Promise.all(ends);
    assert.equal(bench.accepted.length, 50);
    const slowest = (parity: number): number => Math.max(...times.filter((_, index) => index % 2 === parity));
    assert.ok(slowest(0) < 5_000, `headers ended after ${slowest(0)} ms`);
    assert.ok(slowest(1) < 5_000, `bodies ended after ${slowest(1)} ms`);
    await bench.receiver.dispose();
  });

  it('closes connections of clients that never read', async () => {
    const bench = await receiverBench({}, shortTimeouts);
    const socket = await openSocket(bench.receiver.port);
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('nonsense\r\n\r\n');
    // The client does not read: only a write shows that the connection is closed.
    const timer = setInterval(() => socket.write('x'), 20);
    await closed;
    clearInterval(timer);
    await bench.receiver.dispose();
  });

  it('holds 64 connections and drops further ones', async () => {
    const bench = await receiverBench({}, shortTimeouts);
    const { port } = bench.receiver;
    const held = await Promise.all(Array.from({ length: 64 }, () => openSocket(port)));
    const ends = held.map(untilClosed);
    assert.equal((await bench.send({ body: ticketBody('A') })).status, undefined);
    await Promise.all(ends);
    assert.equal((await bench.send({ body: ticketBody('A') })).status, 200);
    await bench.receiver.dispose();
  });

  it('accepts 2,000 deliveries over kept-alive connections', async () => {
    const bench = await receiverBench();
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const post = (body: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const { port } = bench.receiver;
        const headers = { 'Content-Type': 'application/json' };
        const path = bench.receiver.path();
        httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end(body);
      });
    const all = await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => post(ticketBody(String(index)))),
    );
    assert.deepEqual(new Set(all), new Set([200]));
    assert.equal(new Set(bench.accepted.map(({ eventId }) => eventId)).size, 2_000);
    agent.destroy();
    await bench.receiver.dispose();
  });
});
