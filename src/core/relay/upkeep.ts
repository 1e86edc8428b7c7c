import type { Log } from '../base/log';
import type { Clock } from '../base/clock';
import type { RecordKeeper } from './relayRecord';

/** A break that is shorter is covered by LiveChat's own retries. */
const missedMs = 30_000;
/** Longer ago is no longer news. */
const oldestMs = 7 * 24 * 60 * 60_000;

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
    this.missedSince ??= this.parts.clock.now() - ms;
  }

  live(): void {
    const now = this.parts.clock.now();
    const since = this.deafSince ?? this.parts.record.now.liveAt;
    this.deafSince = undefined;
    if (since !== undefined && now - since > (this.parts.toleratedMs ?? missedMs)) this.missedSince ??= since;
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
      this.missedSince ??= since;
    });
  }
}
