import type { CallBudget } from '../domain/connection';
import { fail } from '../domain/failure';

/** One call's way past the budget. It stands open to a person, also to one who joins a call that waits here. */
export class BudgetGate {
  private wasOpened = false;
  /** Ends the wait for the budget; there is none for most calls. */
  private waiting: AbortController | undefined;
  private refused = false;

  /** @param budget absent where the call goes out whatever the budget says */
  constructor(private readonly budget: CallBudget | undefined) {}

  /** Whether the call was turned away: nobody may join it any more. */
  get hasRefused(): boolean {
    return this.refused;
  }

  open(): void {
    this.wasOpened = true;
    this.waiting?.abort();
  }

  /** @throws FailureError `rate-limited` by the budget; `cancelled` where `signal` was aborted while it waited */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.budget || this.isOpen()) return;
    this.waiting ??= new AbortController();
    const mayGo = await this.budget.admit(AbortSignal.any([signal, this.waiting.signal]));
    if (signal.aborted) return fail({ code: 'cancelled' });
    if (mayGo || this.isOpen()) return;
    this.refused = true;
    return fail({ code: 'rate-limited', by: 'budget' });
  }

  /** Also while it waits: a person may have come meanwhile. */
  private isOpen(): boolean {
    return this.wasOpened;
  }
}
