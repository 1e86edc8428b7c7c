import { l10n, window } from 'vscode';
import { learnedPrefix } from '../../core/actions/learnedCapabilities';
import { displayName, type Account } from '../../core/domain/account';
import { soleAgentPrefix } from '../../core/domain/soleAgentChats';
import type { StoredDataCounts } from '../../core/stores/deleteStoredData';
import type { Grants } from '../../core/stores/grantStore';
import type { App } from '../shell/app';
import { offer, ownFault, showNotStored, toastText } from '../messages/failureMessages';
import { whyNotStored } from '../messages/storageMessages';
import { dataOf, notDeleted, withDeleteProgress } from './deleteLocalData';
import { shownPrefix } from './shownOnce';

/** Keys of state values that belong to one account. */
const prefixes = [learnedPrefix, shownPrefix, soleAgentPrefix];

export interface SignOutParts {
  readonly grants: Grants;
  /** Removes the webhooks and tunnels of the account. */
  readonly leave: (account: Account) => Promise<void>;
}

/**
 * Signs an account out: removes its webhooks and tunnels, its tokens, its key and its entry in the account list. What is
 * stored of it stays, see `StoredData.deleteAccount`.
 * @throws StorageError
 */
export async function signOut({ accounts }: App, parts: SignOutParts, account: Account): Promise<void> {
  await parts.leave(account);
  await parts.grants.remove(account);
  await accounts.remove(account);
}

/**
 * Reports the sign-out and asks whether to delete what is stored of the account; deleting is the default if no other
 * account is signed in. Does not wait for the answer, and never rejects.
 */
export async function offerToDelete(app: App, account: Account): Promise<void> {
  const isLast = app.accounts.accounts.length === 0;
  const name = toastText(displayName(account));
  const signedOut = l10n.t('Signed out of {0}. Its key was deleted from this machine.', name);
  // The audit log stays.
  const counts = { ...(await dataOf(app).counts(account.id).catch(noCounts)), audit: 0 };
  if (Object.values(counts).every((count) => count === 0)) {
    void window.showInformationMessage(signedOut);
    return;
  }
  const question = l10n.t(
    'Also delete what is kept of this account here (tickets, chats, events, drafts, notes, scheduled replies)?',
  );
  const remove = { title: l10n.t('Delete'), run: () => deleteOf(app, account) };
  const keep = { title: l10n.t('Keep'), run: () => undefined };
  const actions = isLast ? [remove, keep] : [keep, remove];
  void offer(window.showInformationMessage, [signedOut, question].join(' '), actions);
}

/** Deletes what is stored of an account except the audit log, without asking. @throws StorageError */
export async function deleteAccountData(app: App, account: Account): Promise<void> {
  for (const draft of await app.drafts.list(account.id)) await app.drafts.discard(draft);
  await dataOf(app).deleteAccount(account.id, prefixes);
}

async function deleteOf(app: App, account: Account): Promise<void> {
  try {
    await withDeleteProgress(() => deleteAccountData(app, account));
  } catch (thrown) {
    await showNotStored(whyNotStored(thrown) ?? ownFault(), notDeleted);
  }
}

/** If the data cannot be read, there is nothing to ask about. */
function noCounts(): StoredDataCounts {
  return { tickets: 0, chats: 0, events: 0, drafts: 0, audit: 0, notes: 0, scheduled: 0 };
}
