import { toDisposable, type Disposable } from './disposable';

/** The only source of time, so that tests can control it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds, at most 24 days; disposing cancels it. */
  after(ms: number, callback: () => void): Disposable;
}

/** Node fires timers with a longer delay at once. */
const maxDelayMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, maxDelayMs));
    return toDisposable(() => clearTimeout(timer));
  },
};
