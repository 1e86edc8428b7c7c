import { type ExtensionContext, Uri } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { errorMessage, type Log } from '../../core/base/log';
import { evictShown } from '../../core/events/journal/eviction';
import { LocalStore } from '../../core/localData/localStore';
import { databaseFile } from '../../core/storage/changeWatcher';
import type { Database } from '../../core/storage/database';
import { localDataDays, onDidChangeLocalDataDays } from '../shell/settings';

export interface LocalStoreParts {
  readonly context: Pick<ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'subscriptions'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
}

/** Opens what is kept on this machine, with the first connection or search. A bundle that loads on first use. */
export function openStore({ context, clock, log, database }: LocalStoreParts): LocalStore {
  const { extensionUri, globalStorageUri, subscriptions } = context;
  const store = new LocalStore({
    ...{ clock, log, database, days: localDataDays },
    script: Uri.joinPath(extensionUri, 'dist', 'searchWorker.js').fsPath,
    file: Uri.joinPath(globalStorageUri, databaseFile).fsPath,
  });
  subscriptions.push(
    onDidChangeLocalDataDays(() => {
      void store.deleteOld();
      if (localDataDays() === 0) void deleteShownEvents(database, clock, log);
    }),
  );
  return store;
}

/** Never rejects: the journal deletes them later. */
async function deleteShownEvents(database: Database, clock: Clock, log: Log): Promise<void> {
  try {
    await evictShown(database, clock.now());
    await database.erase('log');
  } catch (thrown) {
    log.warn(`Shown events could not be deleted (${errorMessage(thrown)}).`);
  }
}
