import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { RateLimit, SharedCount } from '../domain/rateLimit';
import type { Database } from '../storage/database';
import { CallMeter } from './callMeter';
import { MonthlyBudget } from './monthlyBudget';
import { RateLedger } from './rateLedger';

export interface MeteringOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Opens the database. */
  readonly database: () => Promise<Database>;
  /** The setting: calls per month, 0 for no budget. Read each time. */
  readonly monthlyBudget: () => number;
}

/** Counts and limits the calls of every account. A bundle that loads before the first call. */
export class Metering implements Disposable {
  readonly meter: CallMeter;
  readonly budget: MonthlyBudget;

  constructor(private readonly options: MeteringOptions) {
    const { clock, log, database, monthlyBudget } = options;
    this.meter = new CallMeter(clock, database, log);
    this.budget = new MonthlyBudget(this.meter, monthlyBudget, clock);
  }

  /** The rate limit that all windows of this machine share. */
  sharedCount(limit: RateLimit): SharedCount {
    return new RateLedger(this.options.database, limit);
  }

  dispose(): void {
    this.meter.dispose();
  }
}
