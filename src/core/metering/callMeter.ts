import { digestOf } from '../base/digest';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { monthOf } from '../base/localDays';
import { errorMessage, type Log, silentLog } from '../base/log';
import { isBilled, slowedIntervalMs, type BudgetLevel, callKindOf } from '../domain/callCost';
import type { CallRecord } from '../domain/connection';
import type { Database, Writer } from '../storage/database';
import {
  emptyBatch,
  readCalls,
  totalsOf,
  UnwrittenCalls,
  writeCalls,
  type CallBatch,
  type CallTotals,
} from './callCounts';

/** A level of the budget that is reported to the user. */
export type ReportedLevel = Extract<BudgetLevel, 'slowed' | 'stopped'>;

/** Calls are written together, this long after the first of them. */
export const batchMs = 5_000;

/** What was read of an account. */
interface StoredCalls extends CallBatch {
  readonly month: string;
  readonly version: number;
}

/**
 * Counts every API call, because each is billed. Calls are counted in memory at once and written in batches to the
 * database, where all windows of this machine count together. The database is opened after the first call. No call
 * waits for it or fails with it: what could not be written stays in memory until the next batch.
 */
export class CallMeter implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Fires for each call, and when calls of other windows become known. */
  readonly onDidChange = this.changed.event;
  private total = 0;
  private readonly unwritten = new UnwrittenCalls();
  private database: Database | undefined;
  /** By digest of the account; read again after `version` changes. */
  private readonly stored = new Map<string, StoredCalls>();
  private version = 0;
  /** When the last background slot of an account was taken, as far as this window knows. */
  private readonly slots = new Map<string, number>();
  /** Reports that this window has claimed. */
  private readonly claimed = new Set<string>();
  private timer: Disposable | undefined;
  private work: Promise<void> = Promise.resolve();
  private isReadable = true;
  private hasWarned = false;

  /** @param open opens the database; where absent, this window counts alone */
  constructor(
    private readonly clock: Clock,
    private readonly open?: () => Promise<Database>,
    private readonly log: Log = silentLog,
  ) {}

  /** Calls since this window was opened, including those that are not billed. */
  get sinceStart(): number {
    return this.total;
  }

  /** Whether the totals include calls of other windows and earlier runs. */
  get isComplete(): boolean {
    return this.database !== undefined && this.isReadable;
  }

  /** @param account id of the account that made it */
  count(account: string, call: Pick<CallRecord, 'route' | 'status'>): void {
    this.total += 1;
    if (isBilled(call.status)) {
      this.unwritten.add(digestOf(account), callKindOf(call.route), this.clock.now());
      if (this.open) this.timer ??= this.clock.after(batchMs, () => void this.refresh());
    }
    this.changed.fire(undefined);
  }

  /** Without opening the database. */
  totals(account: string): CallTotals {
    const digest = digestOf(account);
    const now = this.clock.now();
    return totalsOf([this.read(digest, monthOf(now)), this.unwritten.batch(digest)], now);
  }

  /** Writes what is unwritten and reads calls of other windows. Never rejects. */
  async refresh(): Promise<void> {
    this.timer?.dispose();
    this.timer = undefined;
    this.work = this.work.then(() => this.writeBatch());
    await this.work;
  }

  /**
   * Claims the report of a budget level: once a month over all windows, or once per window if the database cannot be
   * used.
   * @returns whether this window is to report it
   */
  async claimReport(account: string, level: ReportedLevel): Promise<boolean> {
    const digest = digestOf(account);
    const month = monthOf(this.clock.now());
    const key = `${month} ${digest} ${level}`;
    if (this.claimed.has(key)) return false;
    this.claimed.add(key);
    const isFirst = await this.attempt((database) =>
      database.write([], (writer) => {
        writer.run('DELETE FROM reported_levels WHERE month < ?', month);
        const sql = 'INSERT OR IGNORE INTO reported_levels (account, month, level) VALUES (?, ?, ?)';
        return writer.run(sql, digest, month, level).changes === 1;
      }),
    );
    return isFirst ?? true;
  }

  /**
   * Takes the slot for a slowed account's next background call: one a minute over all windows, or per window if the
   * database cannot be used.
   * @returns 0 if it was taken, else the milliseconds to wait before the next attempt
   */
  async takeSlot(account: string): Promise<number> {
    const digest = digestOf(account);
    const waitMs = slotWaitMs(this.slots.get(digest), this.clock.now());
    if (waitMs > 0) return waitMs;
    const slot = await this.attempt((database) =>
      database.write([], (writer) => takeSlot(writer, digest, this.clock.now())),
    );
    if (!slot) return this.takeSlotLocally(account);
    this.slots.set(digest, slot.takenAt);
    return slot.waitMs;
  }

  /** The same with what this window knows. */
  takeSlotLocally(account: string): number {
    const digest = digestOf(account);
    const now = this.clock.now();
    const waitMs = slotWaitMs(this.slots.get(digest), now);
    if (waitMs === 0) this.slots.set(digest, now);
    return waitMs;
  }

  /** Call before the window closes: writes what is unwritten. */
  async close(): Promise<void> {
    if (this.unwritten.isEmpty) await this.work;
    else await this.refresh();
  }

  dispose(): void {
    this.timer?.dispose();
    this.owned.dispose();
  }

  private async writeBatch(): Promise<void> {
    const batch = this.unwritten.batch();
    await this.attempt(async (database) => {
      if (batch.counts.length === 0) return true;
      await database.write(['calls'], (writer) => writeCalls(writer, batch, this.clock.now()));
      this.unwritten.remove(batch);
      return true;
    });
    this.version += 1;
    this.changed.fire(undefined);
  }

  /** What was read before, where it cannot be read now. */
  private read(account: string, month: string): CallBatch {
    const { database, version } = this;
    const known = this.stored.get(account);
    if (!database || (known?.month === month && known.version === version)) return known ?? emptyBatch;
    try {
      const calls = { ...readCalls(database, account, month), month, version };
      this.stored.set(account, calls);
      this.isReadable = true;
      return calls;
    } catch (thrown) {
      this.isReadable = false;
      this.warn(thrown);
      return known ?? emptyBatch;
    }
  }

  /** Never rejects. @returns `undefined` if the database cannot be used */
  private async attempt<T>(work: (database: Database) => Promise<T>): Promise<T | undefined> {
    if (!this.open) return undefined;
    try {
      const database = await this.open();
      if (this.database !== database) this.use(database);
      const result = await work(database);
      this.hasWarned = false;
      return result;
    } catch (thrown) {
      this.warn(thrown);
      return undefined;
    }
  }

  private use(database: Database): void {
    this.database = database;
    this.owned.add(
      database.onDidChange((topics) => {
        if (!topics.has('calls')) return;
        this.version += 1;
        this.changed.fire(undefined);
      }),
    );
  }

  /** Once until the database can be used again, not for each batch. */
  private warn(thrown: unknown): void {
    if (!this.hasWarned) this.log.warn(`Calls are counted in memory only: ${errorMessage(thrown)}`);
    this.hasWarned = true;
  }
}

/** @returns when the last slot was taken, and the wait in milliseconds if that was not now */
function takeSlot(writer: Writer, account: string, now: number): { takenAt: number; waitMs: number } {
  const row = writer.get('SELECT taken_at FROM background_slots WHERE account = ?', account);
  const waitMs = slotWaitMs(row && Number(row.taken_at), now);
  if (row && waitMs > 0) return { takenAt: Number(row.taken_at), waitMs };
  writer.run('INSERT OR REPLACE INTO background_slots (account, taken_at) VALUES (?, ?)', account, now);
  return { takenAt: now, waitMs: 0 };
}

function slotWaitMs(takenAt: number | undefined, now: number): number {
  // The absolute difference, because the clock may have been set back.
  const isFree = takenAt === undefined || Math.abs(now - takenAt) >= slowedIntervalMs;
  return isFree ? 0 : takenAt + slowedIntervalMs - now;
}
