import assert from 'node:assert/strict';
import { install, type Clock } from '@sinonjs/fake-timers';
import { Gate, maxPersonWaitMs, type Turn } from '../../../src/core/api/gate';
import { failureFrom } from './support/failureFrom';

const minute = 60_000;

describe('Gate', () => {
  let clock: Clock;
  let gate: Gate;
  let starts: number[];
  let turns = 0;
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = install({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    starts = [];
  });
  afterEach(() => {
    gate.dispose();
    clock.uninstall();
  });

  const turn = (priority: Turn['priority'] = 'background'): Turn => ({ id: String((turns += 1)), priority });
  const call = (tookMs: number): Promise<void> =>
    gate.run(
      () => {
        starts.push(performance.now());
        return new Promise((done) => setTimeout(done, tookMs));
      },
      turn(),
      never,
    );
  /** The largest number of starts in any 60 seconds. */
  const busiestMinute = (): number => {
    let first = 0;
    let most = 0;
    starts.forEach((start, index) => {
      while ((starts[first] ?? start) <= start - minute) first += 1;
      most = Math.max(most, index + 1 - first);
    });
    return most;
  };

  for (const ceiling of [1, 7, 100]) {
    it(`starts at most ${ceiling} calls in any 60 s of a busy hour, and nearly as many`, async () => {
      gate = new Gate(ceiling);
      const all: Promise<void>[] = [];
      for (let n = 0; n < ceiling * 62; n++) all.push(call(20 + ((n * 37) % 900)));
      await clock.tickAsync(60 * minute);
      assert.ok(busiestMinute() <= ceiling, `${busiestMinute()} in a minute`);
      const inHour = starts.filter((start) => start < 60 * minute).length;
      assert.ok(inHour >= 0.99 * 60 * ceiling, `only ${inHour} in the hour`);
      await clock.tickAsync(10 * minute);
      await Promise.all(all);
    });
  }

  it('keeps to the ceiling in bursts that cross any minute boundary', async () => {
    gate = new Gate(100);
    const all: Promise<void>[] = [];
    for (const [waitMs, size] of [
      [59_000, 90],
      [900, 90],
      [200, 90],
      [35_000, 40],
      [24_500, 60],
      [100, 250],
      [61_000, 10],
    ] as const) {
      await clock.tickAsync(waitMs);
      for (let n = 0; n < size; n++) all.push(call(150));
    }
    await clock.tickAsync(10 * minute);
    await Promise.all(all);
    assert.equal(starts.length, 630);
    assert.ok(busiestMinute() <= 100, `${busiestMinute()} in a minute`);
  });

  const ofRun = (calls: number): Promise<void> =>
    gate.run(
      () => {
        starts.push(performance.now());
        return Promise.resolve();
      },
      { ...turn('interactive'), callsOfRun: calls },
      never,
    );

  it('spreads a run of changes above the ceiling: 99 or 100 calls in any 60 s, with room for other calls', async () => {
    gate = new Gate(100);
    let others = 0;
    const run = (async () => {
      for (let n = 0; n < 1_000; n++) await ofRun(1_000);
    })();
    await clock.tickAsync(5 * minute);
    const from = starts.filter((start) => start <= 4 * minute);
    for (const at of from) {
      const including = starts.filter((start) => start >= at && start < at + minute).length;
      const after = starts.filter((start) => start > at && start <= at + minute).length;
      assert.deepEqual([including, after], [100, 99]);
    }
    const own = gate.run(() => Promise.resolve((others += 1)), turn('interactive'), never);
    await clock.tickAsync(1_000);
    await own;
    assert.equal(others, 1, 'a call of the person does not wait for a minute');
    await clock.tickAsync(6 * minute);
    await run;
    assert.ok(busiestMinute() <= 100, `${busiestMinute()} in a minute`);
    assert.equal(starts.length, 1_000);
  });

  it('starts the calls of a run of changes at once if they fit the ceiling', async () => {
    gate = new Gate(100);
    for (let n = 0; n < 100; n++) await ofRun(100);
    assert.equal(starts.length, 100);
  });

  it('stops a run of changes that waits for its next call', async () => {
    gate = new Gate(1);
    await ofRun(2);
    const stop = new AbortController();
    const place = { ...turn('interactive'), callsOfRun: 2 };
    const next = failureFrom(gate.run(() => Promise.reject(new Error('started')), place, stop.signal));
    await clock.tickAsync(1_000);
    stop.abort();
    assert.deepEqual(await next, { code: 'cancelled' });
  });

  it('keeps working when the wall clock is set back', async () => {
    gate = new Gate(2);
    const all = [call(10), call(10), call(10)];
    await clock.tickAsync(1_000);
    clock.setSystemTime(Date.now() - 60 * minute);
    await clock.tickAsync(minute);
    await Promise.all(all);
    assert.equal(starts.length, 3);
  });

  it('runs at most 6 calls at a time', async () => {
    gate = new Gate(100);
    const all = Array.from({ length: 20 }, () => call(1_000));
    await clock.tickAsync(999);
    assert.equal(starts.length, 6);
    await clock.tickAsync(10_000);
    await Promise.all(all);
  });

  it('starts interactive calls first, including one that joined a background read', async () => {
    gate = new Gate(100);
    const all = Array.from({ length: 6 }, () => call(1_000));
    const order: string[] = [];
    const add = (name: string, place: Turn): void => {
      all.push(gate.run(() => Promise.resolve(void order.push(name)), place, never));
    };
    const raised = turn();
    add('background', turn());
    add('raised', raised);
    add('interactive', turn('interactive'));
    gate.raisePriority(raised);
    await clock.tickAsync(2_000);
    await Promise.all(all);
    assert.deepEqual(order, ['interactive', 'raised', 'background']);
  });

  it('neither starts nor counts a call that was cancelled in the queue', async () => {
    gate = new Gate(1);
    const first = call(10);
    const stop = new AbortController();
    const cancelled = failureFrom(gate.run(() => Promise.reject(new Error('started')), turn(), stop.signal));
    const next = call(10);
    await clock.tickAsync(1_000);
    stop.abort();
    assert.deepEqual(await cancelled, { code: 'cancelled' });
    await clock.tickAsync(minute);
    await Promise.all([first, next]);
    assert.equal(starts.length, 2);
  });

  it('starts no call while the server’s Retry-After lasts, for at most 5 minutes', async () => {
    gate = new Gate(100);
    gate.pauseFor(60 * minute);
    gate.pauseFor(1_000);
    const waiting = call(10);
    await clock.tickAsync(5 * minute - 1);
    assert.equal(starts.length, 0);
    await clock.tickAsync(20);
    await waiting;
    assert.equal(starts.length, 1);
  });

  it('rejects an interactive call at once if the wait would be long, and waits if it is short', async () => {
    gate = new Gate(100);
    gate.pauseFor(maxPersonWaitMs + 5_000);
    const failure = await failureFrom(gate.run(() => Promise.resolve(), turn('interactive'), never));
    assert.deepEqual(failure, { code: 'rate-limited', retryAfterMs: maxPersonWaitMs + 5_000 });
    await clock.tickAsync(6_000);
    const patient = gate.run(() => Promise.resolve('done'), turn('interactive'), never);
    await clock.tickAsync(maxPersonWaitMs);
    assert.equal(await patient, 'done');
  });

  it('rejects queued interactive calls when the wait becomes long, and keeps background calls', async () => {
    gate = new Gate(100);
    const all = Array.from({ length: 6 }, () => call(1_000));
    const joined = turn();
    const people = [turn('interactive'), joined].map((place) =>
      failureFrom(gate.run(() => Promise.reject(new Error('started')), place, never)),
    );
    const patient = call(10);
    gate.pauseFor(minute);
    gate.raisePriority(joined);
    for (const failure of await Promise.all(people)) {
      assert.deepEqual(failure, { code: 'rate-limited', retryAfterMs: minute });
    }
    await clock.tickAsync(2 * minute);
    await Promise.all([...all, patient]);
    assert.equal(starts.length, 7);
  });
});
