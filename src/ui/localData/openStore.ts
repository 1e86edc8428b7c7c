import { type ExtensionContext, Uri } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { accountKinds, type AccountKind } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import { toDisposable, type Disposable } from '../../core/base/disposable';
import { errorMessage, type Log } from '../../core/base/log';
import { evictShown } from '../../core/events/journal/eviction';
import { LocalStore } from '../../core/localData/localStore';
import { databaseFile } from '../../core/storage/changeWatcher';
import type { Database } from '../../core/storage/database';
import { hasAccount } from '../../core/stores/accounts/accountRows';
import { accountIdOf } from '../../core/stores/sessionStore';
import { resumeDeletions } from '../../core/stores/deletion/askedDeletion';
import { updateListed } from '../../core/stores/updateListed';
import type { App } from '../shell/app';
import { localDataDays, onDidChangeLocalDataDays } from '../shell/settings';

export interface LocalStoreParts {
  readonly context: Pick<ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'subscriptions'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  /** The URLs in the settings. @throws FailureError */
  readonly addresses: (kind: AccountKind) => { readonly apiUrl: string; readonly helpdeskUrl?: string };
  readonly app: Pick<App, 'session' | 'tickets'>;
}

/** Changes come in bursts. */
const updateAfterMs = 100;

/** Opens what is kept on this machine, with the first connection or search. A bundle that loads on first use. */
export function openStore({ context, clock, log, database, addresses, app }: LocalStoreParts): LocalStore {
  const { extensionUri, globalStorageUri, subscriptions } = context;
  const server = (account: string): string | undefined => serverOf(addresses, account);
  const store = new LocalStore({
    ...{ clock, log, database, server, days: localDataDays, isSignedIn: hasAccount },
    script: Uri.joinPath(extensionUri, 'dist', 'searchWorker.js').fsPath,
    file: Uri.joinPath(globalStorageUri, databaseFile).fsPath,
  });
  subscriptions.push(
    onDidChangeLocalDataDays(() => {
      void store.deleteOld();
      if (localDataDays() === 0) void deleteShownEvents(database, clock, log);
    }),
  );
  void resume(store, database, log);
  let updating: Disposable | undefined;
  const update = (): void => {
    updating ??= clock.after(updateAfterMs, () => {
      updating = undefined;
      updateRows(store, app, log);
    });
  };
  subscriptions.push(
    store.onDidChange(update),
    app.tickets.onDidChange(update),
    toDisposable(() => updating?.dispose()),
  );
  return store;
}

/** Identifies the server that the settings name for an account, by its id; `undefined` if they are invalid. */
function serverOf(addresses: LocalStoreParts['addresses'], account: string): string | undefined {
  const kind = accountKinds.find((each) => account.startsWith(`${each}:`));
  if (!kind) return undefined;
  try {
    const { apiUrl, helpdeskUrl } = addresses(kind);
    return [apiUrl, helpdeskUrl].filter((url) => url !== undefined).join(' ');
  } catch (thrown) {
    if (failureOf(thrown)) return undefined;
    throw thrown;
  }
}

function updateRows({ kept }: LocalStore, { session, tickets }: LocalStoreParts['app'], log: Log): void {
  const account = accountIdOf(session.current);
  if (account === undefined) return;
  try {
    updateListed(tickets, kept, account);
  } catch (thrown) {
    log.warn(`Local data could not be read (${errorMessage(thrown)}).`);
  }
}

/** Completes deletions that an earlier start did not. Never rejects: the next start tries again. */
async function resume({ run }: LocalStore, database: Database, log: Log): Promise<void> {
  try {
    await resumeDeletions({ database, purge: (deleting) => run({ kind: 'purge', deleting }) });
  } catch (thrown) {
    log.warn(`A deletion of local data could not be completed (${errorMessage(thrown)}).`);
  }
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
