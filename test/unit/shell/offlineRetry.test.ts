import assert from 'node:assert/strict';
import { OfflineRetry } from '../../../src/ui/shell/trees/offlineRetry';
import { FakeClock } from '../support/fakeClock';

describe('what could not be reached', () => {
  it('is loaded again, less and less often, while it is shown and until it is reached', () => {
    const clock = new FakeClock();
    const source = { offline: true, shown: true };
    const loads: number[] = [];
    const begun = clock.now();
    const retry = new OfflineRetry(clock, {
      isOffline: () => source.offline,
      isShown: () => source.shown,
      load: () => Promise.resolve(loads.push((clock.now() - begun) / 1_000)),
    });
    retry.look();
    retry.look();
    clock.advance(200_000);
    assert.deepEqual(loads, [10, 30, 70, 130, 190]);
    source.shown = false;
    clock.advance(120_000);
    assert.equal(loads.length, 5);
    source.shown = true;
    clock.advance(60_000);
    assert.equal(loads.length, 6);
    source.offline = false;
    retry.look();
    assert.deepEqual([clock.pending, loads.length], [0, 6]);
    source.offline = true;
    retry.look();
    clock.advance(10_000);
    assert.equal(loads.length, 7);
    retry.dispose();
    assert.equal(clock.pending, 0);
  });
});
