const firstMs = 1_000;
const longestMs = 60_000;
const jitter = 0.2;
const steadyMs = 60_000;

/**
 * Wait before a refused key, token or call is tried again, in milliseconds: it may be accepted again, such as after an error at
 * LiveChat or of a proxy.
 */
export const refusedRetryMs = 10 * 60_000;

/** Wait before the next attempt: 1 s, doubled up to 60 s, with 20 % jitter. */
export class Backoff {
  private failures = 0;

  constructor(private readonly random: () => number) {}

  /** @param longest where it is shorter than a minute */
  next(longest = longestMs): number {
    const ms = Math.min(longest, longestMs, firstMs * 2 ** this.failures);
    this.failures += 1;
    return Math.round(ms * (1 + jitter * (2 * this.random() - 1)));
  }

  /**
   * It was live for `ms`: after a minute, the next failure is a new one and waits begin at 1 s again.
   * @param ms less than 0 where the clock was set back meanwhile and the time is unknown
   */
  wasLive(ms: number): void {
    if (ms >= steadyMs || ms < 0) this.failures = 0;
  }

  reset(): void {
    this.failures = 0;
  }
}
