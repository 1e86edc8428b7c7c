import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { silentLog, type Log } from '../base/log';
import { isBilled } from '../domain/callCost';
import { callKindOf } from '../domain/callKind';
import type { CallRecord } from '../domain/connection';
import { CallCounts, dayOf, merged, monthOf, sumOf, type DayCounts, type KindCounts } from './callCounts';
import type { MeterStorage } from './meterFiles';
import { SlotLedger } from './slotLedger';
import { readMeterRecord, type CountRecord, type ReportedLevel, type SlotRecord } from './meterRecords';

/** Calls of an account that are paid for, of all windows of this machine. */
export interface CallTotals {
  /** In the last 60 seconds. What other windows made is known some seconds later. */
  readonly minute: number;
  readonly today: number;
  readonly month: number;
  /** Days of this month on which there were calls, newest first. */
  readonly days: readonly DayCounts[];
}

/** Calls are written together: so long after the first of them. */
export const batchMs = 5_000;

/** What was read of a month so far. */
interface Reading {
  readonly month: string;
  bytes: number;
  rest: string;
}

/**
 * Counts every call that went out: customers pay for each. What this process counted is in memory, and written by
 * batches to a file per month in which all windows of this machine count together; what others wrote is read from
 * there. Nothing is read or written before the first call, and no call waits for the disk or fails with it.
 */
export class CallMeter implements Disposable {
  private readonly changed = new Emitter<undefined>();
  /** Fires for each call, and when what other windows counted was read. */
  readonly onDidChange = this.changed.event;
  private readonly writer = randomUUID();
  private total = 0;
  private readonly own = new Map<string, CallCounts>();
  private others = new Map<string, CallCounts>();
  /** Which process was the first to tell of a level, by month, account and level. */
  private readonly told = new Map<string, string>();
  /** What this process asked to tell of. */
  private readonly asked = new Set<string>();
  private readonly queue = new SlotLedger();
  private reading: Reading | undefined;
  private isRead = false;
  /** Not written yet, by account and day. */
  private waiting = new Map<string, CountRecord>();
  private timer: Disposable | undefined;
  private work: Promise<void> = Promise.resolve();
  private isRefused = false;

  /** @param storage absent where this process counts alone */
  constructor(
    private readonly clock: Clock,
    private readonly storage?: MeterStorage,
    private readonly log: Log = silentLog,
  ) {}

  /** Calls since this window was opened, those that cost nothing too. */
  get sinceStart(): number {
    return this.total;
  }

  /** Whether what other windows and earlier runs counted this month is known. */
  get knowsMonth(): boolean {
    return this.isRead && this.reading?.month === monthOf(this.clock.now());
  }

  /** @param account id of the account that made it */
  count(account: string, call: Pick<CallRecord, 'route' | 'status'>): void {
    this.total += 1;
    if (isBilled(call.status)) this.note(digestOf(account), { [callKindOf(call.route)]: 1 });
    this.changed.fire(undefined);
  }

  /** As far as is known without looking at the disk. */
  totals(account: string): CallTotals {
    const now = this.clock.now();
    const [today, month] = [dayOf(now), monthOf(now)];
    const digest = digestOf(account);
    const others = this.reading?.month === month ? this.others.get(digest) : undefined;
    const books = [this.own.get(digest), others].filter((book) => book !== undefined);
    const days = new Map<string, KindCounts>();
    for (const { day, kinds } of books.flatMap((book) => book.daysOf(month))) {
      days.set(day, merged(days.get(day) ?? {}, kinds));
    }
    const newestFirst = [...days].sort(([one], [other]) => other.localeCompare(one));
    return {
      minute: books.reduce((sum, book) => sum + book.inLastMinute(now), 0),
      today: sumOf(days.get(today) ?? {}),
      month: newestFirst.reduce((sum, [, kinds]) => sum + sumOf(kinds), 0),
      days: newestFirst.map(([day, kinds]) => ({ day, kinds })),
    };
  }

  /** Writes what waits and reads what other windows wrote. Never rejects: what the disk refuses stays in memory. */
  async refresh(): Promise<void> {
    this.timer?.dispose();
    this.timer = undefined;
    this.work = this.work.then(() => this.exchange());
    await this.work;
  }

  /**
   * Asks to tell of a level of the budget: once a month over all windows, and where nothing can be written once by
   * each window.
   * @returns whether it falls to this window
   */
  async mayTell(account: string, told: ReportedLevel): Promise<boolean> {
    const line = { writer: this.writer, account: digestOf(account), told };
    const month = monthOf(this.clock.now());
    const key = toldKey(month, line);
    if (this.told.has(key) || this.asked.has(key)) return false;
    this.asked.add(key);
    await this.refresh();
    if (this.told.has(key)) return false;
    if (await this.append(month, [JSON.stringify(line)])) await this.refresh();
    return (this.told.get(key) ?? this.writer) === this.writer;
  }

  /**
   * Asks to let a background call of a slowed account out now. Turns are lines of one file, so all windows of this
   * machine see in the same order who came first; where nothing can be written each window keeps its own turns.
   * @returns 0 where it may, else for how many milliseconds asking again is of no use
   */
  async askTurn(account: string): Promise<number> {
    const line = this.turnOf(account);
    const waitMs = this.queue.waitMs(line.account, line.at);
    if (waitMs > 0) return waitMs;
    this.queue.await(line.turn);
    if (await this.append(monthOf(line.at), [JSON.stringify(line)])) await this.refresh();
    if (this.queue.giveUp(line.turn)) this.queue.take(line);
    return this.queue.has(line) ? 0 : this.queue.waitMs(line.account, line.at);
  }

  /** The same by what this window knows alone. */
  askTurnHere(account: string): number {
    const line = this.turnOf(account);
    this.queue.take(line);
    return this.queue.has(line) ? 0 : this.queue.waitMs(line.account, line.at);
  }

  /** The window closes: what waits is written now. Does nothing where nothing waits. */
  async close(): Promise<void> {
    if (this.waiting.size > 0) await this.refresh();
    else await this.work;
  }

  dispose(): void {
    this.timer?.dispose();
    this.changed.dispose();
  }

  private turnOf(account: string): SlotRecord {
    return { writer: this.writer, account: digestOf(account), turn: randomUUID(), at: this.clock.now() };
  }

  private note(account: string, calls: KindCounts): void {
    const at = this.clock.now();
    const day = dayOf(at);
    const book = this.own.get(account) ?? new CallCounts();
    this.own.set(account, book);
    book.keepOnly(monthOf(day));
    book.add(day, at, calls);
    if (!this.storage) return;
    const key = `${day} ${account}`;
    const known = this.waiting.get(key)?.calls ?? {};
    this.waiting.set(key, { writer: this.writer, account, day, at, calls: merged(known, calls) });
    this.timer ??= this.clock.after(batchMs, () => void this.refresh());
  }

  private async exchange(): Promise<void> {
    await this.flush();
    await this.readOn();
    this.changed.fire(undefined);
  }

  private async flush(): Promise<void> {
    const lines = [...this.waiting];
    this.waiting = new Map();
    for (const month of new Set(lines.map(([, line]) => monthOf(line.day)))) {
      const these = lines.filter(([, line]) => monthOf(line.day) === month);
      const texts = these.map(([, line]) => JSON.stringify(line));
      if (await this.append(month, texts)) continue;
      for (const [key, line] of these) this.putBack(key, line);
    }
  }

  /** It is written with the next batch. */
  private putBack(key: string, line: CountRecord): void {
    const since = this.waiting.get(key);
    this.waiting.set(key, since ? { ...since, calls: merged(line.calls, since.calls) } : line);
  }

  private async append(month: string, lines: readonly string[]): Promise<boolean> {
    try {
      await this.storage?.append(month, lines);
      this.isRefused = false;
      return this.storage !== undefined;
    } catch (thrown) {
      this.complain(thrown);
      return false;
    }
  }

  private async readOn(): Promise<void> {
    const month = monthOf(this.clock.now());
    if (this.reading?.month !== month) {
      this.reading = { month, bytes: 0, rest: '' };
      this.others = new Map();
      this.isRead = false;
    }
    const { reading } = this;
    try {
      const added = (await this.storage?.readOn(month, reading.bytes)) ?? Buffer.alloc(0);
      reading.bytes += added.length;
      // A batch is plain ASCII, so a tail that ends in the middle of a line ends in no half letter.
      const lines = (reading.rest + added.toString('latin1')).split('\n');
      reading.rest = lines.pop() ?? '';
      for (const text of lines) this.take(month, text);
      this.isRead = true;
    } catch (thrown) {
      this.complain(thrown);
    }
  }

  private take(month: string, text: string): void {
    const line = readMeterRecord(text);
    if (line && 'told' in line) {
      const key = toldKey(month, line);
      if (!this.told.has(key)) this.told.set(key, line.writer);
    } else if (line && 'turn' in line) {
      this.queue.take(line);
    } else if (line && line.writer !== this.writer) {
      const book = this.others.get(line.account) ?? new CallCounts();
      this.others.set(line.account, book);
      book.add(line.day, line.at, line.calls);
    }
  }

  /** Once for a disk that refuses, and not for each batch. */
  private complain(thrown: unknown): void {
    if (!this.isRefused) this.log.warn(`Calls are counted in memory only: ${messageOf(thrown)}`);
    this.isRefused = true;
  }
}

function toldKey(month: string, line: { account: string; told: ReportedLevel }): string {
  return `${month} ${line.account} ${line.told}`;
}

function digestOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url').slice(0, 22);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'unknown';
}
