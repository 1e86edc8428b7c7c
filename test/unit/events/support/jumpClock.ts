import type { Clock } from '../../../../src/core/base/clock';
import { toDisposable } from '../../../../src/core/base/disposable';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it, second by second or in one leap as a sleep does. */
export class JumpClock implements Clock {
  private time = Date.UTC(2026, 6, 1, 12);
  private timers: Timer[] = [];

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

  /** Calls everything that falls due on the way, in its order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.nextUntil(end);
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
  }

  /** The machine sleeps: time passes and nothing is called; afterwards all that is overdue is, once. */
  sleep(ms: number): void {
    this.time += ms;
    const end = this.time;
    const overdue = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    for (const timer of overdue) {
      if (!this.timers.includes(timer)) continue;
      this.timers = this.timers.filter((other) => other !== timer);
      timer.callback();
    }
  }

  /** As a person sets it: timers go on as if nothing had happened. */
  setBack(ms: number): void {
    this.time -= ms;
    this.timers = this.timers.map(({ at, callback }) => ({ at: at - ms, callback }));
  }

  private nextUntil(end: number): Timer | undefined {
    const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter((other) => other !== next);
    return next;
  }
}
