/** The window that works on something, and the time in epoch milliseconds. */
export interface LeaseOwner {
  readonly owner: string;
  readonly now: number;
}

/**
 * The condition that a window works on a row and has renewed its lease. `?1`: now. The upper limit is for a clock that was
 * set back.
 */
export function leased(leaseMs: number): string {
  return `owner IS NOT NULL AND lease_until > ?1 AND lease_until <= ?1 + ${leaseMs}`;
}
