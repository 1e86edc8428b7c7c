import type { Event } from '../../base/event';
import type { Account } from '../../domain/account';

/** The accounts of this machine, without secrets. */
export interface AccountList {
  /** In the order of their sign-in. */
  readonly accounts: readonly Account[];
  readonly activeId?: string;
  /** Accounts for which the vault may hold secrets, by id, including some that are not listed. */
  readonly secrets: ReadonlyMap<string, SecretRecord>;
  /** The database was damaged, and what could be read of it was copied: accounts may be missing. */
  readonly isSalvaged?: true;
}

export interface SecretRecord {
  /** Increases with each secret that was stored. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Has no other effect: it may run several times. */
export type ListChange = (list: AccountList) => AccountList;

/** Where the list is stored, for all windows of this machine. Rejects with a StorageError. */
export interface AccountStorage {
  read(): Promise<AccountList>;
  /** Changes the list in one transaction. @returns the list after the change */
  update(change: ListChange): Promise<AccountList>;
  /** Fires after any window has changed the list. */
  readonly onDidChange: Event<undefined>;
}

export interface AccountChange {
  /** `added`: also an account that got a new secret. `amended`: something other than its secret has changed. */
  readonly kind: 'added' | 'removed' | 'activated' | 'amended';
  readonly account: Account;
}

export const emptyList: AccountList = { accounts: [], secrets: new Map() };

/** Notes that the vault may hold a secret of the account from now on. @param now milliseconds since the epoch */
export function withSecretNote(list: AccountList, id: string, now: number): AccountList {
  return withSecret(list, id, { version: versionIn(list, id), at: now });
}

/** Adds an account with a new secret, as the last and active one. What else is known of it is kept. */
export function withAccount(list: AccountList, given: Account, now: number): AccountList {
  const { id } = given;
  const { clientId, transportKind } = list.accounts.find((one) => one.id === id) ?? {};
  const account = {
    ...(clientId !== undefined && { clientId }),
    ...(transportKind && { transportKind }),
    ...given,
  };
  const accounts = [...list.accounts.filter((one) => one.id !== id), account];
  const next = { ...list, accounts, activeId: id };
  return withSecret(next, id, { version: versionIn(list, id) + 1, at: now });
}

/** Removes an account; the first of the others becomes active if it was. */
export function withoutAccount(list: AccountList, id: string): AccountList {
  const accounts = list.accounts.filter((one) => one.id !== id);
  const { activeId, ...rest } = withoutSecret(list, id);
  const next = activeId === id ? accounts[0]?.id : activeId;
  return { ...rest, accounts, ...(next !== undefined && { activeId: next }) };
}

export function withoutSecret(list: AccountList, id: string): AccountList {
  return { ...list, secrets: new Map([...list.secrets].filter(([key]) => key !== id)) };
}

/** Accounts whose secrets may be left in the vault although they are not listed. */
export function unlistedIn({ accounts, secrets }: AccountList): readonly (SecretRecord & { id: string })[] {
  return [...secrets]
    .filter(([id]) => !accounts.some((account) => account.id === id))
    .map(([id, record]) => ({ id, ...record }));
}

/** What is shown of a list: its accounts, without those that this window cannot use. */
export interface ShownAccounts {
  readonly list: AccountList;
  readonly accounts: readonly Account[];
  readonly active: Account | undefined;
}

/** What leads from one to the other, with the removed accounts first. */
export function changesBetween(before: ShownAccounts, after: ShownAccounts): readonly AccountChange[] {
  const changes: AccountChange[] = [];
  for (const account of before.accounts) {
    if (!after.accounts.some(({ id }) => id === account.id)) changes.push({ kind: 'removed', account });
  }
  for (const account of after.accounts) {
    const { id } = account;
    const known = before.accounts.find((one) => one.id === id);
    const hasNewSecret = versionIn(after.list, id) !== versionIn(before.list, id);
    if (!known || hasNewSecret) changes.push({ kind: 'added', account });
    else if (isAmended(known, account)) changes.push({ kind: 'amended', account });
  }
  const { active } = after;
  const isAdded = changes.some(({ kind, account }) => kind === 'added' && account.id === active?.id);
  if (active && active.id !== before.active?.id && !isAdded) {
    changes.push({ kind: 'activated', account: active });
  }
  return changes;
}

/** A key that is bound to origins for the first time can be used as before. */
function isAmended(before: Account, after: Account): boolean {
  return !isSameAccount(before.origins ? before : { ...before, ...originsIn(after) }, after);
}

function originsIn({ origins }: Account): Pick<Account, 'origins'> {
  return origins ? { origins } : {};
}

export function isSameAccount(one: Account, other: Account): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

function withSecret(list: AccountList, id: string, record: SecretRecord): AccountList {
  return { ...list, secrets: new Map([...list.secrets, [id, record]]) };
}

function versionIn({ secrets }: AccountList, id: string): number {
  return secrets.get(id)?.version ?? 0;
}
