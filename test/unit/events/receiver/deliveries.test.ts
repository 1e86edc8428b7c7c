import assert from 'node:assert/strict';
import { classicDeliveries } from '../../../../src/core/api/classic/deliveries';
import { StorageError } from '../../../../src/core/storage/storageError';
import { readNonce, probeBody } from '../../../../src/core/events/receiver/handleDelivery';
import { parseResponse, exchange, openSocket, requestText, untilClosed } from './support/rawClient';
import { receiverBench, ticketBody, token, type ReceiverBench } from './support/receiverBench';

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

  const maxBytes = 4 * 1024 * 1024;

  it('is limited to 4 MB by Content-Length', async () => {
    assert.equal((await bench.send({ body: padded(maxBytes) })).status, 200);
    assert.equal(bench.tooLarge, 0);
    assert.equal((await bench.send({ body: padded(maxBytes + 1) })).status, 413);
    assert.equal(bench.accepted.length, 1);
    assert.equal(bench.tooLarge, 1);
    assert.equal(bench.lines.filter((line) => line.includes('too large')).length, 1);
  });

  it('is limited to 4 MB by the bytes received', async () => {
    const { port } = bench.receiver;
    assert.equal((await exchange(port, chunked(padded(maxBytes)))).status, 200);
    assert.equal((await exchange(port, chunked(padded(maxBytes + 1)))).status, 413);
    assert.equal((await exchange(port, chunked('x'.repeat(maxBytes + 1024 * 1024)))).status, 413);
    assert.equal(bench.accepted.length, 1);
    assert.equal(bench.tooLarge, 2);
  });

  it('to an unknown path is not read: the connection is closed after 64 KB or a second', async () => {
    const head = requestText({ path: '/nope', headers: { 'Content-Length': '1000000' }, body: '' });
    const began = performance.now();
    const slow = await openSocket(bench.receiver.port);
    const slowEnd = untilClosed(slow);
    slow.write(head);
    const timer = setInterval(() => slow.write('x'), 50);
    assert.equal(parseResponse(await slowEnd).status, 404);
    clearInterval(timer);
    assert.ok(performance.now() - began < 5_000, 'it took far more than a second');
    assert.equal((await exchange(bench.receiver.port, head, 'x'.repeat(300_000))).status, 404);
    assert.equal(bench.tooLarge, 0);
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
    for (const id of ids) assert.match(id, /^sha256-[\w-]{22}$/);
  });
});

describe('receiver deliveries', () => {
  it('are refused for another license, once that of the webhooks is known', async () => {
    let licenses: ReadonlySet<string> | undefined = undefined;
    const bench = await receiverBench({
      registration: () => ({
        account: 'classic:ada',
        secrets: [token],
        format: classicDeliveries,
        ...(licenses && { licenses }),
      }),
    });
    const statusOf = async (license: unknown) =>
      (await bench.send({ body: ticketBody('A', { license_id: license }) })).status;
    assert.equal(await statusOf('999'), 200);
    licenses = new Set(['12345']);
    assert.deepEqual(
      [await statusOf('999'), await statusOf('12345'), await statusOf(12345), await statusOf(undefined)],
      [401, 200, 200, 200],
    );
    assert.equal(bench.accepted.length, 4);
    await bench.receiver.dispose();
  });

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
