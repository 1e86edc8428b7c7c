import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import type { Account } from '../../../core/domain/account';
import { dollarsFor, type BudgetLevel } from '../../../core/domain/callCost';
import type { CallBudget, CallRecord, RateLimit, SharedCount } from '../../../core/domain/connection';
import type { CallTotals } from '../../../core/metering/callCounts';
import { CallMeter, type ReportedLevel } from '../../../core/metering/callMeter';
import { MonthlyBudget } from '../../../core/metering/monthlyBudget';
import { RateLedger } from '../../../core/metering/rateLedger';
import { settingKeys } from '../../../manifest';
import type { App } from '../../shell/app';

/** The API calls of an account and their cost, for display. */
export interface CallsReading extends CallTotals {
  /** Whether it includes what earlier runs and other windows counted this month. */
  readonly isComplete: boolean;
  /** This month's calls at list price; absent for the demo account. */
  readonly dollars?: number;
  /** Calls per month; 0: no budget. */
  readonly budget: number;
  readonly level: BudgetLevel;
}

/** Call counts and the monthly budget of every account. */
export class Calls implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Fires for each call, for counts of other windows, and when the budget setting changes. */
  readonly onDidChange = this.changed.event;
  private readonly meter: CallMeter;
  private readonly budget: MonthlyBudget;

  constructor(private readonly app: Pick<App, 'settings' | 'clock' | 'log' | 'database'>) {
    const { settings, clock, log, database } = app;
    this.meter = this.owned.add(new CallMeter(clock, database, log));
    this.budget = new MonthlyBudget(this.meter, () => settings.monthlyBudget(), clock);
    this.owned.add(this.meter.onDidChange(() => this.changed.fire(undefined)));
    this.owned.add(settings.onDidChange([settingKeys.monthlyBudget], () => this.changed.fire(undefined)));
  }

  readonly count = (account: Account, call: CallRecord): void => this.meter.count(account.id, call);

  readonly budgetOf = (account: Account): CallBudget => this.budget.of(account.id);

  /** The rate limit that all windows of this machine share. */
  readonly sharedCount = (limit: RateLimit): SharedCount => new RateLedger(this.app.database, limit);

  /** Calls since this window was opened. */
  get sinceStart(): number {
    return this.meter.sinceStart;
  }

  /** Without opening the database. The demo account is free and has no budget. */
  read(account: Account): CallsReading {
    const totals = this.meter.totals(account.id);
    const isComplete = this.meter.isComplete;
    if (account.demo) return { ...totals, isComplete, budget: 0, level: 'none' };
    const { most: budget } = this.budget;
    const level = this.budget.levelOf(account.id);
    return { ...totals, isComplete, dollars: dollarsFor(totals.month), budget, level };
  }

  /** Loads the counts of other windows. */
  async refresh(): Promise<void> {
    await this.meter.refresh();
  }

  /** Whether to notify the user in this window: each level is reported once a month per account. */
  async claimReport(account: Account, level: ReportedLevel): Promise<boolean> {
    return await this.meter.claimReport(account.id, level);
  }

  /** Call before the window closes. */
  async close(): Promise<void> {
    await this.meter.close();
  }

  dispose(): void {
    this.owned.dispose();
  }
}
