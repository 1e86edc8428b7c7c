import type { Clock } from '../../core/base/clock';

/** Delays the visibility of changes, which take up to 2 minutes in the Configuration API. */
export class StaleReads<T> {
  /** Delay in milliseconds; 0 shows changes immediately. */
  ms = 0;
  private snapshots: { readonly until: number; readonly state: T }[] = [];

  /** @param copy returns a deep copy of the current state */
  constructor(
    private readonly clock: Clock,
    private readonly copy: () => T,
  ) {}

  /** Must be called before each change. */
  snapshot(): void {
    if (this.ms > 0) this.snapshots.push({ until: this.clock.now() + this.ms, state: this.copy() });
  }

  /** The state that readers see; `undefined` if it is the current one. */
  current(): T | undefined {
    const now = this.clock.now();
    this.snapshots = this.snapshots.filter(({ until }) => until > now);
    return this.snapshots[0]?.state;
  }
}
