import PQueue from 'p-queue';
import { sleep, withTimeout } from '../base/async';
import { systemClock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Account } from '../domain/account';
import type { ConnectOptions } from '../domain/connection';
import type { SharedCount } from '../domain/rateLimit';
import { fail } from '../domain/failure';

const maxInFlight = 6;
/**
 * Slightly more than 60 s, because calls arrive later than they start and with varying delay: two bursts may move
 * closer to each other on the network. Costs 0.5 % of the ceiling.
 */
const windowMs = 60_300;
/** Added to the window for calls that are spread evenly: a late one does not delay that of the next minute. */
const spreadMs = 100;
const maxPauseMs = 5 * 60_000;
/** How long to wait for the count that is shared with other processes through the database. */
const sharedCountTimeoutMs = 1_000;
/** If the server wants no calls for longer than this, a user's call fails at once instead of waiting. */
export const maxPersonWaitMs = 10_000;

/** A call's entry in the queue. */
export interface Turn {
  readonly id: string;
  /** Set to `interactive` by `Gate.raise` only. */
  priority: 'interactive' | 'background';
  /** See `CallOptions.callsOfRun`. */
  readonly callsOfRun?: number;
}

/** The task's result, or how long to wait before queueing again. */
type Outcome<T> = { readonly value: T } | { readonly waitMs: number };

interface QueueEntry {
  readonly turn: Turn;
  readonly abort: AbortController;
  /** False while the shared count is asked. */
  isQueued: boolean;
}

/**
 * Limits calls: at most `callsPerMinute` starts in any 60 seconds (a sliding window), at most 6 in flight, a
 * user's calls before background calls, and none while the server asked for a pause.
 *
 * p-queue provides order, priorities, the in-flight limit and cancellation. Its own `strict` window is not used:
 * it reads the wall clock, so a clock set back by an hour would stop every call for that hour. This window uses
 * the monotonic clock and the same pause that `Retry-After` needs.
 */
export class Gate implements Disposable {
  private readonly queue = new PQueue({ concurrency: maxInFlight });
  private readonly waiting = new Map<string, QueueEntry>();
  /** The last starts, oldest first, at most `callsPerMinute` of them. */
  private readonly starts: number[] = [];
  private pausedUntil = 0;
  /** When the next call of a run may start that is spread evenly. */
  private nextOfRun = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Until when other processes of this machine have used up the shared ceiling. */
  private fullUntil = 0;

  /**
   * @param shared count shared with the other processes of this machine; if it is unavailable (such as on a
   * read-only disk), this process applies the ceiling alone
   */
  constructor(
    private readonly callsPerMinute: number,
    private readonly shared?: SharedCount,
  ) {}

  /** Milliseconds until the server accepts calls again. */
  get pausedMs(): number {
    return Math.max(0, Math.ceil(this.pausedUntil - performance.now()));
  }

  /**
   * Runs a task when its turn comes.
   * @throws FailureError `rate-limited` for a user's call as soon as the server is known to want no calls for
   * longer than `maxPersonWaitMs`; `cancelled` if `signal` is aborted before the task has ended
   */
  async run<T>(task: () => Promise<T>, turn: Turn, signal: AbortSignal): Promise<T> {
    if ((turn.callsOfRun ?? 0) > this.callsPerMinute) await this.waitInRun(signal);
    if (signal.aborted) return fail({ code: 'cancelled' });
    const entry: QueueEntry = { turn, abort: new AbortController(), isQueued: true };
    const cancel = (): void => entry.abort.abort('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    this.waiting.set(turn.id, entry);
    this.rejectPersonCalls();
    const start = async (): Promise<Outcome<T>> => {
      entry.isQueued = false;
      const waitMs = await this.countStart();
      if (waitMs > 0) return { waitMs };
      this.waiting.delete(turn.id);
      // A caller that left while the shared count was asked has used a start but makes no call.
      entry.abort.signal.throwIfAborted();
      return { value: await task() };
    };
    try {
      for (;;) {
        const priority = turn.priority === 'interactive' ? 1 : 0;
        entry.isQueued = true;
        const outcome = await this.queue.add(start, { id: turn.id, priority, signal: entry.abort.signal });
        if ('value' in outcome) return outcome.value;
      }
    } catch (error) {
      const { reason } = entry.abort.signal as { reason: unknown };
      if (reason === 'cancelled') return fail({ code: 'cancelled' });
      if (reason === 'paused') return fail({ code: 'rate-limited', retryAfterMs: this.pausedMs });
      throw error;
    } finally {
      this.waiting.delete(turn.id);
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Raises a background call to a user's priority, because the user now waits for it. */
  raisePriority(turn: Turn): void {
    if (turn.priority === 'interactive') return;
    turn.priority = 'interactive';
    if (this.waiting.get(turn.id)?.isQueued) this.queue.setPriority(turn.id, 1);
    this.rejectPersonCalls();
  }

  /** Starts nothing for `ms` milliseconds, at most 5 minutes. Never shortens a pause. */
  pauseFor(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + Math.min(ms, maxPauseMs));
    this.startOrPauseQueue();
    this.rejectPersonCalls();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.queue.pause();
  }

  /** Never rejects. */
  private async waitInRun(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextOfRun);
    this.nextOfRun = at + (windowMs + spreadMs) / this.callsPerMinute;
    if (at > now) await sleep(systemClock, at - now, signal);
  }

  private rejectPersonCalls(): void {
    if (this.pausedMs <= maxPersonWaitMs) return;
    for (const { turn, abort } of this.waiting.values())
      if (turn.priority === 'interactive') abort.abort('paused');
  }

  /**
   * Counts a start, here and in the shared count. @returns how long to wait in milliseconds if there was no room,
   * else 0
   */
  private async countStart(): Promise<number> {
    const at = performance.now();
    this.starts.push(at);
    if (this.starts.length > this.callsPerMinute) this.starts.shift();
    this.startOrPauseQueue();
    const waitMs = this.shared ? await askSharedCount(this.shared) : 0;
    if (waitMs <= 0) return 0;
    const place = this.starts.indexOf(at);
    if (place >= 0) this.starts.splice(place, 1);
    this.fullUntil = performance.now() + waitMs;
    this.startOrPauseQueue();
    return waitMs;
  }

  private startOrPauseQueue(): void {
    clearTimeout(this.timer);
    const [oldest] = this.starts;
    const full = oldest !== undefined && this.starts.length >= this.callsPerMinute;
    const until = Math.max(this.pausedUntil, this.fullUntil, full ? oldest + windowMs : 0);
    const wait = Math.ceil(until - performance.now());
    if (wait <= 0) {
      this.queue.start();
      return;
    }
    this.queue.pause();
    this.timer = setTimeout(() => this.startOrPauseQueue(), wait);
  }
}

/**
 * Returns 0, so the call is made, if the shared count does not answer: a hanging or full disk must not stop calls.
 */
async function askSharedCount(shared: SharedCount): Promise<number> {
  const answer = shared.ask().catch(() => 0);
  return (await withTimeout(systemClock, sharedCountTimeoutMs, answer)) ?? 0;
}

/** Creates the gate of a connection. With `sharedCount` it shares the rate limit with all windows of this machine. */
export function createGate(
  options: Pick<ConnectOptions, 'sharedCount' | 'callsPerMinute' | 'apiUrl'> & { readonly account: Account },
): Gate {
  const { sharedCount, callsPerMinute: most, account, apiUrl } = options;
  const name = JSON.stringify([account.id, new URL(apiUrl).host]);
  return new Gate(most, sharedCount?.({ name, most, windowMs }));
}
