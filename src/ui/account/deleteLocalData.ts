import { l10n, ProgressLocation, window } from 'vscode';
import { StoredData } from '../../core/stores/deleteStoredData';
import { isStorageError } from '../../core/storage/storageError';
import type { App } from '../shell/app';
import { localDataDays } from '../shell/settings';
import { wholeNumber } from '../messages/times';

/** Asks, and deletes everything but accounts and keys. @returns whether it was deleted @throws StorageError */
export async function deleteLocalData(app: App): Promise<boolean> {
  const data = dataOf(app);
  const { tickets, chats, events, drafts, notes, scheduled, audit } = await data.counts();
  const title = l10n.t('Delete');
  const detail = [
    l10n.t('Tickets and chats: {0}', wholeNumber(tickets + chats)),
    l10n.t('Received events: {0}', wholeNumber(events)),
    l10n.t('Drafts: {0}', wholeNumber(drafts)),
    l10n.t('Your notes about people: {0}', wholeNumber(notes)),
    l10n.t('Scheduled replies and reminders: {0}', wholeNumber(scheduled)),
    l10n.t('Entries of the audit log: {0}', wholeNumber(audit)),
    l10n.t('Counts of API calls, and your answers about tunnels and notifications'),
    '',
    l10n.t('Accounts and keys stay until you sign out. Nothing is deleted at LiveChat.'),
  ].join('\n');
  const question = l10n.t('Delete what Desk for LiveChat keeps on this machine?');
  if ((await window.showWarningMessage(question, { modal: true, detail }, title)) !== title) return false;
  await withDeleteProgress(() => deleteAll(app));
  void window.showInformationMessage(l10n.t('Local data was deleted.'));
  return true;
}

/**
 * Deletes everything but accounts and keys, without asking.
 * @returns the kinds of data that existed: `tickets`, `chats`, `events`, `drafts`, `audit`, `notes`, `scheduled`
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

/** Deletes events that are too old, while no account is signed in and nothing listens. Never rejects. */
export async function deleteOldEvents(app: App): Promise<void> {
  try {
    await dataOf(app).deleteOld(localDataDays());
  } catch (thrown) {
    app.log.warn(`Old events could not be deleted (${isStorageError(thrown) ? thrown.message : 'error'}).`);
  }
}

export function notDeleted(): string {
  return l10n.t('The data could not be deleted.');
}

export function withDeleteProgress(work: () => Promise<unknown>): Thenable<unknown> {
  return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Deleting…') }, work);
}

export function dataOf({ database, clock, local }: App): StoredData {
  return new StoredData(database, clock, async (task) => await (await local.get()).run(task));
}
