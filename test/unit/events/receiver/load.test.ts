import assert from 'node:assert/strict';
import { request as httpRequest, Agent } from 'node:http';
import type { Socket } from 'node:net';
import { defaultLimits } from '../../../../src/core/events/receiver/receiver';
import { probeBody } from '../../../../src/core/events/receiver/handleDelivery';
import { openSocket, requestText, untilClosed } from './support/rawClient';
import { shortTimeouts, receiverBench, ticketBody } from './support/receiverBench';

describe('receiver load', function () {
  this.timeout(20_000);

  it('has the documented limits', () => {
    assert.deepEqual(defaultLimits, {
      maxBodyBytes: 4_194_304,
      maxHeaderBytes: 8_192,
      headersTimeoutMs: 5_000,
      requestTimeoutMs: 10_000,
      timeoutCheckIntervalMs: 1_000,
      maxConnections: 64,
      reservedConnections: 8,
      maxDiscardBytes: 8_388_608,
      maxUnprovenDiscardBytes: 65_536,
      unprovenLingerMs: 1_000,
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

  const slowClients: Readonly<Record<string, string>> = {
    'that send nothing': '',
    'with slow headers': 'POST /nope HTTP/1.1\r\nHost: localho',
    'with a slow body': requestText({ path: '/nope', headers: { 'Content-Length': '1000000' }, body: 'x' }),
  };
  for (const [which, begin] of Object.entries(slowClients)) {
    it(`responds to deliveries and probes beside 64 clients ${which}`, async () => {
      const bench = await receiverBench();
      const { port } = bench.receiver;
      const sockets: Socket[] = [];
      for (let client = 0; client < 64; client += 1) {
        const socket = await openSocket(port);
        socket.write(begin);
        sockets.push(socket);
      }
      const timer = setInterval(() => {
        for (const socket of sockets) if (begin !== '' && socket.writable) socket.write('x');
      }, 20);
      const times: number[] = [];
      for (let delivery = 0; delivery < 20; delivery += 1) {
        const began = performance.now();
        assert.equal((await bench.send({ body: ticketBody(String(delivery)) })).status, 200);
        times.push(performance.now() - began);
        assert.equal((await bench.send({ body: probeBody('mine') })).status, 200);
      }
      clearInterval(timer);
      // The median, because single responses may be late on a loaded machine.
      assert.ok((times.sort((one, other) => one - other)[10] ?? Infinity) <= 50, times.join(' '));
      assert.equal(bench.lines.filter((line) => line.includes('too many connections')).length, 1);
      for (const socket of sockets) socket.destroy();
      await bench.receiver.dispose();
    });
  }

  it('keeps deliveries that are being stored while 200 clients connect', async () => {
    const pending: (() => void)[] = [];
    const bench = await receiverBench({ accept: () => new Promise<void>((done) => pending.push(done)) });
    const { port } = bench.receiver;
    const deliveries = Array.from({ length: 8 }, (_, id) => bench.send({ body: ticketBody(String(id)) }));
    while (pending.length < 8) await new Promise((next) => setImmediate(next));
    const sockets = await Promise.all(Array.from({ length: 200 }, () => openSocket(port)));
    for (const done of pending) done();
    const statuses = (await Promise.all(deliveries)).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([200]));
    for (const socket of sockets) socket.destroy();
    await bench.receiver.dispose();
  });

  it('still takes new connections while as many deliveries as possible are being stored', async () => {
    const pending: (() => void)[] = [];
    const bench = await receiverBench({ accept: () => new Promise<void>((done) => pending.push(done)) });
    const deliveries = Array.from({ length: 63 }, (_, id) => bench.send({ body: ticketBody(String(id)) }));
    while (pending.length < 63) await new Promise((next) => setImmediate(next));
    assert.equal((await bench.send({ body: probeBody('mine') })).status, 200);
    for (const done of pending) done();
    const statuses = (await Promise.all(deliveries)).map(({ status }) => status);
    assert.deepEqual(new Set(statuses), new Set([200]));
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
