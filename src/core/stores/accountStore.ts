import type { Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { accountKinds, type Account, type Credential } from '../domain/account';

/** Where secrets live. The editor's SecretStorage, or a fake in tests. */
export interface SecretVault {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Also fires for what another window changed. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/** Where the list of accounts lives, which holds no secret. The editor's Memento, or a fake in tests. */
export interface AccountState {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const listKey = 'livechat.accounts';
const activeKey = 'livechat.activeAccount';
const secretPrefix = 'livechat.secret.';

function decodeAccounts(value: unknown): Account[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown): Account[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, kind, name, demo } = item as Record<string, unknown>;
    const known = accountKinds.find((k) => k === kind);
    if (typeof id !== 'string' || typeof name !== 'string' || known === undefined) return [];
    return [{ id, kind: known, name, ...(demo === true && { demo }) }];
  });
}

/**
 * Every account that is signed in on this machine, and which one is active. One secret per account, so that
 * two windows signing in to two accounts never overwrite each other.
 */
export class AccountStore implements Disposable {
  private readonly changed = new Emitter<undefined>();
  /** Accounts or the active one changed, in this window or in another. */
  readonly onDidChange = this.changed.event;
  private readonly watching: Disposable;
  private seen = '';

  constructor(
    private readonly vault: SecretVault,
    private readonly state: AccountState,
  ) {
    this.seen = this.fingerprint();
    this.watching = vault.onDidChange(({ key }) => {
      if (key.startsWith(secretPrefix)) this.changed.fire(undefined);
    });
  }

  get accounts(): readonly Account[] {
    return decodeAccounts(this.state.get(listKey));
  }

  get active(): Account | undefined {
    const accounts = this.accounts;
    const id = this.state.get(activeKey);
    return accounts.find((account) => account.id === id) ?? accounts[0];
  }

  async secretOf(account: Account): Promise<string | undefined> {
    return await this.vault.get(secretPrefix + account.id);
  }

  /** Adds the account or replaces its secret, and makes it the active one. */
  async add({ account, secret }: Credential): Promise<void> {
    const before = this.accounts;
    const activeBefore = this.active;
    const others = before.filter(({ id }) => id !== account.id);
    await this.state.update(listKey, [...others, account]);
    await this.state.update(activeKey, account.id);
    try {
      // Last, since this is what wakes the other windows.
      await this.vault.store(secretPrefix + account.id, secret);
    } catch (thrown) {
      // A locked keyring must not leave an account without a secret.
      await this.state.update(listKey, before);
      await this.state.update(activeKey, activeBefore?.id);
      throw thrown;
    }
    this.announce();
  }

  async remove(account: Account): Promise<void> {
    const left = this.accounts.filter(({ id }) => id !== account.id);
    await this.state.update(listKey, left);
    if (this.state.get(activeKey) === account.id) await this.state.update(activeKey, left[0]?.id);
    await this.vault.delete(secretPrefix + account.id);
    this.announce();
  }

  async activate(account: Account): Promise<void> {
    if (this.active?.id === account.id) return;
    await this.state.update(activeKey, account.id);
    const secret = await this.secretOf(account);
    // Storing the same secret again changes nothing but tells the other windows to look.
    if (secret !== undefined) await this.vault.store(secretPrefix + account.id, secret);
    this.announce();
  }

  /** Looks again, for editors in which another window's change raises no event. */
  reload(): void {
    if (this.fingerprint() !== this.seen) this.announce();
  }

  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }

  private announce(): void {
    this.seen = this.fingerprint();
    this.changed.fire(undefined);
  }

  private fingerprint(): string {
    return JSON.stringify([this.accounts, this.active?.id]);
  }
}
