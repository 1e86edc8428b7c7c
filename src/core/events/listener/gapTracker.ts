import type { Log } from '../../base/log';
import type { Clock } from '../../base/clock';
import type { CheckpointChange, CheckpointStore } from './checkpoint';

/** A break that is shorter is covered by LiveChat's own retries. */
const missedMs = 30_000;
/** Longer ago is no longer news. */
const oldestMs = 7 * 24 * 60 * 60_000;

/** Where nobody knows how long a break was. */
const unknownMs = 24 * 60 * 60_000;

export interface GapTrackerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly record: CheckpointStore;
  readonly catchUp: (since: number) => Promise<unknown>;
  /** How long a break may be that cost nothing; `missedMs` where absent. */
  readonly toleratedMs?: number;
}

/** Knows since when nothing can have been heard, over restarts too, and has it brought once that is over. */
export class GapTracker {
  lastProbeAt: number | undefined;
  private disconnectedSince: number | undefined;
  private missedSince: number | undefined;
  /** How many times it is being brought now. */
  private bringing = 0;

  constructor(private readonly parts: GapTrackerOptions) {}

  /** Nothing is heard any more. @param since the present where absent */
  markDisconnected(since = this.parts.clock.now()): void {
    this.disconnectedSince ??= since;
  }

  /** The machine slept: nothing was heard then, even if all is well now. */
  markGap(ms: number): void {
    this.missed(this.parts.clock.now() - ms);
  }

  live(): void {
    const now = this.parts.clock.now();
    // Another window, or the other way, may have heard until later.
    const { liveAt = -Infinity, missedSince } = this.parts.record.now;
    const since = Math.max(this.disconnectedSince ?? -Infinity, liveAt);
    this.disconnectedSince = undefined;
    // The clock was set back: what lies ahead says nothing.
    if (since > now) this.missed(now - unknownMs);
    else if (since > -Infinity && now - since > (this.parts.toleratedMs ?? missedMs)) this.missed(since);
    // An earlier run may have ended before it had it.
    if (missedSince !== undefined && this.bringing === 0)
      this.missed(missedSince > now ? now - unknownMs : missedSince);
    this.reached();
  }

  /** The public address has just led here. */
  reached(): void {
    const now = this.parts.clock.now();
    this.lastProbeAt = now;
    const { missedSince } = this;
    if (missedSince === undefined) {
      this.note({ liveAt: now });
      return;
    }
    const since = Math.max(missedSince, now - oldestMs);
    this.missedSince = undefined;
    this.note({ liveAt: now, missedSince: since });
    void this.bring(since);
  }

  private async bring(since: number): Promise<void> {
    this.bringing += 1;
    try {
      await this.parts.catchUp(since);
    } catch {
      this.parts.log.warn(
        'Relay: what was missed could not be brought. It is tried again with the next probe.',
      );
      this.missed(since);
    } finally {
      this.bringing -= 1;
    }
    // While it is live the record is this window's to write.
    const isLive = this.disconnectedSince === undefined;
    const isAll = this.bringing === 0 && this.missedSince === undefined;
    if (isLive && isAll) this.note({ missedSince: undefined });
  }

  private note(change: CheckpointChange): void {
    this.parts.record.change(change).catch(() => {
      this.parts.log.warn('Relay: its state could not be written.');
    });
  }

  /** Breaks may overlap: what is missing begins with the first of them. */
  private missed(since: number): void {
    this.missedSince = Math.min(this.missedSince ?? since, since);
  }
}
