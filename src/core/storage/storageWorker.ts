import { parentPort, workerData } from 'node:worker_threads';
import { runTask, type MaintenanceTask } from './maintenance';

/** Checkpoints may wait for readers; this thread blocks no other work. */
const busyTimeoutMs = 5_000;

const { file, task } = workerData as { readonly file: string; readonly task: MaintenanceTask };
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const connection = new DatabaseSync(file);
try {
  connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA secure_delete = ON`);
  runTask(connection, task);
} finally {
  connection.close();
}
parentPort?.postMessage('done');
