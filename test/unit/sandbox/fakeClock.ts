import type { Clock } from '../../../src/core/base/clock';
import { toDisposable } from '../../../src/core/base/disposable';

/** A clock that only `advance` moves. It starts on Wednesday, 2026-07-01 12:00:00 UTC. */
export class FakeClock implements Clock {
  private time = Date.UTC(2026, 6, 1, 12);
  private timers: { at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void) {
    const timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return toDisposable(() => {
      this.timers = this.timers.filter((other) => other !== timer);
    });
  }

  get pending(): number {
    return this.timers.length;
  }

  /** Sets the clock back, like a user does; timers keep their remaining time. */
  setBack(ms: number): void {
    this.time -= ms;
    for (const timer of this.timers) timer.at -= ms;
  }

  /** Advances the time and runs the timers that are due, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}
