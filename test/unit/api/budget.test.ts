import assert from 'node:assert/strict';
import type { ApiRequest } from '../../../src/core/api/request';
import { Transport } from '../../../src/core/api/transport';
import type { CallBudget, CallOptions } from '../../../src/core/domain/connection';
import { failureFrom } from './support/failureFrom';
import { always, inTurn, serve, until, type LoopbackServer } from './support/loopbackServer';

const read: ApiRequest = { method: 'GET', route: '/agents' };
const write: ApiRequest = { method: 'POST', route: '/tickets', body: {} };
const background: CallOptions = { priority: 'background' };

/** Returns `answer`; while that is `undefined`, waits until the call is aborted. */
class Budget implements CallBudget {
  answer: boolean | undefined = false;
  asked = 0;

  async admit(signal: AbortSignal): Promise<boolean> {
    this.asked += 1;
    if (this.answer !== undefined) return this.answer;
    await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
    return false;
  }
}

describe('Transport: monthly budget', () => {
  let server: LoopbackServer;
  let transport: Transport;
  let budget: Budget;

  beforeEach(async () => {
    await start(always(200, []));
  });
  afterEach(() => end());

  async function start(answer: ReturnType<typeof always>): Promise<void> {
    server = await serve(answer);
    budget = new Budget();
    const endpoint = {
      base: server.url,
      headers: {},
      secrets: [],
      timeoutMs: 5_000,
      onCall: () => undefined,
    };
    transport = new Transport({ ...endpoint, callsPerMinute: 100, firstRetryMs: 1, budget });
  }
  async function end(): Promise<void> {
    transport.dispose();
    await server.close();
  }

  it('used up: a background call is refused, neither sent nor retried', async () => {
    const failure = await failureFrom(transport.call(read, background));
    assert.deepEqual(failure, { code: 'rate-limited', by: 'budget' });
    assert.equal(server.requests.length, 0);
    assert.equal(budget.asked, 1);
  });

  it('used up: an interactive call is sent without asking the budget', async () => {
    await transport.call(read);
    await transport.call(write, { priority: 'interactive' });
    assert.equal(server.requests.length, 2);
    assert.equal(budget.asked, 0);
  });

  it('used up: calls outside the budget, such as keeping a listener running and stopping it, are sent', async () => {
    await transport.call(write, { ...background, outsideBudget: true });
    assert.equal(server.requests.length, 1);
    assert.equal(budget.asked, 0);
  });

  it('not used up: a background call is sent, and each retry asks the budget again', async () => {
    await end();
    await start(inTurn(always(503, {}), always(200, [])));
    budget.answer = true;
    await transport.call(read, background);
    assert.equal(server.requests.length, 2);
    assert.equal(budget.asked, 2);
  });

  it('delayed: an interactive call that joins a waiting background read sends it at once', async () => {
    budget.answer = undefined;
    const waiting = transport.call(read, background);
    await until(() => budget.asked === 1);
    assert.equal(server.requests.length, 0);
    const [one, other] = await Promise.all([waiting, transport.call(read)]);
    assert.equal(one, other);
    assert.equal(server.requests.length, 1);
  });

  it('delayed: a cancelled background call is rejected as cancelled and not sent', async () => {
    budget.answer = undefined;
    const stop = new AbortController();
    const waiting = failureFrom(transport.call(read, { ...background, signal: stop.signal }));
    await until(() => budget.asked === 1);
    stop.abort();
    assert.deepEqual(await waiting, { code: 'cancelled' });
    assert.equal(server.requests.length, 0);
  });

  it('used up: an interactive read that joins a background read during its refusal is not refused with it', async () => {
    for (let steps = 0; steps < 20; steps += 1) {
      const asked = transport.call(read, background).catch(() => undefined);
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      assert.deepEqual((await transport.call(read)).value, []);
      await asked;
    }
  });
});
