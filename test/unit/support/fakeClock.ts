import type { Clock } from '../../../src/core/base/clock';
import { toDisposable } from '../../../src/core/base/disposable';

interface Timer {
  at: number;
  readonly callback: () => void;
}

/** A clock that only its methods move. It starts on Wednesday, 2026-07-01 12:00:00 UTC. */
export class FakeClock implements Clock {
  private time = Date.UTC(2026, 6, 1, 12);
  private timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void) {
    const timer: Timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return toDisposable(() => this.remove(timer));
  }

  get pending(): number {
    return this.timers.length;
  }

  /** When the next timer is due. */
  get next(): number | undefined {
    return this.dueBy(Infinity)[0]?.at;
  }

  /** Advances the time and runs the timers that become due, in order, also those that a callback sets. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.dueBy(end);
      if (!next) break;
      this.remove(next);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
  }

  /** The machine sleeps: the time advances at once, and then every overdue timer runs once. */
  sleep(ms: number): void {
    this.time += ms;
    for (const timer of this.dueBy(this.time)) {
      if (!this.timers.includes(timer)) continue;
      this.remove(timer);
      timer.callback();
    }
  }

  /** Sets the clock back, like a user does; timers keep their remaining time. */
  setBack(ms: number): void {
    this.time -= ms;
    for (const timer of this.timers) timer.at -= ms;
  }

  private dueBy(end: number): Timer[] {
    return this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
  }

  private remove(timer: Timer): void {
    this.timers = this.timers.filter((other) => other !== timer);
  }
}
