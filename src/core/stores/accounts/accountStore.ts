import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Account, Credential } from '../../domain/account';
import type { AccountTransportKind } from '../../domain/capabilities';
import { StorageError, type StorageFault } from '../../storage/storageError';
import {
  changesBetween,
  emptyList,
  isSameAccount,
  unlistedIn,
  withAccount,
  withoutAccount,
  withSecretNote,
  type AccountChange,
  type AccountList,
  type ListChange,
} from './accountList';
import { keepNames, namesOf, type AccountStoreOptions } from './accountVault';
import { secretPrefix, vaultKeysOf } from '../secretVault';

/** The list could not be read, or a change is in the memory of this window only. */
export interface AccountProblem {
  readonly during: 'read' | 'write';
  readonly fault: StorageFault;
}

/**
 * Every account that is signed in on this machine, and which one is active. One secret per account, so that
 * two windows signing in to two accounts never overwrite each other. Where nothing can be stored, accounts and their
 * secrets are in the memory of this window.
 */
export class AccountStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<AccountChange | undefined>());
  /** The list was loaded, or changed in this window or another; `undefined` where it is not known how. */
  readonly onDidChange = this.changed.event;
  private readonly failed = this.owned.add(new Emitter<AccountProblem>());
  readonly onDidFail = this.failed.event;
  private list: AccountList = emptyList;
  private loading: Promise<void> | undefined;
  private loaded = false;
  /** Changes that could not be stored yet, oldest first. Applying one twice does no harm. */
  private unsaved: readonly ListChange[] = [];
  /** Secrets of accounts that could not be stored. */
  private readonly unsavedSecrets = new Map<string, string>();
  /** Accounts of other windows whose secrets this window cannot read, in editors that give each window its own. */
  private readonly hidden = new Set<string>();
  /** The account that was active last, for when another window activates a hidden one. */
  private lastActive: string | undefined;
  private following: Promise<void> = Promise.resolve();

  constructor(private readonly options: AccountStoreOptions) {
    const { vault, storage } = options;
    this.owned.add(
      vault.onDidChange(({ key }) => {
        if (!key.startsWith(secretPrefix)) return;
        this.changed.fire(undefined);
        if (this.hidden.size > 0) void this.reload();
      }),
    );
    this.owned.add(storage.onDidChange(() => void this.reload()));
  }

  /** Whether `accounts` is the list that is stored, as far as it can be read. */
  get isLoaded(): boolean {
    return this.loaded;
  }

  get accounts(): readonly Account[] {
    return this.list.accounts.filter(({ id }) => !this.hidden.has(id));
  }

  get active(): Account | undefined {
    const { accounts } = this;
    const find = (id: string | undefined) => accounts.find((account) => account.id === id);
    return find(this.list.activeId) ?? find(this.lastActive) ?? accounts[0];
  }

  /** Reads the list once. Never rejects: where it cannot be read there are no accounts, and `onDidFail` fires. */
  load(): Promise<void> {
    this.loading ??= this.loadNow();
    return this.loading;
  }

  /** @throws VaultError */
  async secretOf({ id }: Account): Promise<string | undefined> {
    return this.unsavedSecrets.get(id) ?? (await this.options.vault.get(secretPrefix + id));
  }

  /**
   * Adds the account or replaces its secret, and makes it the active one. What else is known of it is kept.
   * @throws VaultError where the secret could not be stored: nothing has changed then
   */
  async add({ account: given, secret }: Credential): Promise<void> {
    await this.load();
    const { id } = given;
    const now = this.options.clock.now();
    // First the note that the vault has something, then the secret, then the account: nothing is left unlisted,
    // and a locked keyring leaves no account without a secret behind.
    if (await this.update((list) => withSecretNote(list, id, now))) {
      await this.options.vault.store(secretPrefix + id, secret);
    } else this.unsavedSecrets.set(id, secret);
    this.hidden.delete(id);
    const isStored = await this.update((list) => withAccount(list, given, now), id);
    if (isStored) await this.storeSecrets();
  }

  /**
   * Sets or, with `undefined`, removes the application that the user provided. The application of webhooks in use stays:
   * what is registered for it could not be found with another one, see `setTransportKind`.
   */
  async setClientId(account: Account, clientId: string | undefined): Promise<void> {
    await this.amend(account, ({ clientId: before, ...rest }) => {
      const isInUse = rest.transportKind === 'webhooks' && before !== undefined;
      const now = isInUse ? before : clientId;
      return { ...rest, ...(now !== undefined && { clientId: now }) };
    });
  }

  /** Sets how its events arrive, and the application with it, as `setClientId` does. */
  async setTransportKind(
    account: Account,
    transportKind: AccountTransportKind,
    clientId: string | undefined,
  ): Promise<void> {
    await this.amend(account, ({ clientId: _, ...rest }) => ({
      ...rest,
      transportKind,
      ...(clientId !== undefined && { clientId }),
    }));
  }

  /** Sets where the secret may be sent. */
  async setOrigins(account: Account, origins: readonly string[]): Promise<void> {
    await this.amend(account, (known) => ({ ...known, origins }));
  }

  /** Changes what is known of an account. One that was removed stays removed. */
  async amend({ id }: Account, change: (known: Account) => Account): Promise<void> {
    await this.load();
    const known = this.accounts.find((one) => one.id === id);
    if (!known || isSameAccount(change(known), known)) return;
    await this.update((list) => ({
      ...list,
      accounts: list.accounts.map((one) => (one.id === id ? change(one) : one)),
    }));
  }

  /** @throws VaultError where its secret could not be deleted: the account stays then, so that it can be tried again */
  async remove({ id }: Account): Promise<void> {
    await this.load();
    for (const key of vaultKeysOf(id)) await this.options.vault.delete(key);
    this.unsavedSecrets.delete(id);
    await this.update((list) => withoutAccount(list, id));
  }

  async activate({ id }: Account): Promise<void> {
    await this.load();
    if (this.list.activeId === id || !this.accounts.some((account) => account.id === id)) return;
    await this.update((list) => ({ ...list, activeId: id }));
  }

  /** Reads the list again, for editors in which another window's change raises no event. Never rejects. */
  reload(): Promise<void> {
    if (!this.loaded) return Promise.resolve();
    this.following = this.following.then(() => this.follow());
    return this.following;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async loadNow(): Promise<void> {
    try {
      const list = await this.options.storage.read();
      const repair = list.isSalvaged && (await import('./accountRepair'));
      this.list = repair ? await repair.restoreAccounts(this.options, list) : list;
      this.lastActive = this.active?.id;
    } catch (thrown) {
      this.report('read', thrown);
    }
    this.loaded = true;
    this.changed.fire(undefined);
    void this.tidyVault();
  }

  /**
   * @param ownId the account that this window adds
   * @returns whether it was stored, with all earlier changes; otherwise it holds in this window
   */
  private async update(change: ListChange, ownId?: string): Promise<boolean> {
    const changes = [...this.unsaved, change];
    this.unsaved = changes;
    let before = this.list;
    try {
      const list = await this.options.storage.update((stored) => {
        before = stored;
        return applied(changes, stored);
      });
      this.unsaved = this.unsaved.filter((one) => !changes.includes(one));
      this.hideUnseen(list, ownId);
      this.adopt(list);
      if (namesOf(list) !== namesOf(before)) await keepNames(this.options, list);
      return true;
    } catch (thrown) {
      this.report('write', thrown);
      this.adopt(change(this.list));
      return false;
    }
  }

  /** What another window did. An account is not shown while this window cannot read its secret. */
  private async follow(): Promise<void> {
    const { storage } = this.options;
    try {
      if (this.unsaved.length > 0 && (await this.update((list) => list))) await this.storeSecrets();
      for (const checked = new Set<string>(); ;) {
        const list = applied(this.unsaved, await storage.read());
        const shown = this.accounts;
        const unknown = list.accounts.filter(
          ({ id }) => !checked.has(id) && !shown.some((one) => one.id === id),
        );
        if (unknown.length === 0) {
          this.adopt(list);
          return;
        }
        for (const account of unknown) {
          checked.add(account.id);
          // One that cannot be read is tried again with the next change, or when the window is focused.
          const secret = await this.secretOf(account).catch(() => undefined);
          if (secret === undefined) this.hidden.add(account.id);
          else this.hidden.delete(account.id);
        }
      }
    } catch (thrown) {
      this.report('read', thrown);
    }
  }

  /** Another window may have added an account meanwhile, whose secret is to be read first. */
  private hideUnseen(list: AccountList, ownId: string | undefined): void {
    const unseen = list.accounts.filter(
      ({ id }) => id !== ownId && !this.list.accounts.some((one) => one.id === id),
    );
    for (const { id } of unseen) this.hidden.add(id);
    if (unseen.length > 0) void this.reload();
  }

  /** Takes a newer list, and announces each difference. */
  private adopt(list: AccountList): void {
    const before = { list: this.list, accounts: this.accounts, active: this.active };
    this.list = list;
    const { accounts, active } = this;
    this.lastActive = active?.id;
    for (const change of changesBetween(before, { list, accounts, active })) this.changed.fire(change);
  }

  /** Moves secrets from memory to the vault, once their accounts are stored. */
  private async storeSecrets(): Promise<void> {
    for (const [id, secret] of this.unsavedSecrets) {
      await this.options.vault.store(secretPrefix + id, secret);
      this.unsavedSecrets.delete(id);
    }
  }

  /** Never rejects. */
  private async tidyVault(): Promise<void> {
    const { list, options } = this;
    if (list.accounts.length > 0) await keepNames(options, list);
    if (unlistedIn(list).length === 0) return;
    const { deleteUnlistedSecrets } = await import('./accountRepair');
    await deleteUnlistedSecrets(options, list, (change) => this.update(change));
  }

  private report(during: AccountProblem['during'], thrown: unknown): void {
    const { fault } = StorageError.of(thrown);
    this.options.log.warn(
      `Accounts: the list could not be ${during === 'read' ? 'read' : 'written'} (${fault}).`,
    );
    this.failed.fire({ during, fault });
  }
}

function applied(changes: readonly ListChange[], list: AccountList): AccountList {
  return changes.reduce((next, change) => change(next), list);
}
