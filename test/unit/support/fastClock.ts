import { systemClock, type Clock } from '../../../src/core/base/clock';

/** A clock on which time passes faster than on the machine: for waits of minutes beside real servers. */
export class FastClock implements Clock {
  private readonly begun = Date.now();

  constructor(private readonly factor: number) {}

  now(): number {
    return this.begun + (Date.now() - this.begun) * this.factor;
  }

  after(ms: number, callback: () => void) {
    return systemClock.after(ms / this.factor, callback);
  }
}
