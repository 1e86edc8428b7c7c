import type { Log } from '../base/log';
import type { Clock } from '../base/clock';
import type { RecordKeeper } from './relayRecord';

/** A break that is shorter is covered by LiveChat's own retries. */
const missedMs = 30_000;
/** Longer ago is no longer news. */
const oldestMs = 7 * 24 * 60 * 60_000;

/** Where nobody knows how long a break was. */
const unknownMs = 24 * 60 * 60_000;

export interface UpkeepParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly record: RecordKeeper;
  readonly catchUp: (since: number) => Promise<unknown>;
  /** How long a break may be that cost nothing; `missedMs` where absent. */
  readonly toleratedMs?: number;
}

/** Knows since when nothing can have been heard, over restarts too, and has it brought once that is over. */
export class Upkeep {
  lastProbeAt: number | undefined;
  private deafSince: number | undefined;
  private missedSince: number | undefined;

  constructor(private readonly parts: UpkeepParts) {}

  /** Nothing is heard any more. @param since the present where absent */
  deaf(since = this.parts.clock.now()): void {
    this.deafSince ??= since;
  }

  /** The machine slept: nothing was heard then, even if all is well now. */
  slept(ms: number): void {
    this.missed(this.parts.clock.now() - ms);
  }

  live(): void {
    const now = this.parts.clock.now();
    // Another window, or the other way, may have heard until later.
    const since = Math.max(this.deafSince ?? -Infinity, this.parts.record.now.liveAt ?? -Infinity);
    this.deafSince = undefined;
    // The clock was set back: what lies ahead says nothing.
    if (since > now) this.missed(now - unknownMs);
    else if (since > -Infinity && now - since > (this.parts.toleratedMs ?? missedMs)) this.missed(since);
    this.reached();
  }

  /** The public address has just led here. */
  reached(): void {
    const now = this.parts.clock.now();
    this.lastProbeAt = now;
    void this.parts.record.change({ liveAt: now }).catch(() => {
      this.parts.log.warn('Relay: its state could not be written.');
    });
    if (this.missedSince === undefined) return;
    const since = Math.max(this.missedSince, now - oldestMs);
    this.missedSince = undefined;
    this.parts.catchUp(since).catch(() => {
      this.parts.log.warn(
        'Relay: what was missed could not be brought. It is tried again with the next probe.',
      );
      this.missed(since);
    });
  }

  /** Breaks may overlap: what is missing begins with the first of them. */
  private missed(since: number): void {
    this.missedSince = Math.min(this.missedSince ?? since, since);
  }
}
