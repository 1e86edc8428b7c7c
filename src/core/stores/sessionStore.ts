import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Account, Credential } from '../domain/account';
import {
  capabilitiesOf,
  transportKindOf,
  type Capabilities,
  type EventTransportKind,
} from '../domain/capabilities';
import type { LiveChatConnection } from '../domain/connection';
import { fail, failureOf } from '../domain/failure';
import type { AccountChange, AccountStore } from './accountStore';

/** The active account as this window works it. Replaced, never changed: identity tells a stale answer. */
export type Session =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly account: Account }
  /** LiveChat refused the secret, or it has gone from this machine: only signing in again helps. */
  | { readonly kind: 'rejected'; readonly account: Account };

/** Id of the account that is worked, also where its secret was refused. */
export function accountIdOf(session: Session): string | undefined {
  return session.kind === 'signed-out' ? undefined : session.account.id;
}

/** Opens a connection; rejects with a FailureError, e.g. where a setting holds an address that is refused. */
export type OpenConnection = (credential: Credential) => Promise<LiveChatConnection>;

export class SessionStore implements Disposable {
  private readonly changed = new Emitter<Session>();
  readonly onDidChange = this.changed.event;
  private session: Session;
  /** The secret that the connection was or is being opened with. */
  private secret: Promise<string | undefined> | undefined;
  private opening: Promise<LiveChatConnection> | undefined;
  private readonly watching: Disposable;

  constructor(
    private readonly accounts: AccountStore,
    private readonly open: OpenConnection,
  ) {
    this.session = this.fromAccounts();
    this.watching = accounts.onDidChange((change) => this.follow(change));
  }

  get current(): Session {
    return this.session;
  }

  /** What the active account can do, known without a call; `undefined` where nobody is signed in. */
  get capabilities(): Capabilities | undefined {
    const { session } = this;
    return session.kind === 'signed-out' ? undefined : capabilitiesOf(session.account.kind);
  }

  /** How the active account's events come; `undefined` where nobody is signed in. */
  get transportKind(): EventTransportKind | undefined {
    const { session } = this;
    return session.kind === 'signed-out' ? undefined : transportKindOf(session.account);
  }

  /**
   * Runs one piece of work on the active account's connection. A refused secret rejects the session, so that
   * one place offers to sign in again.
   */
  async run<T>(work: (connection: LiveChatConnection) => Promise<T>): Promise<T> {
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
      // Another call was refused first, and the connection ended with it: nobody has cancelled anything.
      if (code === 'cancelled' && this.hasRejected(session.account)) return fail({ code: 'unauthorized' });
      throw thrown;
    }
  }

  /** Drops the connection, so that changed settings hold from the next call on. */
  reopen(): void {
    this.replace(this.fromAccounts());
  }

  dispose(): void {
    this.watching.dispose();
    this.close();
    this.changed.dispose();
  }

  private hasRejected({ id }: Account): boolean {
    return this.session.kind === 'rejected' && this.session.account.id === id;
  }

  private async connection(account: Account): Promise<LiveChatConnection> {
    const opening = (this.opening ??= this.connect(account));
    try {
      return await opening;
    } catch (thrown) {
      // The next call tries anew: a setting may have been mended, a chunk be readable again.
      if (this.opening === opening) this.opening = undefined;
      throw thrown;
    }
  }

  private async connect(account: Account): Promise<LiveChatConnection> {
    this.secret = this.accounts.secretOf(account);
    const secret = await this.secret;
    if (secret === undefined) return fail({ code: 'unauthorized' });
    return await this.open({ account, secret });
  }

  private follow(change: AccountChange | undefined): void {
    const next = this.fromAccounts();
    const now = this.session;
    const sameAccount =
      next.kind === 'signed-in' && now.kind !== 'signed-out' && next.account.id === now.account.id;
    if (!sameAccount) {
      if (next.kind !== 'signed-out' || now.kind !== 'signed-out') this.replace(next);
      return;
    }
    if (now.kind === 'rejected' && change?.kind === 'added' && change.account.id === now.account.id) {
      this.replace(next);
      return;
    }
    if (change?.kind === 'amended' && change.account.id === now.account.id) {
      // A connection is made with all that is known of its account.
      if (now.kind === 'rejected') this.reject(next.account);
      else this.replace(next);
      return;
    }
    // The same account may have been given another key, here or in another window. Until it is, a refused
    // one stays refused: whatever else happens to accounts costs no call.
    const { secret } = this;
    if (secret) void this.compare(next.account, secret);
  }

  /** A connection that is opened later reads the new key by itself; only one that read an old key is replaced. */
  private async compare(account: Account, secret: Promise<string | undefined>): Promise<void> {
    // A vault that cannot be read counts as a key that has gone: the next call says so.
    const unread = (): undefined => undefined;
    const latest = this.accounts.secretOf(account).catch(unread);
    const [used, stored] = await Promise.all([secret.catch(unread), latest]);
    if (this.secret === secret && used !== stored) this.reopen();
  }

  /** Keeps in mind which secret was refused. */
  private reject(account: Account): void {
    const { secret } = this;
    this.replace({ kind: 'rejected', account });
    this.secret = secret;
  }

  private replace(session: Session): void {
    this.close();
    this.session = session;
    this.changed.fire(session);
  }

  private close(): void {
    const closing = this.opening;
    this.opening = undefined;
    this.secret = undefined;
    // A connection that never opened has nothing to close; whoever waited for it has been told why.
    closing?.then(
      (connection) => connection.dispose(),
      () => undefined,
    );
  }

  private fromAccounts(): Session {
    const account = this.accounts.active;
    return account ? { kind: 'signed-in', account } : { kind: 'signed-out' };
  }
}
