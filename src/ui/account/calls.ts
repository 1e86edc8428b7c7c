import { Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Account } from '../../core/domain/account';
import { dollarsFor, type BudgetLevel } from '../../core/domain/callCost';
import type { CallBudget, CallRecord } from '../../core/domain/connection';
import { MonthlyBudget } from '../../core/metering/monthlyBudget';
import { MeterFiles } from '../../core/metering/meterFiles';
import type { ReportedLevel } from '../../core/metering/meterRecords';
import { CallMeter, type CallTotals } from '../../core/metering/callMeter';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';

/** Calls of an account and what they mean for money, as a person sees them. */
export interface CallsReading extends CallTotals {
  /** Whether what earlier runs and other windows counted this month is in it. */
  readonly isWhole: boolean;
  /** By the list price, for this month; absent where calls cost nothing. */
  readonly dollars?: number;
  /** Calls in a month; 0 for no budget. */
  readonly budget: number;
  readonly level: BudgetLevel;
}

/** Meter and budget of the calls of every account. */
export class Calls implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Fires for each call, for what other windows counted, and for a new budget. */
  readonly onDidChange = this.changed.event;
  private readonly meter: CallMeter;
  private readonly budget: MonthlyBudget;

  constructor({ context, settings, clock, log }: Pick<App, 'context' | 'settings' | 'clock' | 'log'>) {
    const folder = Uri.joinPath(context.globalStorageUri, 'meter').fsPath;
    this.meter = this.owned.add(new CallMeter(clock, new MeterFiles(folder), log));
    this.budget = new MonthlyBudget(this.meter, () => settings.monthlyBudget(), clock);
    this.owned.add(this.meter.onDidChange(() => this.changed.fire(undefined)));
    this.owned.add(settings.onDidChange([settingKeys.monthlyBudget], () => this.changed.fire(undefined)));
  }

  readonly count = (account: Account, call: CallRecord): void => this.meter.count(account.id, call);

  readonly budgetOf = (account: Account): CallBudget => this.budget.of(account.id);

  /** Calls since this window was opened. */
  get sinceStart(): number {
    return this.meter.sinceStart;
  }

  /** As far as is known without looking at the disk. The demo account costs nothing and has no budget. */
  read(account: Account): CallsReading {
    const totals = this.meter.totals(account.id);
    const isWhole = this.meter.knowsMonth;
    if (account.demo) return { ...totals, isWhole, budget: 0, level: 'none' };
    const { most: budget } = this.budget;
    const level = this.budget.levelOf(account.id);
    return { ...totals, isWhole, dollars: dollarsFor(totals.month), budget, level };
  }

  /** Looks at what other windows counted. */
  async refresh(): Promise<void> {
    await this.meter.refresh();
  }

  /** Whether this window is the one to tell of it, once a month. */
  async mayTell(account: Account, level: ReportedLevel): Promise<boolean> {
    return await this.meter.mayTell(account.id, level);
  }

  /** The window closes. */
  async close(): Promise<void> {
    await this.meter.close();
  }

  dispose(): void {
    this.owned.dispose();
  }
}
