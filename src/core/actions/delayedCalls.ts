import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** How long a confirmed action can be undone before its call is made, in milliseconds. */
const undoDelayMs = 10_000;

/** A call that is made after a delay, unless it is cancelled before. */
export interface DelayedCall {
  /** When the call will be made, in epoch milliseconds. */
  readonly dueAt: number;
  /** Cancels the call. Returns false if it was too late. */
  cancel(): boolean;
  /** Rejects with a FailureError if the call failed. */
  readonly done: Promise<'done' | 'cancelled'>;
}

class ScheduledCall implements DelayedCall {
  readonly done: Promise<'done' | 'cancelled'>;
  private timer: Disposable | undefined;
  private resolveCancelled: () => void = () => undefined;

  constructor(
    readonly dueAt: number,
    clock: Clock,
    call: () => Promise<'done' | 'cancelled'>,
  ) {
    this.done = new Promise((resolve) => {
      this.resolveCancelled = () => resolve('cancelled');
      this.timer = clock.after(dueAt - clock.now(), () => {
        this.timer = undefined;
        resolve(call());
      });
    });
  }

  cancel(): boolean {
    if (!this.timer) return false;
    this.timer.dispose();
    this.timer = undefined;
    this.resolveCancelled();
    return true;
  }
}

/** The delayed calls of one kind of action. Disposing cancels all of them. */
export class DelayedCalls implements Disposable {
  private readonly scheduled = new Map<string, ScheduledCall>();
  private disposed = false;

  constructor(private readonly clock: Clock) {}

  /**
   * Schedules a call, or returns the one that is scheduled under the same key.
   * @param call makes the call, or returns `cancelled` if it must not be made any more
   */
  schedule(
    key: string,
    call: () => Promise<'done' | 'cancelled'>,
    delayMs: number = undoDelayMs,
  ): DelayedCall {
    const existing = this.scheduled.get(key);
    if (existing) return existing;
    const scheduled = new ScheduledCall(this.clock.now() + delayMs, this.clock, () => {
      this.scheduled.delete(key);
      return call();
    });
    this.scheduled.set(key, scheduled);
    const forget = (): void => {
      if (this.scheduled.get(key) === scheduled) this.scheduled.delete(key);
    };
    // Failures are reported by `done`; this only removes the entry.
    scheduled.done.then(forget, forget);
    if (this.disposed) scheduled.cancel();
    return scheduled;
  }

  cancelAll(): void {
    for (const call of this.scheduled.values()) call.cancel();
    this.scheduled.clear();
  }

  dispose(): void {
    this.disposed = true;
    this.cancelAll();
  }
}
