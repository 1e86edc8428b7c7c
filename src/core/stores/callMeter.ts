import { Emitter } from '../base/event';
import type { CallRecord } from '../domain/connection';

/** Counts every call that went out: customers pay for each. */
export class CallMeter {
  private readonly counted = new Emitter<CallRecord>();
  readonly onDidCount = this.counted.event;
  private total = 0;

  count(call: CallRecord): void {
    this.total += 1;
    this.counted.fire(call);
  }

  /** Calls since this window was opened. */
  get sinceStart(): number {
    return this.total;
  }
}
