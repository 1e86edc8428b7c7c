import type { Clock } from '../../base/clock';

/** So many may be a mistake of ours or of theirs. */
const trusted = 5;
const rememberedMs = 60 * 60_000;
const slowMs = 60_000;
/** More than that may not wait: nobody has so many new tickets at once. */
const most = 200;

/** No more is kept: it is to be sent again. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError';
  readonly code = 'too-many';
}

/**
 * The turns of tickets that nobody proved, each of which costs a call: one after the other, and one a minute while
 * several of the last hour were made up.
 */
export class VerificationQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** When each was found to be made up, in milliseconds. */
  private spoofed: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly stop: AbortSignal,
  ) {}

  get isFull(): boolean {
    return this.waiting >= most;
  }

  /** Does some work when its turn has come, also where it ends before: `stop` tells. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const mine = this.last.then(async () => {
      if (this.isSlow) await this.pause();
      return await work();
    });
    this.last = mine.catch(() => undefined);
    return await mine.finally(() => (this.waiting -= 1));
  }

  /** @returns whether that was the one from which on they are slow */
  doubt(): boolean {
    const wasSlow = this.isSlow;
    this.spoofed.push(this.clock.now());
    return !wasSlow && this.isSlow;
  }

  private get isSlow(): boolean {
    const now = this.clock.now();
    // What lies ahead was noted before the clock was set back.
    this.spoofed = this.spoofed.filter((at) => at <= now && at > now - rememberedMs);
    return this.spoofed.length >= trusted;
  }

  private async pause(): Promise<void> {
    const { stop, clock } = this;
    if (stop.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        timer.dispose();
        stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = clock.after(slowMs, done);
      stop.addEventListener('abort', done);
    });
  }
}
