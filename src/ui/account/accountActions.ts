import { showAccountProblem, showApiNotice, showMigrationNotice, warnOfBudget } from './accountMessages';
import { askClientId } from './askClientId';
import { signInInBrowser } from './browserSignIn';
import { callsText } from './calls/callsText';
import { afterSignOut, deleteLocalData, deleteOldEvents } from './localData';
import { chooseAccount, switchAccount } from './pickAccount';
import { askCredential } from './signIn';

/** What commands on accounts ask, do and show. A bundle that loads on first use. */
export const accountActions = {
  afterSignOut,
  askCredential,
  askClientId,
  signInInBrowser,
  chooseAccount,
  deleteLocalData,
  deleteOldEvents,
  switchAccount,
  callsText,
  warnOfBudget,
  showAccountProblem,
  showApiNotice,
  showMigrationNotice,
} as const;
