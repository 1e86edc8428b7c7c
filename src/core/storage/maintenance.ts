import type { DatabaseSync } from 'node:sqlite';

/**
 * `checkpoint`: copies what no reader holds back. `truncate`: also makes the log empty. `erase`: rewrites the file
 * without what was deleted, and makes the log empty. `eraseLog`: makes the log empty.
 */
export type MaintenanceTask = 'checkpoint' | 'truncate' | 'erase' | 'eraseLog';

// The first one copies all but the newest pages without the lock that the second one holds.
const truncate: readonly string[] = ['PRAGMA wal_checkpoint(PASSIVE)', 'PRAGMA wal_checkpoint(TRUNCATE)'];
const statements: Readonly<Record<MaintenanceTask, readonly string[]>> = {
  checkpoint: ['PRAGMA wal_checkpoint(PASSIVE)'],
  truncate,
  eraseLog: truncate,
  erase: ['VACUUM', ...truncate],
};

/** @throws if another connection blocked `erase` or `eraseLog` */
export function runTask(connection: DatabaseSync, task: MaintenanceTask): void {
  let last: Readonly<Record<string, unknown>> | undefined;
  for (const sql of statements[task]) last = connection.prepare(sql).get();
  if (task.startsWith('erase') && last?.busy === 1) throw new LogInUseError();
}

/** Has the code that SQLite gives for it elsewhere. */
class LogInUseError extends Error {
  readonly errcode = 5;

  constructor() {
    super('Another connection reads the write-ahead log.');
  }
}
