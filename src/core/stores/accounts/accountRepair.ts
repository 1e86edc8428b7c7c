import { asRecord, parseJson } from '../../base/json';
import { errorName } from '../../base/log';
import { decodeAccount, type Account } from '../../domain/account';
import { secretPrefix, vaultKeysOf } from '../secretVault';
import { unlistedIn, withoutSecret, type AccountList, type ListChange } from './accountList';
import { namesKey, type AccountStoreOptions } from './accountVault';

// What hardly any start needs: a bundle of its own.

/** A secret that was stored this recently may belong to a sign-in that has not listed its account yet. */
const signInMs = 10 * 60_000;

/**
 * The list with the accounts that a damaged database has lost, if the vault has their names and secrets. Never rejects: it
 * is tried again at the next start.
 */
export async function restoreAccounts(
  { vault, storage, clock, log }: AccountStoreOptions,
  list: AccountList,
): Promise<AccountList> {
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

/** Adds the accounts that a damaged database has lost. @param now milliseconds since the epoch */
function withRestored(
  { isSalvaged: _, ...list }: AccountList,
  { accounts: kept, activeId = kept[0]?.id }: Pick<AccountList, 'accounts' | 'activeId'>,
  now: number,
): AccountList {
  const lost = kept.filter(({ id }) => !list.accounts.some((one) => one.id === id));
  const secrets = new Map([...lost.map(({ id }) => [id, { version: 1, at: now }] as const), ...list.secrets]);
  const accounts = [...list.accounts, ...lost];
  return { ...(activeId !== undefined && { activeId }), ...list, accounts, secrets };
}
