import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/core/base/log';
import { CheckpointStore } from '../../../../src/core/events/status/checkpoint';
import { GapTracker } from '../../../../src/core/events/listener/gapTracker';
import { FakeClock } from '../../support/fakeClock';

const hourMs = 60 * 60_000;

describe('GapTracker', () => {
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

  /** As at the start of an editor. */
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

  it('fetches from the last live time, even if the transport changed an hour later', () => {
    const liveAt = clock.now();
    clock.advance(hourMs);
    gaps.markGap(0);
    gaps.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('fetches from the start of a disconnection that includes a sleep', () => {
    const begun = clock.now();
    gaps.markDisconnected();
    clock.advance(hourMs);
    gaps.markGap(60_000);
    gaps.live();
    assert.deepEqual(brought, [begun]);
  });

  it('does not fetch a time in which the other transport was live', () => {
    gaps.markDisconnected(clock.now() - hourMs);
    const liveAt = clock.now();
    clock.advance(2 * 60_000);
    gaps.live();
    assert.deepEqual(brought, [liveAt]);
  });

  it('fetches from a day ago if the length of the gap is unknown because the clock was set back', () => {
    clock.setBack(3 * hourMs);
    gaps.live();
    assert.deepEqual(brought, [clock.now() - 24 * hourMs]);
    clock.advance(20_000);
    gaps.markDisconnected();
    gaps.live();
    assert.equal(brought.length, 1);
  });

  it('fetches a gap once, and none after a disconnection that is covered by retried deliveries', () => {
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
    it(`fetches once on the next start if fetching ${how} when the editor closed`, async () => {
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

  it('does not store a gap as fetched once another window may lead', async () => {
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

  it('does not fetch twice if it becomes live again during the fetch', async () => {
    clock.advance(hourMs);
    bring = () => new Promise(() => undefined);
    gaps.live();
    await turn();
    gaps.live();
    assert.equal(brought.length, 1);
  });
});
