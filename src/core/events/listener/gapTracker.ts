import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { CheckpointChange, CheckpointStore } from '../status/checkpoint';

/** A shorter gap is covered by LiveChat's own retries, where the transport has them. */
const toleratedMs = 30_000;
/** Older events are not fetched. */
const oldestMs = 7 * 24 * 60 * 60_000;

/** Before a catch-up that failed is tried again: doubled with each failure. */
const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;

/** Assumed where the length of a gap is unknown. */
const unknownMs = 24 * 60 * 60_000;

/** A moment by both clocks. */
interface Mark {
  /** By this machine's clock, which can be set. */
  readonly at: number;
  /** LiveChat's clock had reached this; `undefined` if it was not known. It may lag after the machine slept. */
  readonly serverTime: number | undefined;
}

export interface GapTrackerOptions {
  readonly clock: Clock;
  /** As `LiveChatConnection.serverTime`; unknown where absent. */
  readonly serverTime?: () => number | undefined;
  readonly log: Log;
  readonly record: CheckpointStore;
  /** Whether what is missed has to be fetched now, as where nothing else brings it; it has to where absent. */
  readonly isNeeded?: () => boolean;
  /**
   * Called when it is live again after a gap: fetches what was missed. A failure is retried, with longer and longer waits.
   * @param since by LiveChat's clock; by this machine's as long as LiveChat's is not known
   * @param signal aborts when nothing is listened to any more
   */
  readonly catchUp: (since: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Tracks the current delivery gap (persisted across restarts) and triggers catch-up when it closes. Gaps begin at a time
 * of LiveChat's clock: this machine's clock may be set during a gap.
 */
export class GapTracker {
  private disconnectedSince: Mark | undefined;
  /** When the connection was last seen to work. */
  private reachedAt: Mark | undefined;
  private missedSince: number | undefined;
  /** How many catch-ups are under way. */
  private catchingUp = 0;
  private resting = new AbortController();
  /** Failures since a catch-up last succeeded, and when the last one was, by this machine's clock. */
  private failures = 0;
  private failedAt = 0;

  constructor(private readonly parts: GapTrackerOptions) {}

  /** Whether nothing is missing that is known: what was has been fetched. */
  get isCaughtUp(): boolean {
    const isStored = this.parts.record.now.missedSince !== undefined;
    return this.missedSince === undefined && this.catchingUp === 0 && !isStored;
  }

  /** Events are no longer received from now on. */
  markDisconnected(): void {
    this.disconnectedSince ??= this.now();
  }

  /** Events may have been lost since the connection was last seen to work. */
  markLost(): void {
    this.disconnectedSince ??= this.reachedAt ?? this.now();
  }

  /** Events of the last `ms` may be missing, even if it is live. */
  markGap(ms: number): void {
    if (this.isNeeded) this.missed(timeOf(this.now()) - ms);
  }

  /** The machine was asleep for about `ms`: LiveChat's clock may lag, and this machine's may have been set. */
  markSleep(ms: number): void {
    if (this.isNeeded) this.missed(this.reachedAt?.serverTime ?? timeOf(this.now()) - ms);
  }

  /** @param redelivers whether LiveChat repeats deliveries that failed during a short gap */
  live(redelivers = true): void {
    const now = this.now();
    const { liveAt, serverLiveAt, missedSince } = this.parts.record.now;
    // Another window, or the other transport, may have received events until later.
    const stored = liveAt === undefined ? undefined : { at: liveAt, serverTime: serverLiveAt };
    const since = later(this.disconnectedSince, stored);
    this.disconnectedSince = undefined;
    if (this.isNeeded && since && gapBetween(since, now) > (redelivers ? toleratedMs : 0)) {
      this.missed(startOf(since, now));
    }
    // An earlier run may have ended during its catch-up. Both times were written by the same clock.
    if (missedSince !== undefined && this.catchingUp === 0) {
      const isServerTime = serverLiveAt !== undefined;
      this.missed(startOf({ at: missedSince, serverTime: isServerTime ? missedSince : undefined }, now));
    }
    this.reached();
  }

  /** The connection was seen to work just now. */
  reached(): void {
    const now = this.now();
    this.reachedAt = now;
    const { missedSince, isNeeded } = this;
    const live = { liveAt: now.at, serverLiveAt: now.serverTime };
    if (missedSince === undefined) {
      this.note(live);
      return;
    }
    const oldest = timeOf(now) - oldestMs;
    const isForgotten = !isNeeded && missedSince <= oldest;
    const since = Math.max(missedSince, oldest);
    const isDue = isNeeded && !this.isWaiting;
    if (isDue || isForgotten) this.missedSince = undefined;
    this.note({ ...live, missedSince: isForgotten ? undefined : since });
    if (isDue) void this.catchUp(since);
  }

  /** Ends what is being fetched: nothing is listened to any more. It is fetched when it is live again. */
  rest(): void {
    this.resting.abort();
    this.resting = new AbortController();
    this.failures = 0;
  }

  /** While something else brings what is missed, what this machine has not fetched before stays to be fetched later. */
  private get isNeeded(): boolean {
    return this.parts.isNeeded?.() !== false;
  }

  private get isWaiting(): boolean {
    if (this.failures === 0) return false;
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.failures - 1));
    // The clock may be set back.
    return Math.abs(this.parts.clock.now() - this.failedAt) < waitMs;
  }

  private now(): Mark {
    return { at: this.parts.clock.now(), serverTime: this.parts.serverTime?.() };
  }

  private async catchUp(since: number): Promise<void> {
    this.catchingUp += 1;
    const { signal } = this.resting;
    try {
      await this.parts.catchUp(since, signal);
      this.failures = 0;
    } catch {
      if (!signal.aborted) {
        this.failures += 1;
        this.failedAt = this.parts.clock.now();
      }
      const why = signal.aborted
        ? 'was ended. It is done when it is live again'
        : 'failed. It is retried later';
      this.parts.log.warn(`Listener: catching up ${why}.`);
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

function timeOf({ at, serverTime }: Mark): number {
  return serverTime ?? at;
}

function later(one: Mark | undefined, other: Mark | undefined): Mark | undefined {
  if (!one || !other) return one ?? other;
  const areKnown = one.serverTime !== undefined && other.serverTime !== undefined;
  const isLater = areKnown ? timeOf(one) > timeOf(other) : one.at > other.at;
  return isLater ? one : other;
}

/** The larger by either clock, as LiveChat's may lag; infinite if it is unknown. */
function gapBetween(since: Mark, now: Mark): number {
  const local = now.at - since.at;
  if (since.serverTime !== undefined && now.serverTime !== undefined)
    return Math.max(local, now.serverTime - since.serverTime);
  return local < 0 ? Infinity : local;
}

/** The time at which a gap begins, by LiveChat's clock if it is known now. A time in the future says nothing. */
function startOf(since: Mark, now: Mark): number {
  if (since.serverTime !== undefined) {
    const isFuture = since.serverTime > timeOf(now) + toleratedMs;
    return isFuture ? timeOf(now) - unknownMs : since.serverTime;
  }
  return timeOf(now) - (since.at > now.at ? unknownMs : now.at - since.at);
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
