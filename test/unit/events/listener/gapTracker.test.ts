import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { CheckpointStore } from '../../../../src/core/events/status/checkpoint';
import { GapTracker } from '../../../../src/core/events/listener/gapTracker';
import { FakeClock } from '../../support/fakeClock';

const hourMs = 60 * 60_000;

describe('gaps of delivery', () => {
  let clock: FakeClock;
  let brought: number[];
  let gaps: GapTracker;
  let stored: unknown;
  let bring: () => Promise<void>;

  beforeEach(async () => {
    clock = new FakeClock();
    brought = [];
    stored = { liveAt: clock.now() };
    bring = () => Promise.resolve();
    gaps = await begin();
  });

  /** As an editor that was started does. */
  const begin = async (): Promise<GapTracker> => {
    const write = (value: unknown): Promise<void> => Promise.resolve(void (stored = structuredClone(value)));
    const record = new CheckpointStore({ read: () => Promise.resolve(stored), write });
    await record.load();
    const catchUp = (since: number): Promise<void> => {
      brought.push(since);
      return bring();
    };
    return new GapTracker({ clock, log: silentLog, record, catchUp });
  };
  const turn = () => new Promise((done) => setImmediate(done));

  it('is brought from when it was last live, also where the way changed an hour later', () => {
    const liveAt = clock.now();
    clock.advance(hourMs);
    gaps.markGap(0);
    gaps.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('is brought from the begin of a break that a sleep was a part of', () => {
    const begun = clock.now();
    gaps.markDisconnected();
    clock.advance(hourMs);
    gaps.markGap(60_000);
    gaps.live();
    assert.deepEqual(brought, [begun]);
  });

  it('is not brought from a time on that the other way has listened since', () => {
    gaps.markDisconnected(clock.now() - hourMs);
    const liveAt = clock.now();
    clock.advance(2 * 60_000);
    gaps.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('is fetched from a day ago on where its length is unknown, because the clock was set back', () => {
    clock.setBack(3 * hourMs);
    gaps.live();
    assert.deepEqual(brought, [clock.now() - 24 * hourMs]);
    clock.advance(20_000);
    gaps.markDisconnected();
    gaps.live();
    assert.equal(brought.length, 1);
  });

  it('is brought once, and not at all after a break that deliveries are repeated over', () => {
    gaps.markDisconnected();
    clock.advance(20_000);
    gaps.live();
    assert.deepEqual(brought, []);
    gaps.markGap(0);
    gaps.reached();
    gaps.reached();
    assert.deepEqual(brought, [clock.now()]);
  });

  for (const [how, end] of [
    ['had failed', () => Promise.reject(new Error('no'))],
    ['was under way', () => new Promise<void>(() => undefined)],
  ] as const) {
    it(`is brought by the next start where that ${how} when the editor ended, and then no more`, async () => {
      const liveAt = clock.now();
      clock.advance(hourMs);
      bring = end;
      gaps.live();
      await turn();
      bring = () => Promise.resolve();
      clock.advance(1_000);
      (await begin()).live();
      await turn();
      assert.deepEqual(brought, [liveAt, liveAt]);
      clock.advance(1_000);
      (await begin()).live();
      assert.equal(brought.length, 2);
    });
  }

  it('is not written down as brought once another window may lead', async () => {
    clock.advance(hourMs);
    let finish = (): void => undefined;
    bring = () => new Promise((done) => (finish = done));
    gaps.live();
    await turn();
    gaps.markDisconnected();
    const before = stored;
    finish();
    await turn();
    assert.equal(stored, before);
  });

  it('is not fetched twice where it becomes live again meanwhile', async () => {
    clock.advance(hourMs);
    bring = () => new Promise(() => undefined);
    gaps.live();
    await turn();
    gaps.live();
    assert.equal(brought.length, 1);
  });
});
