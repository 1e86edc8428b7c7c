import assert from 'node:assert/strict';
import { TestBench } from './testBench';

describe('sandbox faults', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const faults = () => bench.sandbox.faults;
  const agents = () => bench.call('GET', '/agents');
  /** Applies to one path only, so that other calls of the test are not affected. */
  const match = { path: '/agents' };
  const causeOf = async (call: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error, 'the call must fail');
    return error.cause;
  };

  it('responds with a status and a body, once by default', async () => {
    faults().next({ status: 500, body: { error: 'Broken' } });
    const answer = await agents();
    assert.equal(answer.status, 500);
    assert.deepEqual(answer.json(), { error: 'Broken' });
    assert.equal((await agents()).status, 200);
  });

  it('applies faults in the order in which they were added', async () => {
    faults().next({ status: 503 });
    faults().next({ status: 403, times: 2 });
    assert.equal(faults().pending, 2);
    const seen = [await agents(), await agents(), await agents(), await agents()].map(({ status }) => status);
    assert.deepEqual(seen, [503, 403, 403, 200]);
    assert.equal(faults().pending, 0);
  });

  it('applies a fault to the first request that matches method and path', async () => {
    faults().next({ match: { method: 'post' }, status: 500 });
    faults().next({ match: { path: '/groups' }, status: 404 });
    faults().next({ match: { path: /^\/status\/\d+$/g }, status: 401, times: 2 });
    assert.equal((await agents()).status, 200);
    assert.equal((await bench.call('GET', '/v2/groups')).status, 404);
    assert.equal((await bench.call('GET', '/status/0')).status, 401);
    assert.equal((await bench.call('GET', '/status/0')).status, 401);
    assert.equal((await bench.call('POST', '/tickets', { json: {} })).status, 500);
  });

  it('clears all faults, including unlimited ones', async () => {
    faults().next({ status: 500, times: Infinity });
    await agents();
    assert.equal((await agents()).status, 500);
    faults().clear();
    assert.equal((await agents()).status, 200);
  });

  it('sends Retry-After, with 429 by default', async () => {
    faults().next({ retryAfter: 7 });
    faults().next({ retryAfter: 'Wed, 01 Jul 2026 12:01:00 GMT', status: 503 });
    const first = await agents();
    assert.deepEqual([first.status, first.headers.get('retry-after')], [429, '7']);
    const second = await agents();
    assert.deepEqual(
      [second.status, second.headers.get('retry-after')],
      [503, 'Wed, 01 Jul 2026 12:01:00 GMT'],
    );
  });

  it('truncates the JSON body of a complete response', async () => {
    const whole = (await agents()).text;
    faults().next({ truncate: true });
    const cut = await agents();
    assert.equal(cut.status, 200);
    assert.equal(cut.text, whole.slice(0, Math.ceil(whole.length / 2)));
    assert.throws(() => cut.json(), SyntaxError);
  });

  it('responds with HTML', async () => {
    faults().next({ html: true });
    faults().next({ html: '<h1>Bad gateway</h1>', status: 502 });
    const portal = await agents();
    assert.deepEqual([portal.status, portal.text.slice(0, 9)], [200, '<!DOCTYPE']);
    assert.match(portal.headers.get('content-type') ?? '', /^text\/html/);
    const gateway = await agents();
    assert.deepEqual([gateway.status, gateway.text], [502, '<h1>Bad gateway</h1>']);
  });

  it('resets the connection; the next call succeeds', async () => {
    faults().next({ reset: true });
    assert.ok(await causeOf(agents()));
    assert.equal((await agents()).status, 200);
  });

  it('delays a request on the sandbox’s clock', async () => {
    faults().next({ match, delayMs: 30_000 });
    let done = false;
    const call = agents().then((answer) => {
      done = true;
      return answer;
    });
    // Another call completes while the first one is delayed.
    while (bench.clock.pending === 0) await bench.get('/status');
    assert.equal(done, false);
    bench.clock.advance(30_000);
    assert.equal((await call).status, 200);
  });

  it('hangs until the client aborts', async () => {
    faults().next({ match, hang: true });
    const abort = new AbortController();
    const call = fetch(`${bench.sandbox.url}/agents`, { signal: abort.signal });
    while (faults().pending > 0) await bench.get('/status');
    abort.abort();
    await assert.rejects(call, { name: 'AbortError' });
  });

  it('do not prevent the sandbox from being disposed', async () => {
    faults().next({ match, hang: true });
    faults().next({ match, delayMs: 60_000 });
    const calls = [agents(), agents()].map(causeOf);
    while (faults().pending > 0) await bench.get('/status');
    await bench.sandbox.dispose();
    assert.ok((await Promise.all(calls)).every((cause) => cause instanceof Error));
    assert.equal(bench.clock.pending, 0);
    bench = await TestBench.start();
  });

  it('revokes and restores the key of an agent without removing the agent', async () => {
    const login = bench.login('administrator');
    faults().revokeKey(login);
    assert.equal((await bench.call('GET', '/agents', { who: 'administrator' })).status, 401);
    assert.equal((await bench.call('GET', `/agents/${login}`)).status, 200);
    faults().restoreKey(login);
    assert.equal((await bench.call('GET', '/agents', { who: 'administrator' })).status, 200);
  });
});

describe('sandbox call meter', () => {
  let bench: TestBench;
  beforeEach(async () => (bench = await TestBench.start()));
  afterEach(() => bench.sandbox.dispose());

  it('counts every call except those that end in 500', async () => {
    const { calls, faults } = bench.sandbox;
    await bench.call('GET', '/agents');
    await bench.call('GET', '/agents', { headers: { Authorization: undefined } });
    await bench.call('GET', '/nothing');
    faults.next({ status: 503 });
    await bench.call('GET', '/v2/agents');
    faults.next({ status: 500 });
    await bench.call('GET', '/agents');
    assert.equal(calls.count, 4);
    assert.deepEqual(calls.byRoute, { 'GET /agents': 3, 'GET (unknown)': 1 });
    assert.deepEqual(
      calls.recent.map(({ status }) => status),
      [200, 401, 404, 503, 500],
    );
  });

  it('groups calls by route, not by URL', async () => {
    for (const id of ['00000', '00001']) await bench.call('GET', `/tickets/${id}`);
    await bench.call('PUT', '/v2/tickets/00000/tags', { json: { tag: [] } });
    assert.deepEqual(bench.sandbox.calls.byRoute, { 'GET /tickets/:id': 2, 'PUT /tickets/:id/tags': 1 });
  });

  it('records recent requests without their authorization until reset', async () => {
    const { calls } = bench.sandbox;
    await bench.call('GET', '/tickets?requester[mail]=a%40b.example&page=2', { headers: { 'X-Trace': '7' } });
    const [call] = calls.recent;
    assert.deepEqual([call!.method, call!.path], ['GET', '/tickets']);
    assert.deepEqual({ ...call!.query }, { 'requester[mail]': 'a@b.example', page: '2' });
    assert.deepEqual([call!.headers['x-trace'], call!.headers.authorization], ['7', undefined]);
    calls.reset();
    assert.deepEqual([calls.count, calls.recent.length, calls.byRoute], [0, 0, {}]);
  });
});
