import type { DatabaseSync } from 'node:sqlite';
import { stat } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { errorMessage, type Log } from '../base/log';
import type { Erased } from './database';
import { runTask, type MaintenanceTask } from './maintenance';

/** The write-ahead log is copied into the database after this time without a commit. */
const idleMs = 5_000;
const defaultMaxLogBytes = 64 * 1024 * 1024;
/** Number of commits between checks of the log's size. */
const commitsPerLook = 256;

/** While other connections read or write. */
const eraseAttempts = 5;
const eraseRetryMs = 1_000;

/** Runs a task in a worker thread, on a separate connection. */
export type RunInWorker = (file: string, task: MaintenanceTask) => Promise<void>;

export interface CheckpointOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly connection: DatabaseSync;
  readonly runInWorker: RunInWorker | undefined;
  /** The log is truncated at this size at the latest; 64 MB by default. */
  readonly maxLogBytes: number | undefined;
}

/**
 * Copies the write-ahead log into the database when idle, and at the latest when the log is large. SQLite's automatic
 * checkpoint would run inside a commit and block it for up to 87 ms.
 */
export class Checkpoints {
  private idle: Disposable | undefined;
  private commits = 0;
  private committedAt = 0;
  private running: Promise<void> | undefined;
  private isOver = false;

  constructor(private readonly options: CheckpointOptions) {}

  committed(): void {
    if (this.isOver) return;
    this.commits += 1;
    this.committedAt = this.options.clock.now();
    // One timer for many commits: another one for each takes as long as one of its statements.
    this.idle ??= this.options.clock.after(idleMs, () => this.checkIdle());
    if (this.commits % commitsPerLook === 0) void this.limitLog();
  }

  /** See `Database.erase`. Waits until no other connection is in the way. */
  async erase(what: Erased): Promise<void> {
    const { clock } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      await this.running;
      const erasing = this.perform(what === 'file' ? 'erase' : 'eraseLog');
      this.running = erasing.catch(() => undefined);
      try {
        await erasing;
        return;
      } catch (thrown) {
        if (attempt === eraseAttempts) throw thrown;
        await new Promise<void>((resolve) => clock.after(eraseRetryMs, resolve));
      } finally {
        this.running = undefined;
      }
    }
  }

  /** Waits for the running task. Closing the last connection copies the rest. */
  async close(): Promise<void> {
    this.isOver = true;
    this.idle?.dispose();
    await this.running;
  }

  private checkIdle(): void {
    const { clock } = this.options;
    const waited = Math.abs(clock.now() - this.committedAt);
    this.idle = waited < idleMs ? clock.after(idleMs - waited, () => this.checkIdle()) : undefined;
    if (!this.idle) void this.run('checkpoint');
  }

  private async limitLog(): Promise<void> {
    const size = await stat(`${this.options.file}-wal`).then(
      (entry) => entry.size,
      () => 0,
    );
    if (size > (this.options.maxLogBytes ?? defaultMaxLogBytes)) await this.run('truncate');
  }

  /** Never rejects: the log stays, and the next checkpoint copies it. */
  private async run(task: MaintenanceTask): Promise<void> {
    if (this.isOver || this.running) return;
    const { log } = this.options;
    this.running = this.perform(task).catch((thrown: unknown) => {
      log.warn(`Storage: the checkpoint failed (${errorMessage(thrown)}).`);
    });
    await this.running;
    this.running = undefined;
  }

  private async perform(task: MaintenanceTask): Promise<void> {
    const { file, runInWorker, connection } = this.options;
    if (runInWorker) await runInWorker(file, task);
    else runTask(connection, task);
  }
}
