import PQueue from 'p-queue';
import type { Disposable } from '../base/disposable';
import { fail } from '../domain/failure';
import type { SharedCount } from '../metering/rateLedger';

const inFlight = 6;
/**
 * A little more than the 60 s of the promise, because calls arrive later than they start, and not all by the
 * same delay: without it two bursts can come closer to each other on their way. Costs 0.5 % of the ceiling.
 */
export const windowMs = 60_300;
const longestHoldMs = 5 * 60_000;
/** The longest that other processes are asked for, through the disk. */
const askMs = 1_000;
/** A person is not left waiting longer than this for a server that wants to be left alone; they are told. */
export const patienceMs = 10_000;

/** One call's place in the queue. */
export interface Turn {
  readonly id: string;
  /** Raised by `Gate.raise` only. */
  priority: 'person' | 'background';
}

/** What a turn came to: the task's own value, or that it has to come back later. */
type Outcome<T> = { readonly value: T } | { readonly waitMs: number };

interface Place {
  readonly turn: Turn;
  readonly leave: AbortController;
  /** Not while others are asked whether it may start. */
  isQueued: boolean;
}

/**
 * Lets calls out: at most `callsPerMinute` starts in any 60 seconds (a sliding window, not a fixed one), at
 * most 6 at a time, those of a person before those of the background, and none while the server wants none.
 *
 * p-queue keeps order, priorities, the in-flight limit and cancellation. Its own `strict` window is not used:
 * it measures by the wall clock, so that a clock set back by an hour would stop every call for that hour. Here
 * the window is kept on the monotonic clock, by the same pause that a `Retry-After` needs anyway.
 */
export class Gate implements Disposable {
  private readonly queue = new PQueue({ concurrency: inFlight });
  private readonly waiting = new Map<string, Place>();
  /** The last starts, at most as many as the window may hold, oldest first. */
  private readonly starts: number[] = [];
  private heldUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Until when other processes of this machine have used up the ceiling that is common to all. */
  private fullUntil = 0;

  /**
   * @param shared counts with the other processes of this machine; where it cannot, as on a disk that may not be
   * written, this process keeps the ceiling alone
   */
  constructor(
    private readonly callsPerMinute: number,
    private readonly shared?: SharedCount,
  ) {}

  /** Milliseconds for which the server still wants no calls. */
  get heldMs(): number {
    return Math.max(0, Math.ceil(this.heldUntil - performance.now()));
  }

  /**
   * Runs a task when its turn comes.
   * @throws FailureError `rate-limited` for a person's call as soon as the server is known to want none for
   * longer than `patienceMs`; `cancelled` where `signal` is aborted before the task has ended
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
      // Whoever left while others were asked has used up a start, and no call.
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

  /** A person now waits for what the background had asked for. */
  raise(turn: Turn): void {
    if (turn.priority === 'person') return;
    turn.priority = 'person';
    if (this.waiting.get(turn.id)?.isQueued) this.queue.setPriority(turn.id, 1);
    this.sendAwayPeople();
  }

  /** Lets nothing out for `ms` milliseconds, at most 5 minutes; never shortens a hold. */
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

  /** Counts a start, here and with the others. @returns for how long it has to wait where there was no room */
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

/** 0, so that the call is made, where the others cannot be asked: a disk that hangs or is full stops nobody's work. */
async function answerOf(shared: SharedCount): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(() => resolve(0), askMs);
  });
  const answer = await Promise.race([shared.ask().catch(() => 0), late]);
  clearTimeout(timer);
  return answer;
}
