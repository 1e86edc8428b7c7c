import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
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
   * Runs work inside a transaction. Work of the same event loop turn shares one commit; work that throws is rolled
   * back alone. Resolves after the commit. Work may run again if the database was locked, so it must have no other
   * side effects.
   * @param topics the parts that it changes, for `onDidChange`
   * @throws StorageError if it could not be committed; what `work` throws otherwise
   */
  write<T>(topics: readonly Topic[], work: (writer: Writer) => T): Promise<T>;
  /**
   * Makes sure that nothing of deleted rows is left. `file` rewrites the file, empties its log and deletes files that were
   * set aside; other windows wait meanwhile. `log` only empties the log: deleted rows were overwritten in the file.
   * @throws StorageError
   */
  erase(what?: Erased): Promise<void>;
  /** Waits for running writes, and closes the file. */
  close(): Promise<void>;
}

/** Waits for the lock between two attempts, in milliseconds; the last one repeats. */
const retryMs = [5, 10, 20, 40, 80, 160];
/** A lock that is held longer causes an error. */
const longestMs = 10_000;

interface Job {
  readonly topics: readonly Topic[];
  readonly work: (writer: Writer) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What jobs did inside a transaction. */
interface Done {
  /** Settles each of them, after the commit. */
  readonly settle: readonly (() => void)[];
  readonly topics: ReadonlySet<Topic>;
}

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
  private jobs: Job[] = [];
  /** Resolves when no job is left. */
  private working: Promise<void> | undefined;
  private isClosed = false;
  private timer: Disposable | undefined;

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
    await new Promise((turned) => setImmediate(turned));
    const { clock } = this.parts;
    let attempts = 0;
    let since = clock.now();
    while (this.jobs.length > 0) {
      const jobs = this.jobs;
      this.jobs = [];
      try {
        this.commit(jobs);
        attempts = 0;
        since = clock.now();
      } catch (thrown) {
        if (isBusy(thrown) && clock.now() - since < longestMs) {
          this.jobs = [...jobs, ...this.jobs];
          await this.pause(retryMs[Math.min(attempts, retryMs.length - 1)] ?? 0);
          attempts += 1;
        } else if (jobs.length > 1) {
          // One job that does not fit must not fail the others.
          for (const job of jobs) this.commitAlone(job);
        } else reject(jobs, thrown);
      }
    }
    this.working = undefined;
  }

  private commitAlone(job: Job): void {
    try {
      this.commit([job]);
    } catch (thrown) {
      reject([job], thrown);
    }
  }

  /** @throws if nothing was committed */
  private commit(jobs: readonly Job[]): void {
    const { connection, onCommit } = this.parts;
    this.statement('BEGIN IMMEDIATE').run();
    let settle: readonly (() => void)[];
    let topics: ReadonlySet<Topic>;
    try {
      const done = this.performTogether(jobs) ?? this.performEach(jobs);
      ({ settle, topics } = done);
      for (const topic of topics) {
        this.run('UPDATE topics SET version = version + 1 WHERE topic = ?', [topic]);
      }
      this.statement('COMMIT').run();
    } catch (thrown) {
      // SQLite rolls back automatically if the disk is full.
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw thrown;
    }
    for (const done of settle) done();
    onCommit?.();
    // Listeners are notified a turn later, so that deliveries are acknowledged first.
    if (topics.size > 0) setImmediate(() => this.changed.fire(topics));
  }

  /** Needs no savepoints, as hardly any job throws. @returns `undefined`, and nothing is done, where one throws */
  private performTogether(jobs: readonly Job[]): Done | undefined {
    try {
      const settle = jobs.map(({ work, resolve }) => {
        const value = work(this.writer);
        return () => resolve(value);
      });
      return { settle, topics: new Set(jobs.flatMap(({ topics }) => topics)) };
    } catch {
      // Each job runs again, and its error is that of its own promise.
      if (this.parts.connection.isTransaction) this.statement('ROLLBACK').run();
      this.statement('BEGIN IMMEDIATE').run();
      return undefined;
    }
  }

  private performEach(jobs: readonly Job[]): Done {
    const topics = new Set<Topic>();
    return { settle: jobs.map((job) => this.perform(job, topics)), topics };
  }

  /** @returns a function that settles the job after the commit */
  private perform({ work, topics, resolve, reject }: Job, changed: Set<Topic>): () => void {
    const { connection } = this.parts;
    this.statement('SAVEPOINT job').run();
    try {
      const value = work(this.writer);
      this.statement('RELEASE job').run();
      for (const topic of topics) changed.add(topic);
      return () => resolve(value);
    } catch (thrown) {
      // A full disk ends the whole transaction, and with it every job.
      if (!connection.isTransaction) throw thrown;
      this.statement('ROLLBACK TO job').run();
      this.statement('RELEASE job').run();
      return () => reject(thrown);
    }
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.timer = this.parts.clock.after(ms, resolve);
    });
    this.timer?.dispose();
  }
}

function reject(jobs: readonly Job[], thrown: unknown): void {
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
