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

  describe('sharing reads', () => {
    it('equal reads in flight share one call; the next read makes another', async () => {
      await start(always(200, [1]));
      const answers = await Promise.all([transport.call(read), transport.call(read)]);
      assert.deepEqual(answers[0].value, [1]);
      assert.deepEqual(answers[1].value, [1]);
      assert.equal(server.requests.length, 1);
      await transport.call(read);
      assert.equal(server.requests.length, 2);
    });

    it('reads with another id or query are separate calls', async () => {
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

    it('writes are never shared', async () => {
      await start(always(200, {}));
      await Promise.all([transport.call(write), transport.call(write)]);
      assert.equal(server.requests.length, 2);
    });

    it('a read does not join one that began before a write completed', async () => {
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

    it('a read continues for the others when one caller cancels', async () => {
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

    it('a read is aborted when all callers have cancelled, and the next caller makes a new call', async () => {
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

  describe('retries', () => {
    for (const status of [500, 502, 503, 504]) {
      it(`a read is retried after ${status}, and each attempt is counted`, async () => {
        await start(inTurn(always(status, {}), always(200, ['ok'])));
        assert.deepEqual((await transport.call(read)).value, ['ok']);
        assert.deepEqual(statuses(), [status, 200]);
      });
    }

    it('a read is attempted three times at most', async () => {
      await start(always(500, { error: 'Internal' }));
      const failure = await failureFrom(transport.call(read));
      assert.deepEqual(failure, { code: 'server', problem: 'status', status: 500, reasons: ['Internal'] });
      assert.deepEqual(statuses(), [500, 500, 500]);
    });

    it('a read whose connection was lost is retried', async () => {
      await start(inTurn(reset, reset, always(200, ['ok'])));
      assert.deepEqual((await transport.call(read)).value, ['ok']);
      assert.deepEqual(statuses(), [undefined, undefined, 200]);
    });

    it('a read is retried once after a timeout', async () => {
      await start(silence, { timeoutMs: 20 });
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'timeout', afterMs: 20 });
      assert.equal(server.requests.length, 2);
    });

    for (const status of [400, 401, 403, 404, 405, 409, 422]) {
      it(`a read is not retried after ${status}`, async () => {
        await start(always(status, {}));
        await failureFrom(transport.call(read));
        assert.equal(server.requests.length, 1);
      });
    }

    it('a write with an unknown outcome is never retried', async () => {
      for (const answer of [always(500, {}), always(503, {}), reset, silence, always(200, '<html>')]) {
        await start(answer, { timeoutMs: 30 });
        await failureFrom(transport.call(write));
        assert.equal(server.requests.length, 1);
        transport.dispose();
        await server.close();
      }
    });

    it('a write rejected with 429 is retried', async () => {
      await start(inTurn(always(429, {}), always(200, ['done'])));
      assert.deepEqual((await transport.call(write)).value, ['done']);
      assert.deepEqual(statuses(), [429, 200]);
    });

    it('retries stop when the caller cancels', async () => {
      await start(always(500, {}), { firstRetryMs: 60_000 });
      const stop = new AbortController();
      const call = failureFrom(transport.call(read, { signal: stop.signal }));
      await until(() => calls.length === 1);
      stop.abort();
      assert.deepEqual(await call, { code: 'cancelled' });
      assert.equal(server.requests.length, 1);
    });
  });

  describe('Retry-After', () => {
    it('no call is sent until the pause is over', async () => {
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

    it('a long pause fails interactive calls at once, also those that follow', async () => {
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

    it('without a pause in the response, the call is attempted three times', async () => {
      await start(always(429, {}));
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'rate-limited' });
      assert.equal(server.requests.length, 3);
    });
  });

  describe('dispose', () => {
    it('cancels calls in flight and in the queue', async () => {
      await start(silence);
      const running = Array.from({ length: 8 }, (_, n) =>
        failureFrom(transport.call({ method: 'GET', route: '/tickets/*', ids: [String(n)] })),
      );
      await until(() => server.requests.length === 6);
      transport.dispose();
      for (const failure of await Promise.all(running)) assert.deepEqual(failure, { code: 'cancelled' });
      assert.equal(server.requests.length, 6);
    });

    it('rejects later calls, as for a caller that has already cancelled', async () => {
      await start(always(200, []));
      assert.deepEqual(await failureFrom(transport.call(read, { signal: AbortSignal.abort() })), {
        code: 'cancelled',
      });
      transport.dispose();
      assert.deepEqual(await failureFrom(transport.call(read)), { code: 'cancelled' });
      assert.equal(server.requests.length, 0);
    });
  });

  it('an id that would change the path is rejected without a call', async () => {
    await start(always(200, {}));
    for (const id of ['', '.', '..', '\ud800', 'a\udc00b']) {
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
