import type { Clock } from '../../base/clock';
import { errorName, type Log } from '../../base/log';
import type { SecretVault } from '../secretVault';
import type { AccountList, AccountStorage } from './accountList';

export interface AccountStoreOptions {
  readonly vault: SecretVault;
  readonly storage: AccountStorage;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where the vault has the names of the accounts beside their secrets: what survives a damaged database. */
export const namesKey = 'livechat.accounts';

/** As the vault has them; `undefined` without accounts. */
export function namesOf({ accounts, activeId }: AccountList): string | undefined {
  return accounts.length === 0 ? undefined : JSON.stringify({ accounts, activeId });
}

/** Stores the names of the accounts in the vault. Never rejects. */
export async function keepNames(
  { vault, log }: Pick<AccountStoreOptions, 'vault' | 'log'>,
  list: AccountList,
): Promise<void> {
  const names = namesOf(list);
  try {
    if (names === undefined) await vault.delete(namesKey);
    else if ((await vault.get(namesKey)) !== names) await vault.store(namesKey, names);
  } catch (thrown) {
    log.warn(`Accounts: their names could not be stored beside their keys (${errorName(thrown)}).`);
  }
}
