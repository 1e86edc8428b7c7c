import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter } from '../../../core/base/event';
import { Lazy } from '../../../core/base/lazy';
import type { Account } from '../../../core/domain/account';
import { dollarsFor, type BudgetLevel } from '../../../core/domain/callCost';
import type { CallTotals } from '../../../core/metering/callCounts';
import type { ReportedLevel } from '../../../core/metering/callMeter';
import type { Metering } from '../../../core/metering/metering';
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

const noCalls: CallTotals = { minute: 0, today: 0, month: 0, days: [] };

/** Call counts and the monthly budget of every account. Their bundle is loaded before the first call. */
export class Calls implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Fires for each call, for counts of other windows, and when the budget setting changes. */
  readonly onDidChange = this.changed.event;
  private readonly metering = this.owned.add(
    new Lazy(
      () => this.load(),
      (metering) => metering.dispose(),
    ),
  );

  constructor(private readonly app: Pick<App, 'settings' | 'clock' | 'log' | 'database'>) {
    const { settings } = app;
    this.owned.add(settings.onDidChange([settingKeys.monthlyBudget], () => this.changed.fire(undefined)));
  }

  /** What counts and limits calls. */
  open(): Promise<Metering> {
    return this.metering.get();
  }

  /** Calls since this window was opened. */
  get sinceStart(): number {
    return this.metering.value?.meter.sinceStart ?? 0;
  }

  /** Without opening the database. The demo account is free and has no budget. */
  read(account: Account): CallsReading {
    const { meter, budget: monthly } = this.metering.value ?? {};
    const totals = meter?.totals(account.id) ?? noCalls;
    const isComplete = meter?.isComplete ?? false;
    if (account.demo || !monthly) return { ...totals, isComplete, budget: 0, level: 'none' };
    const level = monthly.levelOf(account.id);
    return { ...totals, isComplete, dollars: dollarsFor(totals.month), budget: monthly.most, level };
  }

  /** Loads the counts of other windows. */
  async refresh(): Promise<void> {
    await (await this.open()).meter.refresh();
  }

  /** Whether to notify the user in this window: each level is reported once a month per account. */
  async claimReport(account: Account, level: ReportedLevel): Promise<boolean> {
    return await (await this.open()).meter.claimReport(account.id, level);
  }

  /** Call before the window closes. */
  async close(): Promise<void> {
    await this.metering.value?.meter.close();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async load(): Promise<Metering> {
    const { settings, clock, log, database } = this.app;
    const { Metering } = await import('../../../core/metering/metering');
    const metering = new Metering({ clock, log, database, monthlyBudget: () => settings.monthlyBudget() });
    metering.meter.onDidChange(() => this.changed.fire(undefined));
    return metering;
  }
}
