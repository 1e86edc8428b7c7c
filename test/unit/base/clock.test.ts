import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { systemClock } from '../../../src/core/base/clock';

describe('the system clock', () => {
  it('does not fire a timer at once if its delay exceeds the system’s maximum', () => {
    const timers = FakeTimers.install();
    try {
      let calls = 0;
      const waiting = systemClock.after(10 * 365 * 86_400_000, () => (calls += 1));
      timers.tick(20 * 86_400_000);
      assert.equal(calls, 0);
      waiting.dispose();
      assert.equal(timers.countTimers(), 0);
    } finally {
      timers.uninstall();
    }
  });
});
