import { isFresh, type Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { asRecord, parseJson } from '../base/json';
import { errorName, type Log } from '../base/log';
import { failureOf } from '../domain/failure';
import type { Database } from '../storage/database';

/** An item that the user leaves sooner is only passed, such as with a held arrow key. */
const lookMs = 300;
/** After a failed call, such as without a network. */
const pauseMs = 60_000;
/** Name of the count of a day in the table `state`. */
const countKey = 'fetchedAhead';

/** An item that the user may open next. */
export interface Likely {
  /** Identifies the version of the item. */
  readonly version: string;
  /** Whether this version is kept. @throws StorageError */
  isKept(): boolean;
  /** Fetches and keeps it, with background priority. @throws FailureError */
  fetch(): Promise<unknown>;
}

export interface FetchAheadOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: () => Promise<Database>;
  /** Calls a day; 0 for none. */
  readonly perDay: () => number;
}

/** Fetches what the user is likely to open next: one call at a time, and none for what is kept already. */
export class FetchAhead implements Disposable {
  private waiting: Disposable | undefined;
  private likely: () => Promise<readonly Likely[]> = () => Promise.resolve([]);
  private readonly tried = new Set<string>();
  private failedAt = -Infinity;
  private isFetching = false;
  private isDisposed = false;

  constructor(private readonly options: FetchAheadOptions) {}

  /** The user opened an item. @param likely what may be opened next, the most likely first; called after a while */
  lookedAt(likely: () => Promise<readonly Likely[]>): void {
    this.waiting?.dispose();
    this.waiting = this.options.clock.after(lookMs, () => {
      this.likely = likely;
      void this.fetchAll();
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.waiting?.dispose();
  }

  /** Never rejects. */
  private async fetchAll(): Promise<void> {
    const { clock, log } = this.options;
    if (this.isFetching) return;
    this.isFetching = true;
    try {
      while (!this.isDisposed && !isFresh(clock.now(), this.failedAt, pauseMs)) {
        const { likely } = this;
        const items = await likely();
        // The user went on meanwhile; that only changed what is likely.
        if (likely !== this.likely) continue;
        const next = items.find((item) => !this.tried.has(item.version) && !item.isKept());
        if (!next || !(await this.takeCall())) break;
        this.tried.add(next.version);
        await next.fetch();
      }
    } catch (thrown) {
      this.failedAt = clock.now();
      log.debug(`Nothing is fetched ahead for a while (${failureOf(thrown)?.code ?? errorName(thrown)}).`);
    } finally {
      this.isFetching = false;
    }
  }

  /** Counts a call of today, over all windows and accounts. @returns whether it may be made @throws StorageError */
  private async takeCall(): Promise<boolean> {
    const { clock, database, perDay } = this.options;
    const most = perDay();
    if (most <= 0) return false;
    const today = new Date(clock.now()).toDateString();
    return await (
      await database()
    ).write([], (writer) => {
      const row = writer.get('SELECT value FROM state WHERE key = ?', countKey);
      const { day, calls } = asRecord(row && parseJson(String(row.value)));
      const before = day === today && typeof calls === 'number' ? calls : 0;
      if (before >= most) return false;
      const value = JSON.stringify({ day: today, calls: before + 1 });
      writer.run('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)', countKey, value);
      return true;
    });
  }
}
