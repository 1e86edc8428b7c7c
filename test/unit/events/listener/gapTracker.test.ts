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
  let record: CheckpointStore;
  /** LiveChat's clock by its last response; unknown by default. */
  let serverTime: () => number | undefined;

  beforeEach(async () => {
    clock = new FakeClock();
    serverTime = () => undefined;
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
    return new GapTracker({ clock, serverTime: () => serverTime(), log: silentLog, record, catchUp });
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

  it('does not fetch a time in which the other transport was live', async () => {
    gaps.markDisconnected();
    clock.advance(hourMs);
    const liveAt = clock.now();
    await record.change({ liveAt });
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

  describe('by LiveChat’s clock', () => {
    /** How far this machine's clock was set forward since the start. */
    let set: number;
    const step = (ms: number): void => {
      clock.setBack(-ms);
      set += ms;
    };
    const livechatNow = (): number => clock.now() - set + 90_000;

    beforeEach(async () => {
      set = 0;
      serverTime = livechatNow;
      gaps.live();
      await turn();
      brought = [];
    });

    for (const [direction, ms] of [
      ['back', -3 * hourMs],
      ['forward', 3 * hourMs],
    ] as const) {
      /** Five hours, with the step in them. */
      const stepDuringGap = (): void => {
        clock.advance(2 * hourMs);
        step(ms);
        clock.advance(3 * hourMs);
      };

      it(`fetches from the start of a disconnection if this machine’s clock is set ${direction} meanwhile`, () => {
        const begun = livechatNow();
        gaps.markDisconnected();
        stepDuringGap();
        gaps.live();
        assert.deepEqual(brought, [begun]);
      });

      it(`fetches from the last proof of a lost connection if the clock is set ${direction} before the loss is seen`, () => {
        clock.advance(60_000);
        gaps.reached();
        const proven = livechatNow();
        stepDuringGap();
        gaps.markLost();
        gaps.live();
        assert.deepEqual(brought, [proven]);
      });

      it(`fetches from the last live time if the clock is set ${direction} while the editor is closed`, async () => {
        const liveAt = livechatNow();
        stepDuringGap();
        (await begin()).live();
        assert.deepEqual(brought, [liveAt]);
      });

      it(`fetches on the next start what could not be fetched before the clock was set ${direction}`, async () => {
        const begun = livechatNow();
        gaps.markDisconnected();
        clock.advance(hourMs);
        bring = () => Promise.reject(new Error('no'));
        gaps.live();
        await turn();
        stepDuringGap();
        bring = () => Promise.resolve();
        (await begin()).live();
        assert.deepEqual(brought, [begun, begun]);
      });

      it(`fetches from the last proof after a sleep in which the clock was set ${direction}`, () => {
        const proven = livechatNow();
        clock.advance(20_000);
        stepDuringGap();
        gaps.markSleep(Math.max(5 * hourMs + ms, 60_000));
        gaps.reached();
        assert.deepEqual(brought, [proven]);
      });
    }

    it('fetches nothing after a short gap that is covered by retried deliveries and in which the clock is set back', () => {
      gaps.markDisconnected();
      clock.advance(10_000);
      step(-3 * hourMs);
      gaps.live();
      assert.deepEqual(brought, []);
    });

    it('fetches a gap in which the machine slept, even if no response has come since', () => {
      const begun = livechatNow();
      gaps.markDisconnected();
      clock.advance(hourMs);
      serverTime = () => begun + 1_000;
      gaps.live();
      assert.deepEqual(brought, [begun]);
    });

    it('converts times that were stored before LiveChat’s clock was known', async () => {
      stored = { liveAt: clock.now() - hourMs, missedSince: clock.now() - 2 * hourMs };
      (await begin()).live();
      assert.deepEqual(brought, [livechatNow() - 2 * hourMs]);
    });

    it('fetches from a day ago if the stored time is in the future', async () => {
      stored = { liveAt: clock.now(), serverLiveAt: livechatNow() + hourMs };
      clock.advance(60_000);
      (await begin()).live();
      assert.deepEqual(brought, [livechatNow() - 24 * hourMs]);
    });
  });
});
