import type * as NodeSqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { chmod, mkdir, open as openFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sleep } from '../base/async';
import type { Clock } from '../base/clock';
import { errorCode } from '../base/json';
import type { Log } from '../base/log';
import { ChangeWatcher, databaseFile } from './changeWatcher';
import { Checkpoints, type RunInWorker } from './checkpoints';
import { type Database, SqliteDatabase } from './database';
import { salvage } from './salvage';
import { migrate } from './schema';
import { isBusy, isDamaged, StorageError } from './storageError';

/** Longest wait of a statement for a lock while the file is opened, and without a write-ahead log: it blocks the event loop. */
const busyTimeoutMs = 5;
const damagedPrefix = `${databaseFile}.damaged-`;
const attempts = 40;
const againMs = 25;

export interface DatabaseOptions {
  /** The extension's global storage folder. Created with mode 0700 if missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs maintenance in a worker thread, see `workerRunner`; on the caller's connection by default. */
  readonly runInWorker?: RunInWorker;
  /** Called once if the file was damaged: with the name it was renamed to before a new one was created. */
  readonly onReplaced?: (name: string) => void;
  /** Parameters of SQLite's URI, such as `vfs`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Largest size of the file in pages of 4096 bytes; for tests of a full disk. */
  readonly maxPages?: number;
  /** Size at which the write-ahead log is truncated at the latest; 64 MB by default. */
  readonly maxLogBytes?: number;
}

/**
 * Opens `desk.db`, the one database of this machine, and brings its schema up to date. Several processes may have it
 * open at once. A file that is not a database is set aside; drafts and the audit log are copied where they can be read.
 * @throws StorageError `no-sqlite` where this Node.js lacks `node:sqlite`; `newer` where a newer version of the
 * extension wrote the file, which then stays as it is
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { folder, clock, log } = options;
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof NodeSqlite | undefined;
  if (sqlite === undefined) throw new StorageError('no-sqlite', process.version);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await restrict(folder);
    const file = path.join(folder, databaseFile);
    const open = (): DatabaseSync => connect(sqlite, file, options);
    const connection = await openOrReplace(open, file, options);
    await restrict(folder);
    const checkpoints = new Checkpoints({
      file,
      clock,
      log,
      connection,
      runInWorker: options.runInWorker,
      maxLogBytes: options.maxLogBytes,
    });
    const watcher = new ChangeWatcher({ folder, connection, log });
    const database = new SqliteDatabase({
      connection,
      clock,
      onCommit: () => checkpoints.committed(),
      onErase: async (what) => {
        await checkpoints.erase(what);
        if (what === 'file') await deleteSetAside(folder);
      },
      onClose: async () => {
        watcher.dispose();
        await checkpoints.close();
      },
    });
    watcher.start((changed) => database.notify(changed));
    return database;
  } catch (thrown) {
    throw StorageError.of(thrown);
  }
}

/** Retries while another window migrates or replaces the file. */
async function openOrReplace(
  open: () => DatabaseSync,
  file: string,
  options: DatabaseOptions,
): Promise<DatabaseSync> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return open();
    } catch (thrown) {
      if (isDamaged(thrown)) return await replace(open, file, options);
      if (!isBusy(thrown) || attempt === attempts) throw thrown;
      await sleep(options.clock, againMs);
    }
  }
}

function connect(sqlite: typeof NodeSqlite, file: string, options: DatabaseOptions): DatabaseSync {
  const url = pathToFileURL(file);
  for (const [name, value] of Object.entries(options.parameters ?? {})) url.searchParams.set(name, value);
  const connection = new sqlite.DatabaseSync(url);
  try {
    connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // Without shared memory, such as on a network file system, SQLite keeps another journal mode.
    const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0');
    // What is deleted is overwritten in its page, so that it is in the file no longer than in the log.
    connection.exec('PRAGMA secure_delete = ON');
    if (options.maxPages !== undefined) connection.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    migrate(connection);
    // The first read detects a damaged schema page.
    connection.exec('SELECT version FROM topics');
    // With a log, reads wait for nothing, and a write that finds the lock taken tries again in a later turn.
    if (mode === 'wal') connection.exec('PRAGMA busy_timeout = 0');
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

/** Renames a damaged file, in one window at a time, so that a second window keeps the new file of the first. */
async function replace(
  open: () => DatabaseSync,
  file: string,
  options: DatabaseOptions,
): Promise<DatabaseSync> {
  const lock = `${file}.replacing`;
  const release = await acquire(lock, options.clock);
  try {
    return open();
  } catch (thrown) {
    if (!isDamaged(thrown)) throw thrown;
    return await setAside(open, file, options);
  } finally {
    await release();
  }
}

async function setAside(
  open: () => DatabaseSync,
  file: string,
  { clock, log, onReplaced }: DatabaseOptions,
): Promise<DatabaseSync> {
  const name = `${damagedPrefix}${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
  const aside = path.join(path.dirname(file), name);
  await rename(file, aside);
  for (const end of ['-wal', '-shm']) {
    await rename(file + end, aside + end).catch((thrown: unknown) => {
      if (!isMissing(thrown)) throw thrown;
    });
  }
  log.warn(`Storage: the database could not be read and was set aside as ${name}.`);
  const connection = open();
  salvage(aside, connection, log);
  onReplaced?.(name);
  return connection;
}

/** Deletes damaged files that were set aside. */
async function deleteSetAside(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(damagedPrefix)) await rm(path.join(folder, name), { force: true });
  }
}

/** Creates a lock file. A stale one of a killed process is removed after a while. */
async function acquire(lock: string, clock: Clock): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (await openFile(lock, 'wx', 0o600)).close();
      return () => rm(lock, { force: true });
    } catch (thrown) {
      if (errorCode(thrown) !== 'EEXIST') throw thrown;
      if (attempt > attempts) await rm(lock, { force: true });
      await sleep(clock, againMs);
    }
  }
}

/** Files may contain customers' data, so only the owner may access the folder (0700) and the files (0600). */
async function restrict(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await tighten(folder, 0o700);
  for (const name of await readdir(folder)) {
    if (name.startsWith(databaseFile)) await tighten(path.join(folder, name), 0o600);
  }
}

async function tighten(file: string, mode: number): Promise<void> {
  try {
    const { mode: now } = await stat(file);
    if ((now & 0o777 & ~mode) !== 0) await chmod(file, mode);
  } catch (thrown) {
    // Another window may have closed the database meanwhile, which deletes the write-ahead log.
    if (!isMissing(thrown)) throw thrown;
  }
}

function isMissing(thrown: unknown): boolean {
  return errorCode(thrown) === 'ENOENT';
}

/**
 * Runs each task in its own worker thread.
 * @param script path of the built `storageWorker.js`
 */
export function workerRunner(script: string): RunInWorker {
  return async (file, task) => {
    const worker = new Worker(script, { workerData: { file, task } });
    worker.unref();
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`The storage worker ended with code ${code}.`));
      });
    });
  };
}
