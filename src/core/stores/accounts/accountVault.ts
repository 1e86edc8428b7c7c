import type { Clock } from '../../base/clock';
import { asRecord, parseJson } from '../../base/json';
import { errorName, type Log } from '../../base/log';
import { decodeAccount, type Account } from '../../domain/account';
import { secretPrefix, vaultKeysOf, type SecretVault } from '../secretVault';
import {
  unlistedIn,
  withoutSecret,
  withRestored,
  type AccountList,
  type AccountStorage,
  type ListChange,
} from './accountList';

export interface AccountStoreOptions {
  readonly vault: SecretVault;
  readonly storage: AccountStorage;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where the vault has the names of the accounts beside their secrets: what survives a damaged database. */
export const namesKey = 'livechat.accounts';

/** A secret that was stored this recently may belong to a sign-in that has not listed its account yet. */
const signInMs = 10 * 60_000;

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

/**
 * The list with the accounts that a damaged database has lost, if the vault has their names and secrets. Never rejects: it
 * is tried again at the next start.
 */
export async function restoreAccounts(
  { vault, storage, clock, log }: AccountStoreOptions,
  list: AccountList,
): Promise<AccountList> {
  if (!list.isSalvaged) return list;
  try {
    const { accounts, activeId } = asRecord(parseJson((await vault.get(namesKey)) ?? ''));
    const found: Account[] = [];
    for (const value of Array.isArray(accounts) ? accounts : []) {
      const account = decodeAccount(value);
      if (account && (await vault.get(secretPrefix + account.id)) !== undefined) found.push(account);
    }
    const active = found.find(({ id }) => id === activeId);
    const kept = { accounts: found, ...(active && { activeId: active.id }) };
    // Another window may have done it meanwhile.
    return await storage.update((now) => (now.isSalvaged ? withRestored(now, kept, clock.now()) : now));
  } catch (thrown) {
    log.warn(`Accounts: those of the damaged database could not be restored (${errorName(thrown)}).`);
    return list;
  }
}

/** Such as those of a window that ended between two steps of a sign-in or sign-out. Never rejects. */
export async function deleteUnlistedSecrets(
  { vault, clock, log }: AccountStoreOptions,
  list: AccountList,
  update: (change: ListChange) => Promise<unknown>,
): Promise<void> {
  const due = unlistedIn(list).filter(({ at }) => Math.abs(clock.now() - at) > signInMs);
  try {
    for (const { id } of due) {
      for (const key of vaultKeysOf(id)) await vault.delete(key);
      await update((now) => (unlistedIn(now).some((one) => one.id === id) ? withoutSecret(now, id) : now));
    }
  } catch (thrown) {
    log.warn(`Secrets of removed accounts could not be deleted (${errorName(thrown)}).`);
  }
}
