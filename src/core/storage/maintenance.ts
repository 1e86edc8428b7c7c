import type { DatabaseSync } from 'node:sqlite';

/** `checkpoint`: copies what no reader holds back. `truncate`: also makes the log empty. `vacuum`: gives free pages back. */
export type MaintenanceTask = 'checkpoint' | 'truncate' | 'vacuum';

const statements: Readonly<Record<MaintenanceTask, string>> = {
  checkpoint: 'PRAGMA wal_checkpoint(PASSIVE)',
  truncate: 'PRAGMA wal_checkpoint(TRUNCATE)',
  vacuum: 'VACUUM',
};

export function runTask(connection: DatabaseSync, task: MaintenanceTask): void {
  connection.exec(statements[task]);
}
