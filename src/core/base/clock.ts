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

/**
 * Whether a timestamp is at most `maxAgeMs` old. A timestamp in the future was taken before the clock was set
 * back: its age is unknown, so it is not fresh.
 * @param now in epoch milliseconds, as `at`
 */
export function isFresh(now: number, at: number, maxAgeMs: number): boolean {
  return now >= at && now - at <= maxAgeMs;
}

/** Runs until disposed. */
export function repeatEvery(clock: Clock, everyMs: number, run: () => unknown): Disposable {
  let waiting: Disposable;
  const wait = (): void => {
    waiting = clock.after(everyMs, () => {
      run();
      wait();
    });
  };
  wait();
  return { dispose: () => waiting.dispose() };
}
