/**
 * Whether what was noted then is at most so old. What lies ahead was noted before the clock was set back: nobody knows
 * its age, so it counts as old.
 * @param now in milliseconds since the epoch, as `at`
 */
export function isFresh(now: number, at: number, mostMs: number): boolean {
  return now >= at && now - at <= mostMs;
}
