import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { CheckpointStore } from '../../../../src/core/events/status/checkpoint';
import { GapTracker } from '../../../../src/core/events/listener/gapTracker';
import { FakeClock } from '../../support/fakeClock';

const hourMs = 60 * 60_000;

describe('GapTracker, until what was missed is fetched', () => {
  let clock: FakeClock;
  let brought: number[];
  let gaps: GapTracker;
  let stored: unknown;
  let bring: () => Promise<void>;
  let record: CheckpointStore;
  let isNeeded: boolean;

  beforeEach(async () => {
    clock = new FakeClock();
    isNeeded = true;
    brought = [];
    stored = { liveAt: clock.now() };
    bring = () => Promise.resolve();
    gaps = await begin();
  });

  /** As at the start of an editor. */
  const begin = async (): Promise<GapTracker> => {
    const write = (value: unknown): Promise<void> => Promise.resolve(void (stored = structuredClone(value)));
    record = new CheckpointStore({ read: () => Promise.resolve(stored), write });
    await record.load();
    const catchUp = (since: number): Promise<void> => {
      brought.push(since);
      return bring();
    };
    return new GapTracker({ clock, log: silentLog, record, catchUp, isNeeded: () => isNeeded });
  };
  const turn = () => new Promise((done) => setImmediate(done));

  it('retries a failed fetch later and later, at most once an hour, and at once after the next rest', async () => {
    clock.advance(hourMs);
    bring = () => Promise.reject(new Error('no'));
    gaps.live();
    const begun = clock.now();
    const minutes: number[] = [];
    for (let minute = 1; minute <= 6 * 60; minute += 1) {
      await turn();
      clock.advance(60_000);
      const before = brought.length;
      gaps.reached();
      if (brought.length > before) minutes.push((clock.now() - begun) / 60_000);
    }
    assert.deepEqual(minutes, [1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
    await turn();
    gaps.rest();
    bring = () => Promise.resolve();
    gaps.live();
    await turn();
    assert.equal(brought.length, 12);
    gaps.reached();
    assert.equal(brought.length, 12);
    assert.ok(gaps.isCaughtUp);
  });

  it('retries a failed fetch after the clock was set back', async () => {
    clock.advance(hourMs);
    bring = () => Promise.reject(new Error('no'));
    gaps.live();
    await turn();
    clock.setBack(24 * hourMs);
    gaps.reached();
    assert.equal(brought.length, 2);
  });

  it('is not caught up while something is missing', async () => {
    clock.advance(hourMs);
    bring = () => Promise.reject(new Error('no'));
    gaps.live();
    assert.ok(!gaps.isCaughtUp);
    await turn();
    assert.ok(!gaps.isCaughtUp);
    clock.advance(60_000);
    bring = () => Promise.resolve();
    gaps.reached();
    await turn();
    assert.ok(gaps.isCaughtUp);
  });

  it('forgets after a week what was not fetched while something else brings the events', async () => {
    stored = { liveAt: clock.now(), missedSince: clock.now() - hourMs };
    isNeeded = false;
    gaps = await begin();
    gaps.live();
    await turn();
    assert.equal(record.now.missedSince, clock.now() - hourMs);
    clock.advance(7 * 24 * hourMs);
    gaps.reached();
    await turn();
    assert.equal(record.now.missedSince, undefined);
    isNeeded = true;
    gaps.reached();
    assert.deepEqual(brought, []);
  });
});
