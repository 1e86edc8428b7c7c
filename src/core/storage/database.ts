import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import { Emitter, type Event } from '../base/event';
import { commitJobs, type Job } from './groupCommit';
import { boundByPosition, type Parameter } from './parameters';
import { isBusy, StorageError } from './storageError';
import type { Topic } from './schema';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Reads with prepared statements. */
export interface Reader {
  /** @throws StorageError */
  all(sql: string, ...parameters: readonly Parameter[]): readonly Row[];
  /** The first row. @throws StorageError */
  get(sql: string, ...parameters: readonly Parameter[]): Row | undefined;
}

/** Reads and writes inside a transaction. */
export interface Writer extends Reader {
  /** @returns rows that changed, and the id of the last row that was inserted @throws StorageError */
  run(
    sql: string,
    ...parameters: readonly Parameter[]
  ): { readonly changes: number; readonly lastId: number };
}

export type Erased = 'file' | 'log';

/** The database of this machine, as stores use it. See `openDatabase`. */
export interface Database extends Reader {
  /**
   * Fires with the topics that a commit of this or another window changed; for this window after its promises have
   * resolved.
   */
  readonly onDidChange: Event<ReadonlySet<Topic>>;
  /**
   * Runs work inside a transaction. Work of the same event loop turn shares one commit, unless that takes long; work that
   * throws is rolled back alone. Resolves after the commit. Work may run again if the database was locked, so it must
   * have no other side effects.
   * @param topics the parts that it changes, for `onDidChange`
   * @throws StorageError if it could not be committed; what `work` throws otherwise
   */
  write<T>(topics: readonly Topic[], work: (writer: Writer) => T): Promise<T>;
  /**
   * Runs work on many rows in transactions of a few milliseconds, with pauses in which the event loop and other
   * connections go on.
   * @param step a small part, such as a few rows; gets where the step before it ended, and returns where it ended, or
   * `undefined` if nothing is left. It may run again, so it must have no other side effects
   * @throws StorageError if a part could not be committed; what `step` throws otherwise
   */
  writeInParts<At>(
    topics: readonly Topic[],
    start: At,
    step: (writer: Writer, at: At) => At | undefined,
  ): Promise<void>;
  /**
   * Makes sure that nothing of deleted rows is left. `file` rewrites the file, empties its log and deletes files that were
   * set aside; other windows wait meanwhile. `log` only empties the log: deleted rows were overwritten in the file.
   * @throws StorageError
   */
  erase(what?: Erased): Promise<void>;
  /** Waits for running writes, and closes the file. */
  close(): Promise<void>;
}

/**
 * Waits for the lock between two attempts, in milliseconds; the last one repeats. They do not block the event loop: no
 * attempt waits itself (`openDatabase.ts`).
 */
const retryMs = [1, 2, 5, 10, 20];
/** A lock that is held longer causes an error. */
const longestMs = 10_000;
/** A part of `writeInParts` ends after this time. */
const partMs = 4;
/** And after this many steps, as the clock may stand still or be set back meanwhile. */
const partSteps = 64;

export interface DatabaseParts {
  readonly connection: DatabaseSync;
  readonly clock: Clock;
  /** Called after each commit. */
  readonly onCommit?: () => void;
  /** See `Database.erase`. */
  readonly onErase?: (what: Erased) => Promise<void>;
  /** Called once, before the file is closed. */
  readonly onClose?: () => Promise<void>;
}

/** One connection to the file. Reads are synchronous; writes are grouped into one transaction per turn. */
export class SqliteDatabase implements Database {
  private readonly changed = new Emitter<ReadonlySet<Topic>>();
  readonly onDidChange = this.changed.event;
  private readonly statements = new Map<string, StatementSync>();
  private readonly writer: Writer;
  private jobs: Job<Writer>[] = [];
  /** Resolves when no job is left. */
  private working: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly parts: DatabaseParts) {
    this.writer = {
      all: (sql, ...parameters) => this.all(sql, ...parameters),
      get: (sql, ...parameters) => this.get(sql, ...parameters),
      run: (sql, ...parameters) => this.run(sql, parameters),
    };
  }

  all(sql: string, ...parameters: readonly Parameter[]): readonly Row[] {
    const bound = boundByPosition(sql, parameters);
    return guarded(() => this.statement(bound.sql).all(...bound.parameters));
  }

  get(sql: string, ...parameters: readonly Parameter[]): Row | undefined {
    const bound = boundByPosition(sql, parameters);
    return guarded(() => this.statement(bound.sql).get(...bound.parameters));
  }

  async write<T>(topics: readonly Topic[], work: (writer: Writer) => T): Promise<T> {
    if (this.isClosed) throw new StorageError('broken', 'CLOSED');
    return await new Promise<T>((resolve, reject) => {
      // What `work` returns is what its own promise resolves to.
      this.jobs.push({ topics, work, resolve: (value) => resolve(value as T), reject });
      this.working ??= this.commitAll();
    });
  }

  async writeInParts<At>(
    topics: readonly Topic[],
    start: At,
    step: (writer: Writer, at: At) => At | undefined,
  ): Promise<void> {
    const { clock } = this.parts;
    for (let from: At | undefined = start; from !== undefined;) {
      const begin: At = from;
      const { at, tookMs } = await this.write(topics, (writer) => {
        const begunAt = clock.now();
        const tookMs = (): number => Math.abs(clock.now() - begunAt);
        let at = step(writer, begin);
        for (let steps = 1; at !== undefined && steps < partSteps && tookMs() < partMs; steps += 1) {
          at = step(writer, at);
        }
        return { at, tookMs: tookMs() };
      });
      from = at;
      // For as long as it held the lock, so that others find it free every second time.
      if (from !== undefined) await sleep(clock, Math.min(Math.max(1, tookMs), 5 * partMs));
    }
  }

  /** Notifies listeners of changes of other connections. */
  notify(topics: ReadonlySet<Topic>): void {
    if (topics.size > 0) this.changed.fire(topics);
  }

  async erase(what: Erased = 'file'): Promise<void> {
    try {
      await this.working;
      await this.parts.onErase?.(what);
    } catch (thrown) {
      throw StorageError.of(thrown);
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.working;
    await this.parts.onClose?.();
    this.changed.dispose();
    this.statements.clear();
    this.parts.connection.close();
  }

  private run(sql: string, parameters: readonly Parameter[]): { changes: number; lastId: number } {
    const bound = boundByPosition(sql, parameters);
    const { changes, lastInsertRowid } = guarded(() => this.statement(bound.sql).run(...bound.parameters));
    return { changes: Number(changes), lastId: Number(lastInsertRowid) };
  }

  private statement(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.parts.connection.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  private async commitAll(): Promise<void> {
    // Jobs of the same turn belong to the same commit.
    await nextTurn();
    const { clock } = this.parts;
    let attempts = 0;
    let since = clock.now();
    /** Jobs that are committed one by one. */
    let alone = 0;
    while (this.jobs.length > 0) {
      const jobs = alone > 0 ? this.jobs.slice(0, 1) : this.jobs;
      this.jobs = this.jobs.slice(jobs.length);
      try {
        const left = this.commit(jobs);
        this.jobs = [...left, ...this.jobs];
        if (left.length > 0) await nextTurn();
      } catch (thrown) {
        const isLocked = isBusy(thrown);
        if (isLocked && Math.abs(clock.now() - since) < longestMs) {
          this.jobs = [...jobs, ...this.jobs];
          await sleep(clock, retryMs[Math.min(attempts, retryMs.length - 1)] ?? 0);
          attempts += 1;
          continue;
        }
        if (jobs.length > 1 && !isLocked) {
          // One job that does not fit must not fail the others.
          this.jobs = [...jobs, ...this.jobs];
          alone = jobs.length;
          continue;
        }
        reject(jobs, thrown);
      }
      attempts = 0;
      since = clock.now();
      alone = Math.max(0, alone - jobs.length);
    }
    this.working = undefined;
  }

  /** @returns jobs for which there was no time @throws if nothing was committed */
  private commit(jobs: readonly Job<Writer>[]): readonly Job<Writer>[] {
    const { connection, clock, onCommit } = this.parts;
    const { settle, topics, left } = commitJobs({ connection, clock, writer: this.writer }, jobs);
    for (const done of settle) done();
    onCommit?.();
    // Listeners are notified a turn later, so that deliveries are acknowledged first.
    if (topics.size > 0) setImmediate(() => this.changed.fire(topics));
    return left;
  }
}

async function nextTurn(): Promise<void> {
  await new Promise((turned) => setImmediate(turned));
}

function reject(jobs: readonly Job<Writer>[], thrown: unknown): void {
  const error = StorageError.of(thrown);
  for (const job of jobs) job.reject(error);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (isBusy(thrown)) throw thrown;
    throw StorageError.of(thrown);
  }
}
