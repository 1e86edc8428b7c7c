import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Database } from '../../../../src/core/storage/database';
import { openDatabase, type DatabaseOptions } from '../../../../src/core/storage/openDatabase';

/** The database in a folder, as one window opens it. The caller closes it. */
export async function testDatabase(folder: string, more: Partial<DatabaseOptions> = {}): Promise<Database> {
  return await openDatabase({ folder, clock: systemClock, log: silentLog, ...more });
}
