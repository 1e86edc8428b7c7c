import { l10n, ProgressLocation, window } from 'vscode';
import { learnedPrefix } from '../../core/actions/learnedCapabilities';
import { displayName, type Account } from '../../core/domain/account';
import { LocalData } from '../../core/stores/localData';
import { isStorageError } from '../../core/storage/storageError';
import type { App } from '../shell/app';
import { offer, ownFault, showNotStored, toastText } from '../messages/failureMessages';
import { whyNotStored } from '../messages/storageMessages';
import { wholeNumber } from '../messages/times';
import { shownPrefix } from './shownOnce';

const prefixes = [learnedPrefix, shownPrefix];

/**
 * Says that an account was signed out, and asks once whether to delete what is stored of it. Resolves without waiting for
 * the answer, and never rejects.
 * @param isLast whether no other account is signed in, which makes deleting the default
 */
export async function afterSignOut(app: App, account: Account, isLast: boolean): Promise<void> {
  const data = dataOf(app);
  const name = toastText(displayName(account));
  const signedOut = l10n.t('Signed out of {0}. Its key was deleted from this machine.', name);
  const { events, drafts } = await data.counts(account.id).catch(noCounts);
  if (events + drafts === 0) {
    void window.showInformationMessage(signedOut);
    return;
  }
  const question = l10n.t('Also delete what is kept of this account here (events, drafts)?');
  const remove = { title: l10n.t('Delete'), run: () => deleteOf(app, account) };
  const keep = { title: l10n.t('Keep'), run: () => undefined };
  const actions = isLast ? [remove, keep] : [keep, remove];
  void offer(window.showInformationMessage, [signedOut, question].join(' '), actions);
}

/** Asks, and deletes everything but accounts and keys. @returns whether it was deleted @throws StorageError */
export async function deleteLocalData(app: App): Promise<boolean> {
  const data = dataOf(app);
  const { events, drafts, audit } = await data.counts();
  const title = l10n.t('Delete');
  const detail = [
    l10n.t('Received events: {0}', wholeNumber(events)),
    l10n.t('Drafts: {0}', wholeNumber(drafts)),
    l10n.t('Entries of the audit log: {0}', wholeNumber(audit)),
    l10n.t('Counts of API calls, and your answers about tunnels and notifications'),
    '',
    l10n.t('Accounts and keys stay until you sign out. Nothing is deleted at LiveChat.'),
  ].join('\n');
  const question = l10n.t('Delete what Desk for LiveChat keeps on this machine?');
  if ((await window.showWarningMessage(question, { modal: true, detail }, title)) !== title) return false;
  await withProgress(() => deleteAll(app));
  void window.showInformationMessage(l10n.t('Local data was deleted.'));
  return true;
}

/**
 * Deletes everything but accounts and keys, without asking.
 * @returns what there was: `events`, `drafts`, `audit`
 * @throws StorageError
 */
export async function deleteAll(app: App): Promise<readonly string[]> {
  const data = dataOf(app);
  const counts = await data.counts();
  for (const draft of await app.drafts.list()) await app.drafts.discard(draft);
  await data.deleteAll();
  app.audit.clear();
  return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [name] : []));
}

/** Deletes what is kept of an account, without asking. @throws StorageError */
export async function deleteOfAccount(app: App, account: Account): Promise<void> {
  for (const draft of await app.drafts.list(account.id)) await app.drafts.discard(draft);
  await dataOf(app).deleteAccount(account.id, prefixes);
}

/** Deletes events that are too old, while no account is signed in and nothing listens. Never rejects. */
export async function deleteOldEvents(app: App): Promise<void> {
  try {
    await dataOf(app).deleteOldEvents();
  } catch (thrown) {
    app.log.warn(`Old events could not be deleted (${isStorageError(thrown) ? thrown.message : 'error'}).`);
  }
}

async function deleteOf(app: App, account: Account): Promise<void> {
  try {
    await withProgress(() => deleteOfAccount(app, account));
  } catch (thrown) {
    await showNotStored(whyNotStored(thrown) ?? ownFault(), notDeleted);
  }
}

function notDeleted(): string {
  return l10n.t('The data could not be deleted.');
}

function withProgress(work: () => Promise<unknown>): Thenable<unknown> {
  return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Deleting…') }, work);
}

function dataOf({ database, clock }: App): LocalData {
  return new LocalData(database, clock);
}

/** Where nothing can be read, there is nothing to ask about. */
function noCounts(): { readonly events: number; readonly drafts: number } {
  return { events: 0, drafts: 0 };
}
