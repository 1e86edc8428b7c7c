import type { Clock } from '../base/clock';
import { TunnelError } from './tunnel';

/** Less than the 30 s that `open` has, since a program that was started is ended before `open` fails. */
export const openWithinMs = 25_000;

/**
 * Does work with a signal of its own that ends after `ms`, then with a `timeout` error, or when the caller's
 * signal ends, then with its reason. The work must end soon after its signal.
 */
export async function withDeadline<T>(
  clock: Clock,
  outer: AbortSignal,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const own = new AbortController();
  const forward = (): void => own.abort(outer.reason);
  outer.addEventListener('abort', forward, { once: true });
  const timer = clock.after(ms, () =>
    own.abort(new TunnelError('timeout', `No public address after ${Math.round(ms / 1000)} s.`, true)),
  );
  try {
    return await work(own.signal);
  } finally {
    timer.dispose();
    outer.removeEventListener('abort', forward);
  }
}

/** A promise that gives up, but does not end the work, when the signal ends. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // The reason is the caller's, whatever it is.
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      give();
      return;
    }
    signal.addEventListener('abort', give, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
