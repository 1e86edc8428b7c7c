import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { repeatEvery, systemClock } from '../../../src/core/base/clock';
import { FakeClock } from '../support/fakeClock';

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

describe('repeatEvery', () => {
  it('runs after each interval until it is disposed', () => {
    const clock = new FakeClock();
    let runs = 0;
    const repeating = repeatEvery(clock, 1_000, () => (runs += 1));
    assert.equal(runs, 0);
    for (let second = 0; second < 3; second += 1) clock.advance(1_000);
    assert.equal(runs, 3);
    repeating.dispose();
    clock.advance(5_000);
    assert.equal(runs, 3);
  });
});
