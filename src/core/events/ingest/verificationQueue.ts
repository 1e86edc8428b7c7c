import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';

/** So many spoofed tickets within `rememberedMs` may be a mistake of ours or of LiveChat's. */
const trusted = 5;
const rememberedMs = 60 * 60_000;
const slowMs = 60_000;
/** More than that do not wait: no account has so many new tickets at once. */
const most = 200;

/** The event is not accepted and has to be delivered again. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError';
  readonly code = 'too-many';
}

/** Serializes lookups of unverified tickets; slows down to one a minute after several spoofed ids within an hour. */
export class VerificationQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** When each spoofed ticket was found, in milliseconds since the epoch. */
  private spoofed: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {}

  get isFull(): boolean {
    return this.waiting >= most;
  }

  /** Does the work in its turn, also after `stop` has aborted: the work has to check it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const lookup = this.last.then(async () => {
      if (this.isSlow) await sleep(this.clock, slowMs, this.stop);
      return await work();
    });
    this.last = lookup.catch(() => undefined);
    return await lookup.finally(() => (this.waiting -= 1));
  }

  /** Notes a spoofed ticket. @returns whether that is what slows the queue down */
  doubt(): boolean {
    const wasSlow = this.isSlow;
    this.spoofed.push(this.clock.now());
    return !wasSlow && this.isSlow;
  }

  private get isSlow(): boolean {
    const now = this.clock.now();
    // Times in the future were noted before the clock was set back.
    this.spoofed = this.spoofed.filter((at) => at <= now && at > now - rememberedMs);
    return this.spoofed.length >= trusted;
  }
}
