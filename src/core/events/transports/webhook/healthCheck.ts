import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { ProbeResult } from './prober';

const usualMs = 60_000;
/** 20,000 requests a month are free there: one a minute would be more than twice that. */
const meteredMs = 5 * 60_000;
const wakefulMs = 10 * 60_000;
/** A second look after a miss, soon enough to matter and late enough for a hiccup to pass. */
const againMs = 5_000;
const mostMisses = 2;

export interface HealthCheckOptions {
  readonly clock: Clock;
  readonly metered: boolean;
  readonly probe: () => Promise<ProbeResult>;
  /** Ends with it. */
  readonly beside: Disposable;
  readonly onReached: () => void;
  /** Once: after two misses, or one where the machine has just slept. */
  readonly onLost: (last: ProbeResult & { readonly kind: 'missed' }) => void;
}

/** Probes the public address while it is live. */
export class HealthCheck implements Disposable {
  private timer: Disposable | undefined;
  private misses = 0;
  private wokeAt = -Infinity;
  /** Identity of the probe under way: an older one's answer is dropped. */
  private probing = 0;
  private ended = false;

  constructor(private readonly parts: HealthCheckOptions) {
    this.later(this.everyMs());
  }

  /** The machine has slept: what it was connected with may be gone. */
  wake(): void {
    if (this.ended) return;
    this.wokeAt = this.parts.clock.now();
    this.misses = mostMisses - 1;
    void this.look();
  }

  dispose(): void {
    this.ended = true;
    this.timer?.dispose();
    this.parts.beside.dispose();
  }

  private everyMs(): number {
    const isWakeful = this.parts.clock.now() - this.wokeAt < wakefulMs;
    return this.parts.metered && !isWakeful ? meteredMs : usualMs;
  }

  private later(ms: number): void {
    this.timer?.dispose();
    this.timer = this.parts.clock.after(ms, () => void this.look());
  }

  private async look(): Promise<void> {
    this.timer?.dispose();
    const mine = (this.probing += 1);
    const result = await this.parts.probe();
    if (this.ended || mine !== this.probing) return;
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
