import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { PendingRemoval } from './agentOutcome';

class Waiting implements PendingRemoval {
  readonly done: Promise<'removed' | 'cancelled'>;
  private timer: Disposable | undefined;
  private callOff: () => void = () => undefined;

  constructor(
    readonly login: string,
    readonly dueAt: number,
    clock: Clock,
    remove: () => Promise<'removed' | 'cancelled'>,
  ) {
    this.done = new Promise((resolve) => {
      this.callOff = () => resolve('cancelled');
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
    this.callOff();
    return true;
  }
}

/** Scheduled removals. Disposing cancels all of them. */
export class Removals implements Disposable {
  private readonly waiting = new Map<string, Waiting>();
  private disposed = false;

  constructor(private readonly clock: Clock) {}

  /**
   * Schedules a removal, or returns the agent's scheduled one.
   * @param remove makes the call, or returns `cancelled` if it must not be made any more
   */
  schedule(login: string, delayMs: number, remove: () => Promise<'removed' | 'cancelled'>): PendingRemoval {
    const same = this.waiting.get(login);
    if (same) return same;
    const removal = new Waiting(login, this.clock.now() + delayMs, this.clock, () => {
      this.waiting.delete(login);
      return remove();
    });
    this.waiting.set(login, removal);
    const forget = (): void => {
      if (this.waiting.get(login) === removal) this.waiting.delete(login);
    };
    // Failures are reported by `done`; this only removes the entry.
    removal.done.then(forget, forget);
    if (this.disposed) removal.cancel();
    return removal;
  }

  cancelAll(): void {
    for (const removal of this.waiting.values()) removal.cancel();
    this.waiting.clear();
  }

  dispose(): void {
    this.disposed = true;
    this.cancelAll();
  }
}
