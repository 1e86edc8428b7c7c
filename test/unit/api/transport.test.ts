import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { ApiRequest } from '../../../src/core/api/request';
import { Transport, type TransportOptions } from '../../../src/core/api/transport';
import type { CallRecord } from '../../../src/core/domain/connection';
import { failureFrom } from './support/failureFrom';
import { always, inTurn, serve, until, type LoopbackServer } from './support/loopbackServer';

const read: ApiRequest = { method: 'GET', route: '/agents' };
const write: ApiRequest = { method: 'POST', route: '/tickets', body: {} };
const reset: RequestListener = (request) => void request.socket.destroy();
const silence: RequestListener = () => undefined;

describe('Transport', () => {
  let server: LoopbackServer;
  let transport: Transport;
  let calls: CallRecord[];

  async function start(answer: RequestListener, more: Partial<TransportOptions> = {}): Promise<void> {
    server = await serve(answer);
    calls = [];
    transport = new Transport({
      base: server.url,
      headers: {},
      secrets: [],
      timeoutMs: 5_000,
      callsPerMinute: 100,
      firstRetryMs: 1,
      onCall: (call) => calls.push(call),
      ...more,
    });
  }
  const statuses = (): readonly (number | undefined)[] => calls.map((call) => call.status);

  afterEach(async () => {
    transport.dispose();
    await server.close();
  });

  describe('sharing', () => {
    it('makes one call for equal reads that are under way, and another one after it', async () => {
      await start(always(200, [1]));
      const answers = await Promise.all([transport.call(read), transport.call(read)]);
      assert.deepEqual(answers[0].value, [1]);
      assert.deepEqual(answers[1].value, [1]);
      assert.equal(server.requests.length, 1);
      await transport.call(read);
      assert.equal(server.requests.length, 2);
    });

    it('distinguishes reads by id and query', async () => {
      await start(always(200, []));
      const route = '/tickets/*';
      await Promise.all([
        transport.call({ method: 'GET', route, ids: ['A'] }),
        transport.call({ method: 'GET', route, ids: ['B'] }),
        transport.call({ method: 'GET', route, ids: ['B'], query: { page: 2 } }),
      ]);
      assert.deepEqual(server.requests.map(({ url }) => url).sort(), [
        '/tickets/A',
        '/tickets/B',
        '/tickets/B?page=2',
      ]);
    });

    it('never shares a writing call', async () => {
      await start(always(200, {}));
      await Promise.all([transport.call(write), transport.call(write)]);
      assert.equal(server.requests.length, 2);
    });

    it('lets no read join one that began before a write was done', async () => {
      let answerFirst = (): void => undefined;
      await start((request, response) => {
        if (server.requests.length > 1) always(200, ['new'])(request, response);
        else answerFirst = () => always(200, ['old'])(request, response);
      });
      const before = transport.call(read);
      await until(() => server.requests.length === 1);
      await transport.call(write);
      assert.deepEqual((await transport.call(read)).value, ['new']);
      answerFirst();
      assert.deepEqual((await before).value, ['old']);
    });

    it('goes on for the others when one caller leaves', async () => {
      const answers: (() => void)[] = [];
      await start((request, response) => void answers.push(() => always(200, ['here'])(request, response)));
      const stop = new AbortController();
      const leaver = failureFrom(transport.call(read, { signal: stop.signal }));
      const stayer = transport.call(read);
      await until(() => answers.length === 1);
      stop.abort();
      assert.deepEqual(await leaver, { code: 'cancelled' });
      answers[0]?.();
      assert.deepEqual((await stayer).value, ['here']);
    });

    it('ends the call when all callers have left, and makes a new one for the next', async () => {
      await start(inTurn(silence, always(200, ['again'])));
      const stops = [new AbortController(), new AbortController()];
      const left = stops.map(({ signal }) => failureFrom(transport.call(read, { signal })));
      await until(() => server.requests.length === 1);
      for (const stop of stops) stop.abort();
      const next = transport.call(read);
      assert.deepEqual(await Promise.all(left), [{ code: 'cancelled' }, { code: 'cancelled' }]);
      await until(() => server.requests[0]!.socket.destroyed);
      assert.deepEqual((await next).value, ['again']);
    });
  });

  describe('repeating', () => {
    for (const status of [500, 502, 503, 504]) {
      it(`repeats a read after ${status}, and counts each attempt`, async () => {
        await start(inTurn(always(status, {}), always(200, ['ok'])));
        assert.deepEqual((await transport.call(read)).value, ['ok']);
        assert.deepEqual(statuses(), [status, 200]);
      });
    }

    it('gives up after three attempts', async () => {
      await start(always(500, { error: 'Internal' }));
      const failure = await failureFrom(transport.call(read));
      assert.deepEqual(failure, { code: 'server', problem: 'status', status: 500, reasons: ['Internal'] });
      assert.deepEqual(statuses(), [500, 500, 500]);
    });

    it('repeats a read whose connection was lost', async () => {
      await start(inTurn(reset, reset, always(200, ['ok'])));
      assert.deepEqual((await transport.call(read)).value, ['ok']);
      assert.deepEqual(statuses(), [undefined, undefined, 200]);
    });

    it('repeats a read once after a timeout', async () => {
      await start(silence, { timeoutMs: 20 });
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'timeout', afterMs: 20 });
      assert.equal(server.requests.length, 2);
    });

    for (const status of [400, 401, 403, 404, 405, 409, 422]) {
      it(`does not repeat a read after ${status}`, async () => {
        await start(always(status, {}));
        await failureFrom(transport.call(read));
        assert.equal(server.requests.length, 1);
      });
    }

    it('never repeats a write whose outcome is unknown', async () => {
      for (const answer of [always(500, {}), always(503, {}), reset, silence, always(200, '<html>')]) {
        await start(answer, { timeoutMs: 30 });
        await failureFrom(transport.call(write));
        assert.equal(server.requests.length, 1);
        transport.dispose();
        await server.close();
      }
    });

    it('repeats a writing call that was turned away with 429', async () => {
      await start(inTurn(always(429, {}), always(200, ['done'])));
      assert.deepEqual((await transport.call(write)).value, ['done']);
      assert.deepEqual(statuses(), [429, 200]);
    });

    it('stops repeating when the caller leaves', async () => {
      await start(always(500, {}), { firstRetryMs: 60_000 });
      const stop = new AbortController();
      const call = failureFrom(transport.call(read, { signal: stop.signal }));
      await until(() => calls.length === 1);
      stop.abort();
      assert.deepEqual(await call, { code: 'cancelled' });
      assert.equal(server.requests.length, 1);
    });
  });

  describe('a server that wants to be left alone', () => {
    it('gets no call at all until the time is over', async () => {
      const arrivals: number[] = [];
      const seen: RequestListener = (request, response) => {
        arrivals.push(performance.now());
        (arrivals.length === 1 ? always(429, {}, { 'retry-after': '0.08' }) : always(200, []))(
          request,
          response,
        );
      };
      await start(seen);
      const first = transport.call(read);
      await until(() => calls.length === 1);
      await Promise.all([first, transport.call(write), transport.call({ method: 'GET', route: '/tags' })]);
      assert.equal(arrivals.length, 4);
      for (const arrival of arrivals.slice(1))
        assert.ok(arrival - arrivals[0]! >= 75, `after ${arrival - arrivals[0]!} ms`);
    });

    it('is reported to the person at once when the time is long, then and for the calls that follow', async () => {
      await start(always(429, {}, { 'retry-after': '60' }));
      assert.deepEqual(await failureFrom(transport.call(read)), {
        code: 'rate-limited',
        retryAfterMs: 60_000,
      });
      const next = await failureFrom(transport.call(write));
      assert.ok(
        next.code === 'rate-limited' && next.retryAfterMs !== undefined && next.retryAfterMs <= 60_000,
      );
      assert.equal(server.requests.length, 1);
    });

    it('is asked three times when it names no time', async () => {
      await start(always(429, {}));
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'rate-limited' });
      assert.equal(server.requests.length, 3);
    });
  });

  describe('ending', () => {
    it('cancels what is under way and what is queued', async () => {
      await start(silence);
      const running = Array.from({ length: 8 }, (_, n) =>
        failureFrom(transport.call({ method: 'GET', route: '/tickets/*', ids: [String(n)] })),
      );
      await until(() => server.requests.length === 6);
      transport.dispose();
      for (const failure of await Promise.all(running)) assert.deepEqual(failure, { code: 'cancelled' });
      assert.equal(server.requests.length, 6);
    });

    it('makes no call afterwards, nor for a caller who has already left', async () => {
      await start(always(200, []));
      assert.deepEqual(await failureFrom(transport.call(read, { signal: AbortSignal.abort() })), {
        code: 'cancelled',
      });
      transport.dispose();
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'cancelled' });
      assert.equal(server.requests.length, 0);
    });
  });

  it('makes no call for an id that would change the path', async () => {
    await start(always(200, {}));
    for (const id of ['', '.', '..']) {
      const failure = await failureFrom(transport.call({ method: 'GET', route: '/tickets/*', ids: [id] }));
      assert.deepEqual(failure, { code: 'not-found' });
    }
    await transport.call({ method: 'GET', route: '/tickets/*', ids: ['../agents?x#y'] });
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/tickets/..%2Fagents%3Fx%23y'],
    );
  });
});
