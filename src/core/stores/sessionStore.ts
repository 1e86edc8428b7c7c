import { logRejection } from '../base/log';
import { systemClock, type Clock, isFresh } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Account, Credential } from '../domain/account';
import {
  capabilitiesOf,
  transportKindOf,
  type Capabilities,
  type AccountTransportKind,
} from '../domain/capabilities';
import type { LiveChatConnection } from '../domain/connection';
import { fail, failureOf } from '../domain/failure';
import type { AccountChange } from './accounts/accountList';
import type { AccountStore } from './accounts/accountStore';
import { withVaultFailure } from './secretVault';

/** The active account of this window. Immutable: a response that belongs to another `Session` object is outdated. */
export type Session =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly account: Account }
  /**
   * LiveChat refused the secret, or it is missing on this machine. The secret is kept and can be tried again; if it
   * is refused permanently, the user has to sign in again.
   */
  | { readonly kind: 'rejected'; readonly account: Account };

/** Id of the active account, also if its secret was refused. */
export function accountIdOf(session: Session): string | undefined {
  return session.kind === 'signed-out' ? undefined : session.account.id;
}

/** Opens a connection. Rejects with a FailureError, for example if a setting has an invalid URL. */
export type OpenConnection = (credential: Credential) => Promise<LiveChatConnection>;

/** While the secret is refused: the shortest time between two checks, unless a person requests one. */
const recheckAfterMs = 30_000;
/** While the secret is refused and nothing else checks it. */
const recheckEveryMs = 10 * 60_000;

export class SessionStore implements Disposable {
  private readonly changed = new Emitter<Session>();
  readonly onDidChange = this.changed.event;
  private session: Session;
  /** The secret with which the connection was or is being opened. */
  private secret: Promise<string | undefined> | undefined;
  private pendingConnection: Promise<LiveChatConnection> | undefined;
  private readonly subscription: Disposable;
  /** The check of a refused secret in progress. */
  private pendingCheck: Promise<boolean> | undefined;
  private checkedAt = 0;
  private nextCheck: Disposable | undefined;

  constructor(
    private readonly accounts: AccountStore,
    private readonly open: OpenConnection,
    private readonly clock: Clock = systemClock,
  ) {
    this.session = this.deriveSession();
    this.subscription = accounts.onDidChange((change) => this.handleAccountChange(change));
  }

  get current(): Session {
    return this.session;
  }

  /** Capabilities of the active account; `undefined` if signed out. */
  get capabilities(): Capabilities | undefined {
    const { session } = this;
    return session.kind === 'signed-out' ? undefined : capabilitiesOf(session.account.kind);
  }

  /** Event transport of the active account; `undefined` if signed out. */
  get transportKind(): AccountTransportKind | undefined {
    const { session } = this;
    return session.kind === 'signed-out' ? undefined : transportKindOf(session.account);
  }

  /** Whether the stored accounts were read: until then the session counts as signed out. */
  get isLoaded(): boolean {
    return this.accounts.isLoaded;
  }

  /** Resolves once the stored accounts were read. Never rejects. */
  load(): Promise<void> {
    return this.accounts.load();
  }

  /**
   * Runs an operation on the active account's connection. If the secret is refused, the session becomes
   * `rejected`, and later operations check it again from time to time.
   */
  async run<T>(work: (connection: LiveChatConnection) => Promise<T>): Promise<T> {
    if (!this.isLoaded) await this.load();
    if (this.session.kind === 'rejected') await this.tryAgainIfDue();
    const session = this.session;
    if (session.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    if (session.kind === 'rejected') return fail({ code: 'unauthorized' });
    try {
      const connection = await this.connection(session.account);
      if (this.session !== session) return fail({ code: 'cancelled' });
      return await work(connection);
    } catch (thrown) {
      const code = failureOf(thrown)?.code;
      if (code === 'unauthorized' && this.session === session) {
        this.reject(session.account);
      }
      // The connection was closed because another call was refused; the person cancelled nothing.
      if (code === 'cancelled' && this.isRejected(session.account)) return fail({ code: 'unauthorized' });
      throw withVaultFailure(thrown);
    }
  }

  /**
   * Checks a refused secret again, and signs in with it if LiveChat accepts it. Never rejects for a failed call.
   * @returns whether the session is signed in
   */
  async tryAgain(): Promise<boolean> {
    const { session } = this;
    if (session.kind !== 'rejected') return session.kind === 'signed-in';
    const pending = (this.pendingCheck ??= this.checkSecret(session));
    try {
      return await pending;
    } finally {
      if (this.pendingCheck === pending) this.pendingCheck = undefined;
    }
  }

  /** The same, unless the last check was a short time ago. */
  async tryAgainIfDue(): Promise<void> {
    const isDue = this.pendingCheck ?? !isFresh(this.clock.now(), this.checkedAt, recheckAfterMs);
    if (this.session.kind === 'rejected' && isDue) await this.tryAgain();
  }

  /** Closes the connection, so that the next call uses the changed settings. */
  reconnect(): void {
    this.setSession(this.deriveSession());
  }

  dispose(): void {
    this.subscription.dispose();
    this.nextCheck?.dispose();
    this.closeConnection();
    this.changed.dispose();
  }

  private async checkSecret(rejected: Session & { kind: 'rejected' }): Promise<boolean> {
    const { account } = rejected;
    this.checkedAt = this.clock.now();
    const secret = await this.accounts.secretOf(account).catch(() => undefined);
    if (secret === undefined) return false;
    const opening = this.open({ account, secret });
    const close = (): void => void opening.then((connection) => connection.dispose(), ignore);
    try {
      await (await opening).check();
    } catch (thrown) {
      close();
      if (!failureOf(withVaultFailure(thrown))) throw thrown;
      return this.session.kind === 'signed-in';
    }
    if (this.session === rejected) this.setSession({ kind: 'signed-in', account }, { secret, opening });
    else close();
    return this.session.kind === 'signed-in';
  }

  private scheduleCheck(): void {
    this.nextCheck?.dispose();
    this.nextCheck = this.clock.after(recheckEveryMs, () => {
      this.scheduleCheck();
      logRejection(this.tryAgainIfDue());
    });
  }

  private isRejected({ id }: Account): boolean {
    return this.session.kind === 'rejected' && this.session.account.id === id;
  }

  private async connection(account: Account): Promise<LiveChatConnection> {
    const opening = (this.pendingConnection ??= this.connect(account));
    try {
      return await opening;
    } catch (thrown) {
      // The next call tries again: the setting may have been corrected, or the bundle be readable again.
      if (this.pendingConnection === opening) this.pendingConnection = undefined;
      throw thrown;
    }
  }

  private async connect(account: Account): Promise<LiveChatConnection> {
    this.secret = this.accounts.secretOf(account);
    const secret = await this.secret;
    if (secret === undefined) return fail({ code: 'unauthorized' });
    return await this.open({ account, secret });
  }

  private handleAccountChange(change: AccountChange | undefined): void {
    const next = this.deriveSession();
    const now = this.session;
    const sameAccount =
      next.kind === 'signed-in' && now.kind !== 'signed-out' && next.account.id === now.account.id;
    if (!sameAccount) {
      if (next.kind !== 'signed-out' || now.kind !== 'signed-out') this.setSession(next);
      return;
    }
    if (now.kind === 'rejected' && change?.kind === 'added' && change.account.id === now.account.id) {
      this.setSession(next);
      return;
    }
    if (change?.kind === 'amended' && change.account.id === now.account.id) {
      // A connection depends on all properties of its account.
      if (now.kind === 'rejected') this.reject(next.account);
      else this.setSession(next);
      return;
    }
    // The account may have a new secret, stored here or by another window. Until then a refused secret stays
    // refused, so that other changes of accounts cost no call.
    const { secret } = this;
    if (secret) void this.reconnectIfSecretChanged(next.account, secret);
  }

  /** A connection that is opened later reads the new secret; one that was opened with an old secret is replaced. */
  private async reconnectIfSecretChanged(
    account: Account,
    secret: Promise<string | undefined>,
  ): Promise<void> {
    // An unreadable secret storage counts as a missing secret, which the next call reports.
    const unread = (): undefined => undefined;
    const latest = this.accounts.secretOf(account).catch(unread);
    const [used, stored] = await Promise.all([secret.catch(unread), latest]);
    if (this.secret === secret && used !== stored) this.reconnect();
  }

  /** Remembers which secret was refused. */
  private reject(account: Account): void {
    const { secret } = this;
    this.checkedAt = this.clock.now();
    this.setSession({ kind: 'rejected', account });
    this.secret = secret;
    this.scheduleCheck();
  }

  /** @param open the connection to use; by default one is opened when it is needed */
  private setSession(
    session: Session,
    open?: { readonly secret: string; readonly opening: Promise<LiveChatConnection> },
  ): void {
    this.closeConnection();
    this.nextCheck?.dispose();
    this.session = session;
    if (open) {
      this.secret = Promise.resolve(open.secret);
      this.pendingConnection = open.opening;
    }
    this.changed.fire(session);
  }

  private closeConnection(): void {
    const closing = this.pendingConnection;
    this.pendingConnection = undefined;
    this.secret = undefined;
    closing?.then((connection) => connection.dispose(), ignore);
  }

  private deriveSession(): Session {
    const account = this.accounts.active;
    return account ? { kind: 'signed-in', account } : { kind: 'signed-out' };
  }
}

function ignore(): void {
  // A connection that failed to open needs no disposal, and its callers have got the error.
}
