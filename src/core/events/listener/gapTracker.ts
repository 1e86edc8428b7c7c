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
  /**
   * Called when it is live again after a gap: fetches what was missed. A failure is retried.
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

  constructor(private readonly parts: GapTrackerOptions) {}

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
    this.missed(timeOf(this.now()) - ms);
  }

  /** The machine was asleep for about `ms`: LiveChat's clock may lag, and this machine's may have been set. */
  markSleep(ms: number): void {
    this.missed(this.reachedAt?.serverTime ?? timeOf(this.now()) - ms);
  }

  /** @param redelivers whether LiveChat repeats deliveries that failed during a short gap */
  live(redelivers = true): void {
    const now = this.now();
    const { liveAt, serverLiveAt, missedSince } = this.parts.record.now;
    // Another window, or the other transport, may have received events until later.
    const stored = liveAt === undefined ? undefined : { at: liveAt, serverTime: serverLiveAt };
    const since = later(this.disconnectedSince, stored);
    this.disconnectedSince = undefined;
    if (since && gapBetween(since, now) > (redelivers ? toleratedMs : 0)) this.missed(startOf(since, now));
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
    const { missedSince } = this;
    const live = { liveAt: now.at, serverLiveAt: now.serverTime };
    if (missedSince === undefined) {
      this.note(live);
      return;
    }
    const since = Math.max(missedSince, timeOf(now) - oldestMs);
    this.missedSince = undefined;
    this.note({ ...live, missedSince: since });
    void this.catchUp(since);
  }

  /** Ends what is being fetched: nothing is listened to any more. It is fetched when it is live again. */
  rest(): void {
    this.resting.abort();
    this.resting = new AbortController();
  }

  private now(): Mark {
    return { at: this.parts.clock.now(), serverTime: this.parts.serverTime?.() };
  }

  private async catchUp(since: number): Promise<void> {
    this.catchingUp += 1;
    const { signal } = this.resting;
    try {
      await this.parts.catchUp(since, signal);
    } catch {
      const why = signal.aborted ? 'was ended. It is done' : 'failed. It is retried';
      this.parts.log.warn(`Listener: catching up ${why} with the next probe.`);
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
