import { abortAfter } from '../base/async';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Log } from '../base/log';
import type { Account } from '../domain/account';
import { failureOf } from '../domain/failure';
import {
  decodeGrant,
  GrantError,
  grantErrorOf,
  type Grant,
  type GrantApi,
  type LiveToken,
  type LiveTokens,
} from '../domain/grant';
import { grantPrefix as prefix, withVaultFailure, type SecretVault } from './secretVault';

/** How long a valid token is used before its renewal is retried. */
const renewRetryMs = 60_000;
/** Minimum remaining lifetime of a usable token. */
const minRemainingMs = 10_000;
/** Maximum lifetime of a token, see `core/api/platform/accounts/oauth.ts`. A longer one means that the clock was wrong. */
const maxLifetimeMs = 7 * 24 * 3_600_000;
const revokeMs = 5_000;

/** Error codes that mean that nothing was sent, so the refresh token was not used (names are Node's). */
const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
]);

export interface GrantStoreOptions {
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly log: Log;
  /** Opens the OAuth client of an account. */
  readonly open: (account: Account) => Promise<GrantApi>;
  /** Registers a secret to be redacted in the log. */
  readonly hide: (secret: string) => void;
}

/** The grants as features use them, see `LazyGrants`. */
export type Grants = Pick<GrantStore, 'onDidStore' | 'tokensOf' | 'save' | 'remove' | 'revoke'>;

/**
 * Grants of browser sign-ins: one per account, stored in the secret storage only. A refresh token is valid once,
 * so a new one is stored before it is used, and only one renewal runs at a time.
 */
export class GrantStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly storeEmitter = this.owned.add(new Emitter<string>());
  /** Fires with the id of an account whose grant was stored, by any window. */
  readonly onDidStore = this.storeEmitter.event;
  private readonly pendingRenewals = new Map<string, Promise<Grant>>();
  /** Reasons why a grant ended, so that it is not requested again. */
  private readonly endErrors = new Map<string, GrantError>();
  /** Received from LiveChat but not stored yet. */
  private readonly unsaved = new Map<string, Grant>();
  private readonly expiredTokens = new Set<string>();
  /** Refresh tokens that may have been used by a call whose response was lost. */
  private readonly possiblyUsed = new Set<string>();

  constructor(private readonly options: GrantStoreOptions) {
    this.owned.add(
      options.vault.onDidChange(({ key }) => {
        if (key.startsWith(prefix)) void this.noticeStored(key.slice(prefix.length));
      }),
    );
  }

  tokensOf(account: Account): LiveTokens {
    return {
      current: () =>
        this.current(account).catch((thrown: unknown) => {
          throw withVaultFailure(thrown);
        }),
      reportExpired: (token) => void this.expiredTokens.add(token),
    };
  }

  /** @throws GrantError `not-kept` */
  async save({ id }: Account, grant: Grant): Promise<void> {
    this.hideTokens(grant);
    // A renewal in progress would overwrite the new grant.
    await this.pendingRenewals.get(id)?.catch(() => undefined);
    this.endErrors.delete(id);
    await this.store(id, grant);
  }

  /** Deletes the grant of an account that is being removed, and revokes it at LiveChat if possible. */
  async remove(account: Account): Promise<void> {
    const { vault, log } = this.options;
    const { id } = account;
    // A renewal in progress would store it again.
    await this.pendingRenewals.get(id)?.catch(() => undefined);
    const grant = this.unsaved.get(id) ?? (await this.read(id));
    this.unsaved.delete(id);
    this.endErrors.delete(id);
    if (!grant) return;
    await vault.delete(prefix + id);
    await this.revoke(account, grant).catch((thrown: unknown) => {
      log.warn(`Could not revoke the browser sign-in (${failureOf(thrown)?.code ?? 'fault'}).`);
    });
  }

  /** Revokes a grant that is not needed. @throws FailureError */
  async revoke(account: Account, grant: Grant): Promise<void> {
    this.hideTokens(grant);
    const api = await this.options.open(account);
    const stop = abortAfter(this.options.clock, revokeMs);
    try {
      await api.revoke(grant, stop.signal);
    } finally {
      stop.dispose();
      api.dispose();
    }
  }

  /** A grant of this account may have been stored, by any window. */
  async noticeStored(id: string): Promise<void> {
    const grant = await this.read(id).catch(() => undefined);
    if (grant) this.storeEmitter.fire(id);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async current(account: Account): Promise<LiveToken | undefined> {
    const { clock } = this.options;
    const grant = await this.readCurrent(account.id);
    if (!grant) return undefined;
    const isExpired = this.expiredTokens.has(grant.accessToken);
    const leftMs = grant.renewAt - clock.now();
    if (!isExpired && leftMs > 0 && leftMs <= maxLifetimeMs) return toToken(grant);
    try {
      return toToken(await this.renew(account, grant));
    } catch (thrown) {
      const isUsable = !isExpired && clock.now() < grant.expiresAt - minRemainingMs;
      if (!isUsable || grantErrorOf(thrown)) throw thrown;
      return { token: grant.accessToken, renewAt: clock.now() + renewRetryMs };
    }
  }

  /** @throws GrantError if the grant has ended */
  private async readCurrent(id: string): Promise<Grant | undefined> {
    const unsaved = this.unsaved.get(id);
    if (unsaved) await this.store(id, unsaved);
    const grant = unsaved ?? (await this.read(id));
    const why = this.endErrors.get(id);
    if (!grant && why) throw why;
    return grant;
  }

  private renew(account: Account, grant: Grant): Promise<Grant> {
    const known = this.pendingRenewals.get(account.id);
    if (known) return known;
    const renewing = this.refresh(account, grant).finally(() => this.pendingRenewals.delete(account.id));
    this.pendingRenewals.set(account.id, renewing);
    return renewing;
  }

  private async refresh(account: Account, grant: Grant): Promise<Grant> {
    const api = await this.options.open(account);
    try {
      const next = await api.refresh(grant);
      this.hideTokens(next);
      await this.store(account.id, next);
      return next;
    } catch (thrown) {
      if (grantErrorOf(thrown)?.code === 'ended') return await this.handleRefusal(account, grant);
      if (mayHaveBeenSent(thrown) && grant.refreshToken !== undefined)
        this.possiblyUsed.add(grant.refreshToken);
      throw thrown;
    } finally {
      api.dispose();
    }
  }

  /**
   * Another window may have renewed it first. Otherwise the grant has ended, and later requests fail without a
   * call.
   */
  private async handleRefusal({ id }: Account, grant: Grant): Promise<Grant> {
    const latest = await this.read(id);
    if (latest && latest.refreshToken !== grant.refreshToken) return latest;
    const wasLost = grant.refreshToken !== undefined && this.possiblyUsed.has(grant.refreshToken);
    const why = new GrantError(wasLost ? 'lost' : 'ended');
    this.endErrors.set(id, why);
    await this.options.vault.delete(prefix + id);
    throw why;
  }

  private async read(id: string): Promise<Grant | undefined> {
    const text = await this.options.vault.get(prefix + id);
    const grant = text === undefined ? undefined : decodeGrant(text);
    if (grant) this.hideTokens(grant);
    return grant;
  }

  /** @throws GrantError `not-kept`; the next use tries again */
  private async store(id: string, grant: Grant): Promise<void> {
    this.unsaved.set(id, grant);
    try {
      await this.options.vault.store(prefix + id, JSON.stringify(grant));
    } catch {
      throw new GrantError('not-kept');
    }
    if (this.unsaved.get(id) === grant) this.unsaved.delete(id);
  }

  private hideTokens({ accessToken, refreshToken }: Grant): void {
    this.options.hide(accessToken);
    if (refreshToken !== undefined) this.options.hide(refreshToken);
  }
}

function toToken({ accessToken, renewAt }: Grant): LiveToken {
  return { token: accessToken, renewAt };
}

function mayHaveBeenSent(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  if (failure?.code === 'network') return !notSentCodes.has(failure.cause);
  return failure?.code === 'timeout' || failure?.code === 'server';
}
