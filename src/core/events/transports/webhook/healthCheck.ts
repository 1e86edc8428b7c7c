import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { ProbeResult } from './reachability';

const usualMs = 60_000;
/** The metered providers have 20,000 free requests a month: one a minute would be more than twice that. */
const meteredMs = 5 * 60_000;
const afterSleepMs = 10 * 60_000;
/** Before the second probe after a miss, so that a short interruption passes. */
const againMs = 5_000;
const mostMisses = 2;

export interface HealthCheckOptions {
  readonly clock: Clock;
  readonly metered: boolean;
  readonly probe: () => Promise<ProbeResult>;
  readonly onReached: () => void;
  /** Called once: after two misses, or one after the machine slept. */
  readonly onLost: (last: ProbeResult & { readonly kind: 'missed' }) => void;
}

/** Probes the public address while it is live. */
export class HealthCheck implements Disposable {
  private timer: Disposable | undefined;
  private misses = 0;
  private wokeAt = -Infinity;
  /** Number of the probe under way: results of older ones are ignored. */
  private probing = 0;
  private ended = false;

  constructor(private readonly parts: HealthCheckOptions) {
    this.later(this.everyMs());
  }

  /** The machine has slept: the connection may be dead. */
  wake(): void {
    if (this.ended) return;
    this.wokeAt = this.parts.clock.now();
    this.misses = mostMisses - 1;
    void this.look();
  }

  dispose(): void {
    this.ended = true;
    this.timer?.dispose();
  }

  private everyMs(): number {
    const hasJustWoken = this.parts.clock.now() - this.wokeAt < afterSleepMs;
    return this.parts.metered && !hasJustWoken ? meteredMs : usualMs;
  }

  private later(ms: number): void {
    this.timer?.dispose();
    this.timer = this.parts.clock.after(ms, () => void this.look());
  }

  private async look(): Promise<void> {
    this.timer?.dispose();
    const probe = (this.probing += 1);
    const result = await this.parts.probe();
    if (this.ended || probe !== this.probing) return;
    if (result.kind === 'reached') {
      this.misses = 0;
      this.later(this.everyMs());
      this.parts.onReached();
      return;
    }
    this.misses += 1;
    if (this.misses < mostMisses) {
      this.later(againMs);
      return;
    }
    this.dispose();
    this.parts.onLost(result);
  }
}
