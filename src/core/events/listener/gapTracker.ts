import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { CheckpointChange, CheckpointStore } from '../status/checkpoint';

/** A shorter gap is covered by LiveChat's own retries, where the transport has them. */
const toleratedMs = 30_000;
/** Older events are not fetched. */
const oldestMs = 7 * 24 * 60 * 60_000;

/** Assumed where the length of a gap is unknown. */
const unknownMs = 24 * 60 * 60_000;

export interface GapTrackerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly record: CheckpointStore;
  readonly catchUp: (since: number) => Promise<unknown>;
}

/** Tracks the current delivery gap (persisted across restarts) and triggers catch-up when it closes. */
export class GapTracker {
  private disconnectedSince: number | undefined;
  private missedSince: number | undefined;
  /** How many catch-ups are under way. */
  private catchingUp = 0;

  constructor(private readonly parts: GapTrackerOptions) {}

  /** Events are no longer received. @param since default: now */
  markDisconnected(since = this.parts.clock.now()): void {
    this.disconnectedSince ??= since;
  }

  /** Events of the last `ms` may be missing, such as after a sleep, even if it is live. */
  markGap(ms: number): void {
    this.missed(this.parts.clock.now() - ms);
  }

  /** @param redelivers whether LiveChat repeats deliveries that failed during a short gap */
  live(redelivers = true): void {
    const now = this.parts.clock.now();
    // Another window, or the other transport, may have received events until later.
    const { liveAt = -Infinity, missedSince } = this.parts.record.now;
    const since = Math.max(this.disconnectedSince ?? -Infinity, liveAt);
    this.disconnectedSince = undefined;
    // The clock was set back: a time in the future says nothing.
    if (since > now) this.missed(now - unknownMs);
    else if (since > -Infinity && now - since > (redelivers ? toleratedMs : 0)) this.missed(since);
    // An earlier run may have ended during its catch-up.
    if (missedSince !== undefined && this.catchingUp === 0)
      this.missed(missedSince > now ? now - unknownMs : missedSince);
    this.reached();
  }

  /** The connection was seen to work just now. */
  reached(): void {
    const now = this.parts.clock.now();
    const { missedSince } = this;
    if (missedSince === undefined) {
      this.note({ liveAt: now });
      return;
    }
    const since = Math.max(missedSince, now - oldestMs);
    this.missedSince = undefined;
    this.note({ liveAt: now, missedSince: since });
    void this.catchUp(since);
  }

  private async catchUp(since: number): Promise<void> {
    this.catchingUp += 1;
    try {
      await this.parts.catchUp(since);
    } catch {
      this.parts.log.warn('Listener: catching up failed. It is retried with the next probe.');
      this.missed(since);
    } finally {
      this.catchingUp -= 1;
    }
    // Only a live window writes the checkpoint.
    const isLive = this.disconnectedSince === undefined;
    const isAll = this.catchingUp === 0 && this.missedSince === undefined;
    if (isLive && isAll) this.note({ missedSince: undefined });
  }

  private note(change: CheckpointChange): void {
    this.parts.record.change(change).catch(() => {
      this.parts.log.warn('Listener: its state could not be written.');
    });
  }

  /** Gaps may overlap: what is missing begins with the first. */
  private missed(since: number): void {
    this.missedSince = Math.min(this.missedSince ?? since, since);
  }
}

const tickMs = 10_000;
/** A tick this late means that the machine slept, not that it is busy. */
const lateMs = 25_000;

/** Reports when this process was suspended, as by a sleeping machine or a stopped process. */
export function detectSleep(clock: Clock, onWake: (sleptMs: number) => void): Disposable {
  let timer: Disposable;
  const tick = (): void => {
    const before = clock.now();
    timer = clock.after(tickMs, () => {
      const passed = clock.now() - before;
      tick();
      if (passed > lateMs) onWake(passed - tickMs);
    });
  };
  tick();
  return toDisposable(() => timer.dispose());
}
