import assert from 'node:assert/strict';
import { Backoff } from '../../../../src/core/events/listener/backoff';

describe('waiting for the next attempt', () => {
  let backoff: Backoff;
  beforeEach(() => (backoff = new Backoff(() => 0.5)));

  const waits = (count: number): number[] => Array.from({ length: count }, () => backoff.next());

  it('takes twice as long each time, up to a minute', () => {
    assert.deepEqual(waits(8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('begins anew after a minute of being live, and not after less', () => {
    waits(4);
    backoff.wasLive(59_999);
    assert.deepEqual(waits(1), [16_000]);
    backoff.wasLive(60_000);
    assert.deepEqual(waits(1), [1_000]);
  });

  it('starts over where the time live is unknown, because the clock was set back meanwhile', () => {
    waits(4);
    backoff.wasLive(-3_600_000);
    assert.deepEqual(waits(1), [1_000]);
  });
});
