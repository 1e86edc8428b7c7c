import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock';
import { errorMessage } from '../base/log';
import { SqliteDatabase } from '../storage/database';
import type { SearchWorkerData } from './searchRunner';
import { runSearchTask, type SearchTask } from './searchTasks';

const busyTimeoutMs = 1_000;
const cacheKib = 16 * 1024;

const { file, typed } = workerData as SearchWorkerData;
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const connection = new DatabaseSync(file);
connection.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
// Without a log, reads wait for writes. With one, a write that finds the lock taken tries again in a later turn, and
// searches run in between.
const mode = connection.prepare('PRAGMA journal_mode').get()?.journal_mode;
connection.exec(`PRAGMA busy_timeout = ${mode === 'wal' ? 0 : busyTimeoutMs}`);
// In KiB, as a negative number. The index that views read has some MB; the thread ends when it is idle.
connection.exec(`PRAGMA cache_size = -${cacheKib}`);
const database = new SqliteDatabase({ connection, clock: systemClock });

parentPort?.on('message', ({ id, task }: { readonly id: number; readonly task: SearchTask }) => {
  const isTyped = task.kind === 'search' && task.query.isTyped === true;
  const isSuperseded = (): boolean => isTyped && Atomics.load(typed, 0) !== id;
  runSearchTask(database, task, isSuperseded).then(
    (result) => parentPort?.postMessage({ id, result }),
    (thrown: unknown) => parentPort?.postMessage({ id, error: errorMessage(thrown) }),
  );
});
