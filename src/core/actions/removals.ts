import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { addressKey } from '../domain/account';
import type { PendingRemoval } from './agentOutcome';

/** How long a confirmed removal can be undone before the call is made, in milliseconds. */
export const removalDelayMs = 10_000;

class ScheduledRemoval implements PendingRemoval {
  readonly done: Promise<'removed' | 'cancelled'>;
  private timer: Disposable | undefined;
  private resolveCancelled: () => void = () => undefined;

  constructor(
    readonly login: string,
    readonly dueAt: number,
    clock: Clock,
    remove: () => Promise<'removed' | 'cancelled'>,
  ) {
    this.done = new Promise((resolve) => {
      this.resolveCancelled = () => resolve('cancelled');
      this.timer = clock.after(dueAt - clock.now(), () => {
        this.timer = undefined;
        resolve(remove());
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

/** Scheduled removals. Disposing cancels all of them. */
export class Removals implements Disposable {
  private readonly scheduled = new Map<string, ScheduledRemoval>();
  private disposed = false;

  constructor(private readonly clock: Clock) {}

  /**
   * Schedules a removal, or returns the agent's scheduled one.
   * @param remove makes the call, or returns `cancelled` if it must not be made any more
   */
  schedule(login: string, delayMs: number, remove: () => Promise<'removed' | 'cancelled'>): PendingRemoval {
    const key = addressKey(login);
    const existing = this.scheduled.get(key);
    if (existing) return existing;
    const removal = new ScheduledRemoval(login, this.clock.now() + delayMs, this.clock, () => {
      this.scheduled.delete(key);
      return remove();
    });
    this.scheduled.set(key, removal);
    const forget = (): void => {
      if (this.scheduled.get(key) === removal) this.scheduled.delete(key);
    };
    // Failures are reported by `done`; this only removes the entry.
    removal.done.then(forget, forget);
    if (this.disposed) removal.cancel();
    return removal;
  }

  cancelAll(): void {
    for (const removal of this.scheduled.values()) removal.cancel();
    this.scheduled.clear();
  }

  dispose(): void {
    this.disposed = true;
    this.cancelAll();
  }
}
