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
import type { SecretVault } from './accountStore';

const prefix = 'livechat.grant.';
/** How long a valid token is used before its renewal is retried. */
const againMs = 60_000;
/** Minimum remaining lifetime of a usable token. */
const leastMs = 10_000;
/** Maximum lifetime of a token, see `core/api/platform/oauth.ts`. A longer one means that the clock was wrong. */
const longestMs = 7 * 24 * 3_600_000;
const revokeMs = 5_000;

/** Error codes that mean that nothing was sent, so the refresh token was not used (names are Node's). */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);

export interface GrantStoreOptions {
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly log: Log;
  /** Opens the OAuth client of an account. */
  readonly open: (account: Account) => Promise<GrantApi>;
  /** Registers a secret to be redacted in the log. */
  readonly hide: (secret: string) => void;
}

/**
 * Grants of browser sign-ins: one per account, stored in the secret storage only. A refresh token is valid once,
 * so a new one is stored before it is used, and only one renewal runs at a time.
 */
export class GrantStore implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly kept = this.owned.add(new Emitter<string>());
  /** Fires with the id of an account whose grant was stored, by any window. */
  readonly onDidKeep = this.kept.event;
  private readonly renewing = new Map<string, Promise<Grant>>();
  /** Reasons why a grant ended, so that it is not requested again. */
  private readonly ended = new Map<string, GrantError>();
  /** Received from LiveChat but not stored yet. */
  private readonly unkept = new Map<string, Grant>();
  private readonly spentTokens = new Set<string>();
  /** Refresh tokens that may have been used by a call whose response was lost. */
  private readonly doubtful = new Set<string>();

  constructor(private readonly parts: GrantStoreOptions) {
    this.owned.add(
      parts.vault.onDidChange(({ key }) => {
        if (key.startsWith(prefix)) void this.see(key.slice(prefix.length));
      }),
    );
  }

  tokensOf(account: Account): LiveTokens {
    return {
      current: () => this.current(account),
      reportExpired: (token) => void this.spentTokens.add(token),
    };
  }

  /** @throws GrantError `not-kept` */
  async keep({ id }: Account, grant: Grant): Promise<void> {
    this.hide(grant);
    // A renewal in progress would overwrite the new grant.
    await this.renewing.get(id)?.catch(() => undefined);
    this.ended.delete(id);
    await this.store(id, grant);
  }

  /** Deletes the grant of an account that is being removed, and revokes it at LiveChat if possible. */
  async forget(account: Account): Promise<void> {
    const { vault, log } = this.parts;
    const { id } = account;
    // A renewal in progress would store it again.
    await this.renewing.get(id)?.catch(() => undefined);
    const grant = this.unkept.get(id) ?? (await this.read(id));
    this.unkept.delete(id);
    this.ended.delete(id);
    if (!grant) return;
    await vault.delete(prefix + id);
    await this.revoke(account, grant).catch((thrown: unknown) => {
      log.warn(`The sign-in in the browser could not be taken back (${failureOf(thrown)?.code ?? 'fault'}).`);
    });
  }

  /** Revokes a grant that is not needed. @throws FailureError */
  async revoke(account: Account, grant: Grant): Promise<void> {
    this.hide(grant);
    const api = await this.parts.open(account);
    const stop = abortAfter(this.parts.clock, revokeMs);
    try {
      await api.revoke(grant, stop.signal);
    } finally {
      stop.dispose();
      api.dispose();
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async current(account: Account): Promise<LiveToken | undefined> {
    const { clock } = this.parts;
    const held = await this.held(account.id);
    if (!held) return undefined;
    const isSpent = this.spentTokens.has(held.accessToken);
    const leftMs = held.renewAt - clock.now();
    if (!isSpent && leftMs > 0 && leftMs <= longestMs) return tokenOf(held);
    try {
      return tokenOf(await this.renew(account, held));
    } catch (thrown) {
      const stillHolds = !isSpent && clock.now() < held.expiresAt - leastMs;
      if (!stillHolds || grantErrorOf(thrown)) throw thrown;
      return { token: held.accessToken, renewAt: clock.now() + againMs };
    }
  }

  /** @throws GrantError if the grant has ended */
  private async held(id: string): Promise<Grant | undefined> {
    const unkept = this.unkept.get(id);
    if (unkept) await this.store(id, unkept);
    const grant = unkept ?? (await this.read(id));
    const why = this.ended.get(id);
    if (!grant && why) throw why;
    return grant;
  }

  private renew(account: Account, grant: Grant): Promise<Grant> {
    const known = this.renewing.get(account.id);
    if (known) return known;
    const renewing = this.refresh(account, grant).finally(() => this.renewing.delete(account.id));
    this.renewing.set(account.id, renewing);
    return renewing;
  }

  private async refresh(account: Account, grant: Grant): Promise<Grant> {
    const api = await this.parts.open(account);
    try {
      const next = await api.refresh(grant);
      this.hide(next);
      await this.store(account.id, next);
      return next;
    } catch (thrown) {
      if (grantErrorOf(thrown)?.code === 'ended') return await this.afterRefusal(account, grant);
      if (mayHaveArrived(thrown) && grant.refreshToken !== undefined) this.doubtful.add(grant.refreshToken);
      throw thrown;
    } finally {
      api.dispose();
    }
  }

  /**
   * Another window may have renewed it first. Otherwise the grant has ended, and later requests fail without a
   * call.
   */
  private async afterRefusal({ id }: Account, grant: Grant): Promise<Grant> {
    const latest = await this.read(id);
    if (latest && latest.refreshToken !== grant.refreshToken) return latest;
    const wasLost = grant.refreshToken !== undefined && this.doubtful.has(grant.refreshToken);
    const why = new GrantError(wasLost ? 'lost' : 'ended');
    this.ended.set(id, why);
    await this.parts.vault.delete(prefix + id);
    throw why;
  }

  private async see(id: string): Promise<void> {
    const grant = await this.read(id).catch(() => undefined);
    if (grant) this.kept.fire(id);
  }

  private async read(id: string): Promise<Grant | undefined> {
    const text = await this.parts.vault.get(prefix + id);
    const grant = text === undefined ? undefined : decodeGrant(text);
    if (grant) this.hide(grant);
    return grant;
  }

  /** @throws GrantError `not-kept`; the next use tries again */
  private async store(id: string, grant: Grant): Promise<void> {
    this.unkept.set(id, grant);
    try {
      await this.parts.vault.store(prefix + id, JSON.stringify(grant));
    } catch {
      throw new GrantError('not-kept');
    }
    if (this.unkept.get(id) === grant) this.unkept.delete(id);
  }

  private hide({ accessToken, refreshToken }: Grant): void {
    this.parts.hide(accessToken);
    if (refreshToken !== undefined) this.parts.hide(refreshToken);
  }
}

function tokenOf({ accessToken, renewAt }: Grant): LiveToken {
  return { token: accessToken, renewAt };
}

function mayHaveArrived(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  if (failure?.code === 'network') return !unsent.has(failure.cause);
  return failure?.code === 'timeout' || failure?.code === 'server';
}
