import PQueue from 'p-queue';
import type { Disposable } from '../base/disposable';
import { fail } from '../domain/failure';
import type { SharedCount } from '../metering/rateLedger';

const inFlight = 6;
/**
 * Slightly more than 60 s, because calls arrive later than they start and with varying delay: two bursts may move
 * closer to each other on the network. Costs 0.5 % of the ceiling.
 */
export const windowMs = 60_300;
const longestHoldMs = 5 * 60_000;
/** How long to wait for the count that is shared with other processes through the disk. */
const askMs = 1_000;
/** If the server wants no calls for longer than this, a person's call fails at once instead of waiting. */
export const patienceMs = 10_000;

/** A call's entry in the queue. */
export interface Turn {
  readonly id: string;
  /** Set to `person` by `Gate.raise` only. */
  priority: 'person' | 'background';
}

/** The task's result, or how long to wait before queueing again. */
type Outcome<T> = { readonly value: T } | { readonly waitMs: number };

interface Place {
  readonly turn: Turn;
  readonly leave: AbortController;
  /** False while the shared count is asked. */
  isQueued: boolean;
}

/**
 * Limits calls: at most `callsPerMinute` starts in any 60 seconds (a sliding window), at most 6 in flight, a
 * person's calls before background calls, and none while the server asked for a pause.
 *
 * p-queue provides order, priorities, the in-flight limit and cancellation. Its own `strict` window is not used:
 * it reads the wall clock, so a clock set back by an hour would stop every call for that hour. This window uses
 * the monotonic clock and the same pause that `Retry-After` needs.
 */
export class Gate implements Disposable {
  private readonly queue = new PQueue({ concurrency: inFlight });
  private readonly waiting = new Map<string, Place>();
  /** The last starts, oldest first, at most `callsPerMinute` of them. */
  private readonly starts: number[] = [];
  private heldUntil = 0;
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
  get heldMs(): number {
    return Math.max(0, Math.ceil(this.heldUntil - performance.now()));
  }

  /**
   * Runs a task when its turn comes.
   * @throws FailureError `rate-limited` for a person's call as soon as the server is known to want no calls for
   * longer than `patienceMs`; `cancelled` if `signal` is aborted before the task has ended
   */
  async run<T>(task: () => Promise<T>, turn: Turn, signal: AbortSignal): Promise<T> {
    if (signal.aborted) return fail({ code: 'cancelled' });
    const place: Place = { turn, leave: new AbortController(), isQueued: true };
    const leave = (): void => place.leave.abort('cancelled');
    signal.addEventListener('abort', leave, { once: true });
    this.waiting.set(turn.id, place);
    this.sendAwayPeople();
    const start = async (): Promise<Outcome<T>> => {
      place.isQueued = false;
      const waitMs = await this.startOrWait();
      if (waitMs > 0) return { waitMs };
      this.waiting.delete(turn.id);
      // A caller that left while the shared count was asked has used a start but makes no call.
      place.leave.signal.throwIfAborted();
      return { value: await task() };
    };
    try {
      for (;;) {
        const priority = turn.priority === 'person' ? 1 : 0;
        place.isQueued = true;
        const outcome = await this.queue.add(start, { id: turn.id, priority, signal: place.leave.signal });
        if ('value' in outcome) return outcome.value;
      }
    } catch (error) {
      const { reason } = place.leave.signal as { reason: unknown };
      if (reason === 'cancelled') return fail({ code: 'cancelled' });
      if (reason === 'held') return fail({ code: 'rate-limited', retryAfterMs: this.heldMs });
      throw error;
    } finally {
      this.waiting.delete(turn.id);
      signal.removeEventListener('abort', leave);
    }
  }

  /** Raises a background call to a person's priority, because a person now waits for it. */
  raise(turn: Turn): void {
    if (turn.priority === 'person') return;
    turn.priority = 'person';
    if (this.waiting.get(turn.id)?.isQueued) this.queue.setPriority(turn.id, 1);
    this.sendAwayPeople();
  }

  /** Starts nothing for `ms` milliseconds, at most 5 minutes. Never shortens a pause. */
  hold(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, performance.now() + Math.min(ms, longestHoldMs));
    this.openOrWait();
    this.sendAwayPeople();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.queue.pause();
  }

  private sendAwayPeople(): void {
    if (this.heldMs <= patienceMs) return;
    for (const { turn, leave } of this.waiting.values()) if (turn.priority === 'person') leave.abort('held');
  }

  /**
   * Counts a start, here and in the shared count. @returns how long to wait in milliseconds if there was no room,
   * else 0
   */
  private async startOrWait(): Promise<number> {
    const at = performance.now();
    this.starts.push(at);
    if (this.starts.length > this.callsPerMinute) this.starts.shift();
    this.openOrWait();
    const waitMs = this.shared ? await answerOf(this.shared) : 0;
    if (waitMs <= 0) return 0;
    const place = this.starts.indexOf(at);
    if (place >= 0) this.starts.splice(place, 1);
    this.fullUntil = performance.now() + waitMs;
    this.openOrWait();
    return waitMs;
  }

  private openOrWait(): void {
    clearTimeout(this.timer);
    const [oldest] = this.starts;
    const full = oldest !== undefined && this.starts.length >= this.callsPerMinute;
    const until = Math.max(this.heldUntil, this.fullUntil, full ? oldest + windowMs : 0);
    const wait = Math.ceil(until - performance.now());
    if (wait <= 0) {
      this.queue.start();
      return;
    }
    this.queue.pause();
    this.timer = setTimeout(() => this.openOrWait(), wait);
  }
}

/**
 * Returns 0, so the call is made, if the shared count does not answer: a hanging or full disk must not stop calls.
 */
async function answerOf(shared: SharedCount): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(0), askMs);
  });
  const answer = await Promise.race([shared.ask().catch(() => 0), late]);
  clearTimeout(timer);
  return answer;
}
