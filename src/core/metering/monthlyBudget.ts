import type { Clock } from '../base/clock';
import { budgetLevel, slowedIntervalMs, type BudgetLevel } from '../domain/callCost';
import type { CallBudget } from '../domain/connection';
import type { CallMeter } from './callMeter';

/** The longest that a call waits for what other windows counted: a disk that hangs stops nobody's work. */
const readMs = 1_000;

/**
 * A person's monthly budget of calls, per account: background calls go out at most once a minute from 80 % on, over
 * all windows of this machine, and not at all once it is used up. A call that a person waits for does not ask.
 */
export class MonthlyBudget {
  /** @param calls whole number of calls in a month, read anew each time; 0 for none */
  constructor(
    private readonly meter: CallMeter,
    private readonly calls: () => number,
    private readonly clock: Clock,
  ) {}

  get most(): number {
    return this.calls();
  }

  /** As far as is known without looking at the disk. */
  levelOf(account: string): BudgetLevel {
    return budgetLevel(this.meter.totals(account).month, this.calls());
  }

  /** What the connection of an account asks. */
  of(account: string): CallBudget {
    return { admit: (signal) => this.admit(account, signal) };
  }

  private async admit(account: string, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (this.calls() === 0) return true;
      await this.look(signal);
      const level = this.levelOf(account);
      if (signal.aborted || level === 'stopped') return false;
      const waitMs = level === 'slowed' ? await this.turn(account, signal) : 0;
      if (waitMs <= 0) return true;
      await this.pause(waitMs, signal);
    }
  }

  private async look(signal: AbortSignal): Promise<void> {
    await this.soon(this.meter.refresh(), signal);
  }

  /** @returns for how many milliseconds the call has to wait; 0 where it may go out */
  private async turn(account: string, signal: AbortSignal): Promise<number> {
    const waitMs = await this.soon(this.meter.askTurn(account), signal);
    return waitMs ?? (signal.aborted ? slowedIntervalMs : this.meter.askTurnHere(account));
  }

  private async soon<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const isDone = new AbortController();
    const late = this.pause(readMs, AbortSignal.any([signal, isDone.signal]));
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
