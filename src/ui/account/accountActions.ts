import { l10n, window, type QuickPickItem } from 'vscode';
import { escapeIcons } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import type { AccountStore } from '../../core/stores/accounts/accountStore';
import {
  askForAddress,
  showAccountProblem,
  showApiNotice,
  showMigrationNotice,
  warnOfBudget,
} from './accountMessages';
import { askClientId } from './askClientId';
import { signInInBrowser } from './browserSignIn';
import { callsText } from './calls/callsText';
import { kindName } from './signInLabels';
import { readDeletion, readSignOut } from './accountArguments';
import { deleteAll, deleteLocalData, deleteOldEvents } from './deleteLocalData';
import { checkScopes } from './scopeCheck';
import { askCredential } from './signIn';
import { deleteAccountData, offerToDelete, signOut } from './signOut';

/** What commands on accounts ask, do and show. A bundle that loads on first use. */
export const accountActions = {
  askForAddress,
  askCredential,
  askClientId,
  signInInBrowser,
  checkScopes,
  chooseAccount,
  deleteAll,
  deleteLocalData,
  readDeletion,
  readSignOut,
  deleteOldEvents,
  deleteAccountData,
  offerToDelete,
  signOut,
  switchAccount,
  callsText,
  warnOfBudget,
  showAccountProblem,
  showApiNotice,
  showMigrationNotice,
} as const;

interface AccountItem extends QuickPickItem {
  readonly account?: Account;
}

function itemsOf(accounts: AccountStore): AccountItem[] {
  const active = accounts.active?.id;
  return accounts.accounts.map((account) => ({
    label: `$(${account.demo ? 'beaker' : 'account'}) ${escapeIcons(displayName(account))}`,
    description: [
      ...(account.demo ? [l10n.t('Demo account')] : []),
      kindName(account.kind),
      ...(account.id === active ? [l10n.t('active')] : []),
    ].join(' · '),
    account,
  }));
}

/** The only account, or the one that the user selects. */
async function chooseAccount(accounts: AccountStore, placeHolder: string): Promise<Account | undefined> {
  const items = itemsOf(accounts);
  if (items.length <= 1) return items[0]?.account;
  return (await window.showQuickPick(items, { placeHolder }))?.account;
}

/** Activates the account that the user selects, or signs in to another one. */
async function switchAccount(accounts: AccountStore, signIn: () => Promise<unknown>): Promise<void> {
  const another: AccountItem = { label: `$(add) ${l10n.t('Sign in to another account…')}` };
  const picked = await window.showQuickPick([...itemsOf(accounts), another], {
    placeHolder: l10n.t('Select the LiveChat account to use'),
  });
  if (picked?.account) await accounts.activate(picked.account);
  else if (picked) await signIn();
}
