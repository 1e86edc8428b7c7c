import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Database } from '../../../../src/core/storage/database';
import { stateValue } from '../../../../src/core/storage/stateStore';
import { openDatabase, type DatabaseOptions } from '../../../../src/core/storage/openDatabase';

/** The database in a folder, as one window opens it. The caller closes it. */
export async function testDatabase(folder: string, more: Partial<DatabaseOptions> = {}): Promise<Database> {
  return await openDatabase({ folder, clock: systemClock, log: silentLog, ...more });
}

/** Changes one value of the table `state`, as another window does. */
export async function changeState(
  folder: string,
  key: string,
  change: (value: unknown) => unknown,
): Promise<void> {
  const database = await testDatabase(folder);
  const value = stateValue(() => Promise.resolve(database), key);
  await value.write(change(await value.read()));
  await database.close();
}
