import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { decodeAccount, type Account, type Credential } from '../domain/account';
import type { EventTransportKind } from '../domain/capabilities';

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

export interface AccountChange {
  /** `amended`: something else than its secret is now known of it. */
  readonly kind: 'added' | 'removed' | 'activated' | 'amended';
  readonly account: Account;
}

/** How windows of one machine tell each other. */
export interface AccountSignal {
  send(change: AccountChange): Promise<void>;
  readonly onDidReceive: Event<AccountChange>;
}

const listKey = 'livechat.accounts';
const activeKey = 'livechat.activeAccount';
const secretPrefix = 'livechat.secret.';

function decodeAccounts(value: unknown): Account[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => decodeAccount(item) ?? []);
}

/**
 * Every account that is signed in on this machine, and which one is active. One secret per account, so that
 * two windows signing in to two accounts never overwrite each other.
 */
export class AccountStore implements Disposable {
  private readonly changed = new Emitter<AccountChange | undefined>();
  /** Accounts or the active one changed, in this window or in another; `undefined` where it is not known how. */
  readonly onDidChange = this.changed.event;
  private readonly owned = new DisposableStore();
  private seen = '';

  constructor(
    private readonly vault: SecretVault,
    private readonly state: AccountState,
    private readonly signal: AccountSignal,
  ) {
    this.seen = this.fingerprint();
    this.owned.add(
      vault.onDidChange(({ key }) => {
        if (key.startsWith(secretPrefix)) this.changed.fire(undefined);
      }),
    );
    this.owned.add(signal.onDidReceive((change) => void this.follow(change)));
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

  /** Adds the account or replaces its secret, and makes it the active one. What else is known of it is kept. */
  async add({ account: given, secret }: Credential): Promise<void> {
    // First, so that a locked keyring leaves no account without a secret behind.
    await this.vault.store(secretPrefix + given.id, secret);
    const account = { ...this.keptOf(given.id), ...given };
    await this.enlist(account);
    await this.tell({ kind: 'added', account });
  }

  /**
   * Sets or, with `undefined`, removes the application that the person gave. The secret stays as it is,
   * and so does the active account. An account that has gone meanwhile stays gone. That of webhooks in use stays too: what
   * is registered for it is not to be found by another, see `setEventWay`.
   */
  async setClientId(account: Account, clientId: string | undefined): Promise<void> {
    await this.amend(account, ({ clientId: before, ...rest }) => {
      const isInUse = rest.transportKind === 'webhooks' && before !== undefined;
      const now = isInUse ? before : clientId;
      return { ...rest, ...(now !== undefined && { clientId: now }) };
    });
  }

  /** Sets how its events come, and the application with it, as `setClientId` does. */
  async setTransportKind(
    account: Account,
    transportKind: EventTransportKind,
    clientId: string | undefined,
  ): Promise<void> {
    await this.amend(account, ({ clientId: _, ...rest }) => ({
      ...rest,
      transportKind,
      ...(clientId !== undefined && { clientId }),
    }));
  }

  async remove(account: Account): Promise<void> {
    await this.strike(account);
    await this.vault.delete(secretPrefix + account.id);
    await this.tell({ kind: 'removed', account });
  }

  async activate(account: Account): Promise<void> {
    if (this.active?.id === account.id) return;
    await this.state.update(activeKey, account.id);
    await this.tell({ kind: 'activated', account });
  }

  /** Looks again, for editors in which another window's change raises no event. */
  reload(): void {
    if (this.fingerprint() !== this.seen) this.announce();
  }

  dispose(): void {
    this.owned.dispose();
    this.changed.dispose();
  }

  private async enlist(account: Account): Promise<void> {
    const others = this.accounts.filter(({ id }) => id !== account.id);
    await this.state.update(listKey, [...others, account]);
    await this.state.update(activeKey, account.id);
  }

  private keptOf(id: string): Pick<Account, 'clientId' | 'transportKind'> {
    const { clientId, transportKind } = this.accounts.find((one) => one.id === id) ?? {};
    return { ...(clientId !== undefined && { clientId }), ...(transportKind && { transportKind }) };
  }

  private async amend({ id }: Account, change: (known: Account) => Account): Promise<void> {
    const known = this.accounts.find((one) => one.id === id);
    if (!known) return;
    const account = change(known);
    const isNews = account.clientId !== known.clientId || account.transportKind !== known.transportKind;
    if (!isNews) return;
    await this.replace(account);
    await this.tell({ kind: 'amended', account });
  }

  private async replace(account: Account): Promise<void> {
    await this.state.update(
      listKey,
      this.accounts.map((one) => (one.id === account.id ? account : one)),
    );
  }

  private async strike(account: Account): Promise<void> {
    const left = this.accounts.filter(({ id }) => id !== account.id);
    await this.state.update(listKey, left);
    if (this.state.get(activeKey) === account.id) await this.state.update(activeKey, left[0]?.id);
  }

  /** What another window did. An account whose key this window cannot read is not taken. */
  private async follow(change: AccountChange): Promise<void> {
    const { kind, account } = change;
    const known = this.accounts.some(({ id }) => id === account.id);
    if (kind === 'removed') {
      if (known) await this.strike(account);
    } else if (kind === 'amended') {
      if (known) await this.replace(account);
    } else if (known || (await this.secretOf(account)) !== undefined) {
      if (!known) await this.enlist(account);
      await this.state.update(activeKey, account.id);
    }
    this.announce(change);
  }

  private async tell(change: AccountChange): Promise<void> {
    this.announce(change);
    await this.signal.send(change);
  }

  private announce(change?: AccountChange): void {
    this.seen = this.fingerprint();
    this.changed.fire(change);
  }

  private fingerprint(): string {
    return JSON.stringify([this.accounts, this.active?.id]);
  }
}
