import type { Clock } from '../../../../src/core/base/clock';
import { toDisposable } from '../../../../src/core/base/disposable';

/** Time that moves only by hand. Stores read it and set no timers. */
export class ManualClock implements Clock {
  private at = Date.UTC(2026, 10, 2, 9);

  now(): number {
    return this.at;
  }

  after(): ReturnType<Clock['after']> {
    return toDisposable(() => undefined);
  }

  pass(ms: number): void {
    this.at += ms;
  }
}
