/**
 * Whether a timestamp is at most `maxAgeMs` old. A timestamp in the future was taken before the clock was set
 * back: its age is unknown, so it is not fresh.
 * @param now in epoch milliseconds, as `at`
 */
export function isFresh(now: number, at: number, maxAgeMs: number): boolean {
  return now >= at && now - at <= maxAgeMs;
}
