/** A rate limit of call starts. */
export interface RateLimit {
  /** What is counted together: one connection. */
  readonly name: string;
  /** Starts in any `windowMs`. */
  readonly most: number;
  readonly windowMs: number;
}

/** Counts call starts together with the other windows of this machine. */
export interface SharedCount {
  /**
   * Asks to start a call now. Rejects if the count is not available.
   * @returns 0 if it may start and was counted; else the milliseconds to wait before the next attempt
   */
  ask(): Promise<number>;
}
