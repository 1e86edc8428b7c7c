import type { CallBudget } from '../domain/connection';
import { fail } from '../domain/failure';

/**
 * Holds one call back until the budget admits it. Opened for a person's call, also if a person joins a waiting
 * call.
 */
export class BudgetGate {
  private wasOpened = false;
  /** Aborts the wait for the budget; most calls have none. */
  private waiting: AbortController | undefined;
  private refused = false;

  /** @param budget absent if the call is not subject to the budget */
  constructor(private readonly budget: CallBudget | undefined) {}

  /** Whether the budget refused the call: no other caller may join it. */
  get hasRefused(): boolean {
    return this.refused;
  }

  open(): void {
    this.wasOpened = true;
    this.waiting?.abort();
  }

  /** @throws FailureError `rate-limited` by the budget; `cancelled` if `signal` was aborted while waiting */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.budget || this.isOpen()) return;
    this.waiting ??= new AbortController();
    const mayGo = await this.budget.admit(AbortSignal.any([signal, this.waiting.signal]));
    if (signal.aborted) return fail({ code: 'cancelled' });
    if (mayGo || this.isOpen()) return;
    this.refused = true;
    return fail({ code: 'rate-limited', by: 'budget' });
  }

  /** A method, because `wasOpened` may change while `pass` waits. */
  private isOpen(): boolean {
    return this.wasOpened;
  }
}
