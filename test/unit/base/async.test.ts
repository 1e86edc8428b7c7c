import assert from 'node:assert/strict';
import { abortAfter, sleep, untilAborted, withTimeout } from '../../../src/core/base/async';
import { FakeClock } from '../support/fakeClock';

describe('async helpers:', () => {
  let clock: FakeClock;
  const never = new Promise<string>(() => undefined);
  const state = async (work: Promise<unknown>): Promise<unknown> =>
    await Promise.race([work, new Promise((turn) => setImmediate(() => turn('pending')))]);

  beforeEach(() => (clock = new FakeClock()));

  it('sleep resolves after its time, not earlier', async () => {
    const slept = sleep(clock, 100).then(() => 'awake');
    clock.advance(99);
    assert.equal(await state(slept), 'pending');
    clock.advance(1);
    assert.equal(await state(slept), 'awake');
  });

  it('sleep ends when its signal aborts, even if it was aborted before', async () => {
    const stop = new AbortController();
    const slept = sleep(clock, 100, stop.signal).then(() => 'awake');
    stop.abort();
    assert.equal(await state(slept), 'awake');
    assert.equal(await state(sleep(clock, 100, stop.signal).then(() => 'awake')), 'awake');
  });

  it('withTimeout returns the result in time or else undefined, and passes on a rejection', async () => {
    assert.equal(await withTimeout(clock, 100, Promise.resolve('done')), 'done');
    await assert.rejects(withTimeout(clock, 100, Promise.reject(new Error('failed'))), /failed/);
    const late = withTimeout(clock, 100, never);
    clock.advance(100);
    assert.equal(await state(late), undefined);
  });

  it('untilAborted rejects with the reason of the signal, or else returns the result', async () => {
    const stop = new AbortController();
    assert.equal(await untilAborted(stop.signal, Promise.resolve('done')), 'done');
    const waiting = untilAborted(stop.signal, never);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
    await assert.rejects(untilAborted(stop.signal, never), /stopped/);
  });

  it('abortAfter aborts with its reason after its time or with another signal, but not after its disposal', () => {
    const timed = abortAfter(clock, 100, { reason: () => new Error('late') });
    const disposed = abortAfter(clock, 100);
    disposed.dispose();
    clock.advance(100);
    assert.match(String(timed.signal.reason), /late/);
    assert.equal(disposed.signal.aborted, false);
    const other = new AbortController();
    const { signal } = abortAfter(clock, 100, { others: [other.signal] });
    other.abort();
    assert.equal(signal.aborted, true);
  });
});
