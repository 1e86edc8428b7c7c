import type { Clock } from '../base/clock';
import { budgetLevel, slowedIntervalMs, type BudgetLevel } from '../domain/callCost';
import type { CallBudget } from '../domain/connection';
import type { CallMeter } from './callMeter';

/** Longest wait for the database, so that a hanging disk does not stop calls. */
const databaseMs = 1_000;

/**
 * The user's monthly budget of calls, per account. From 80 % on, background calls are limited to one a minute over all
 * windows of this machine; once the budget is used up they are refused. A call that a person waits for does not ask.
 */
export class MonthlyBudget {
  /** @param calls the setting: calls per month, a whole number; 0 for no budget. Read each time. */
  constructor(
    private readonly meter: CallMeter,
    private readonly calls: () => number,
    private readonly clock: Clock,
  ) {}

  get most(): number {
    return this.calls();
  }

  /** Without opening the database. */
  levelOf(account: string): BudgetLevel {
    return budgetLevel(this.meter.totals(account).month, this.calls());
  }

  /** For the connection of an account. */
  of(account: string): CallBudget {
    return { admit: (signal) => this.admit(account, signal) };
  }

  private async admit(account: string, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (this.calls() === 0) return true;
      await this.withinLimit(this.meter.refresh(), signal);
      const level = this.levelOf(account);
      if (signal.aborted || level === 'stopped') return false;
      const waitMs = level === 'slowed' ? await this.takeSlot(account, signal) : 0;
      if (waitMs <= 0) return true;
      await this.pause(waitMs, signal);
    }
  }

  /** @returns the milliseconds to wait; 0 if the call may go out */
  private async takeSlot(account: string, signal: AbortSignal): Promise<number> {
    const waitMs = await this.withinLimit(this.meter.takeSlot(account), signal);
    return waitMs ?? (signal.aborted ? slowedIntervalMs : this.meter.takeSlotLocally(account));
  }

  /** @returns `undefined` if the work took too long or was aborted */
  private async withinLimit<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const isDone = new AbortController();
    const late = this.pause(databaseMs, AbortSignal.any([signal, isDone.signal]));
    const result = await Promise.race([work, late.then(() => undefined)]);
    isDone.abort();
    return result;
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.clock.after(ms, () => done());
      const done = (): void => {
        timer.dispose();
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}
