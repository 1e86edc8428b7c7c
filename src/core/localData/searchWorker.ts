import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock';
import { errorMessage } from '../base/log';
import { SqliteDatabase } from '../storage/database';
import type { SearchWorkerData } from './searchRunner';
import { runSearchTask, type SearchTask } from './searchTasks';

/** Another connection may write meanwhile; this thread blocks no other work. */
const busyTimeoutMs = 1_000;
const cacheKib = 16 * 1024;

const { file, typed } = workerData as SearchWorkerData;
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const connection = new DatabaseSync(file);
connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
connection.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
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
