import type { Clock } from '../../core/base/clock';

/**
 * Lets readers see what was, for a while after a change: the Configuration API may take up to two minutes to
 * show one (section 5 [V]).
 */
export class StaleReads<T> {
  /** How long a change stays unseen, in milliseconds; 0 shows it at once. */
  ms = 0;
  private past: { readonly until: number; readonly state: T }[] = [];

  /** @param copy what readers see now, so that later changes do not reach it */
  constructor(
    private readonly clock: Clock,
    private readonly copy: () => T,
  ) {}

  /** To be called before each change. */
  keep(): void {
    if (this.ms > 0) this.past.push({ until: this.clock.now() + this.ms, state: this.copy() });
  }

  /** What a reader sees now; `undefined` when that is the truth. */
  seen(): T | undefined {
    const now = this.clock.now();
    this.past = this.past.filter(({ until }) => until > now);
    return this.past[0]?.state;
  }
}
