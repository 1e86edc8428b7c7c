import { abortAfter } from '../base/async';
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
  const reason = (): Error =>
    new TunnelError('timeout', `No public address after ${Math.round(ms / 1000)} s.`, true);
  const deadline = abortAfter(clock, ms, { reason, others: [outer] });
  try {
    return await work(deadline.signal);
  } finally {
    deadline.dispose();
  }
}
