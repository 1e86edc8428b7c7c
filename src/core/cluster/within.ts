import type { Clock } from '../base/clock';

/** What the work gives, or `undefined` where it takes too long or fails. The work itself goes on. */
export async function within<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> {
  return await new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve(undefined));
    const settle = (value: T | undefined): void => {
      timer.dispose();
      resolve(value);
    };
    work.then(settle, () => settle(undefined));
  });
}
