import { logRejection } from '../../../core/base/log';
import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';

/** Waits between attempts, in milliseconds; the last one repeats. */
const waitsMs = [10_000, 20_000, 40_000, 60_000];

export interface OfflineSource {
  /** Whether the last attempt to load it failed because of the network. */
  readonly isOffline: () => boolean;
  /** Whether the user may look at it now. Nothing is loaded otherwise. */
  readonly isShown: () => boolean;
  readonly load: () => Promise<unknown> | undefined;
}

/** Loads something again that could not be reached, so that it is up to date soon after the network has returned. */
export class OfflineRetry implements Disposable {
  private attempts = 0;
  private waiting: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly source: OfflineSource,
  ) {}

  /** To be called after each change of the source. */
  look(): void {
    if (!this.source.isOffline()) {
      this.dispose();
      this.attempts = 0;
      return;
    }
    const waitMs = waitsMs[Math.min(this.attempts, waitsMs.length - 1)] ?? 0;
    this.waiting ??= this.clock.after(waitMs, () => {
      this.waiting = undefined;
      if (this.source.isOffline() && this.source.isShown()) {
        this.attempts += 1;
        logRejection(this.source.load());
      }
      this.look();
    });
  }

  dispose(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
  }
}
