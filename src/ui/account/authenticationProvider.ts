import {
  authentication,
  EventEmitter,
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent,
  type AuthenticationSession,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Account } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import type { AccountStore } from '../../core/stores/accounts/accountStore';
import { authenticationId } from '../../manifest';
import { kindName } from './signInLabels';

export interface SignInActions {
  readonly accounts: AccountStore;
  /** Asks the user; resolves to the account, or `undefined` when cancelled. */
  readonly signIn: () => Promise<Account | undefined>;
  /** Removes the account's webhooks and tokens, then the account itself. */
  readonly signOut: (account: Account) => Promise<void>;
}

/** The editor treats equal labels as one account, but one login can have a classic and a platform account. */
function labelOf(account: Account): string {
  return account.login === undefined ? account.name : `${account.login} (${kindName(account.kind)})`;
}

/** Lists the signed-in accounts in the editor's Accounts menu. It stores no secrets itself. */
export class LiveChatAuthenticationProvider implements AuthenticationProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(
    new EventEmitter<AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  readonly onDidChangeSessions = this.changed.event;
  private known: readonly AuthenticationSession[] = [];

  constructor(
    private readonly actions: SignInActions,
    label: string,
  ) {
    this.owned.add(actions.accounts.onDidChange(() => this.announce()));
    this.owned.add(
      authentication.registerAuthenticationProvider(authenticationId, label, this, {
        supportsMultipleAccounts: true,
      }),
    );
  }

  /** Without accounts whose secret cannot be read, such as with a locked keyring: they must not hide the others. */
  async getSessions(): Promise<AuthenticationSession[]> {
    const { accounts } = this.actions;
    await accounts.load();
    const sessions = await Promise.all(
      accounts.accounts.map((account) => this.sessionOf(account).catch(() => undefined)),
    );
    const present = sessions.filter((session) => session !== undefined);
    this.known = present;
    return present;
  }

  async createSession(): Promise<AuthenticationSession> {
    const account = await this.actions.signIn();
    const session = account && (await this.sessionOf(account));
    return session ?? fail({ code: 'cancelled' });
  }

  async removeSession(sessionId: string): Promise<void> {
    const { accounts } = this.actions;
    await accounts.load();
    const account = accounts.accounts.find(({ id }) => id === sessionId);
    if (account) await this.actions.signOut(account);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async sessionOf(account: Account): Promise<AuthenticationSession | undefined> {
    const secret = await this.actions.accounts.secretOf(account);
    if (secret === undefined) return undefined;
    return {
      id: account.id,
      accessToken: secret,
      account: { id: account.id, label: labelOf(account) },
      scopes: [],
    };
  }

  private announce(): void {
    const before = this.known;
    // It never rejects.
    void this.getSessions().then((now) => {
      const added = now.filter(({ id }) => !before.some((old) => old.id === id));
      const removed = before.filter(({ id }) => !now.some((session) => session.id === id));
      const changed = now.filter((session) =>
        before.some((old) => old.id === session.id && old.accessToken !== session.accessToken),
      );
      if (added.length + removed.length + changed.length > 0) this.changed.fire({ added, removed, changed });
    });
  }
}
