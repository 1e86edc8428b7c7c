import { showApiNotice, showMigrationNotice, warnOfBudget } from './accountMessages';
import { askClientId } from './askClientId';
import { signInInBrowser } from './browserSignIn';
import { callsText } from './calls/callsText';
import { chooseAccount, switchAccount } from './pickAccount';
import { askCredential } from './signIn';

/** What commands on accounts ask, do and show. A bundle that loads on first use. */
export const accountActions = {
  askCredential,
  askClientId,
  signInInBrowser,
  chooseAccount,
  switchAccount,
  callsText,
  warnOfBudget,
  showApiNotice,
  showMigrationNotice,
} as const;
