import assert from 'node:assert/strict';
import { Backoff } from '../../../src/core/base/backoff';

describe('Backoff', () => {
  let backoff: Backoff;
  beforeEach(() => (backoff = new Backoff(() => 0.5)));

  const waits = (count: number): number[] => Array.from({ length: count }, () => backoff.next());

  it('doubles the delay each time, up to a minute', () => {
    assert.deepEqual(waits(8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('is reset after a minute of being live, but not earlier', () => {
    waits(4);
    backoff.wasLive(59_999);
    assert.deepEqual(waits(1), [16_000]);
    backoff.wasLive(60_000);
    assert.deepEqual(waits(1), [1_000]);
  });

  it('is reset if the time live is unknown because the clock was set back', () => {
    waits(4);
    backoff.wasLive(-3_600_000);
    assert.deepEqual(waits(1), [1_000]);
  });
});
