import { toDisposable, type Disposable } from './disposable';

/** The only source of time in own code, so that a test can move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds, or after the 24 days that a timer can wait; disposing cancels it. */
  after(ms: number, callback: () => void): Disposable;
}

/** A timer that is to wait longer does not wait at all. */
const longestMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, longestMs));
    return toDisposable(() => clearTimeout(timer));
  },
};
