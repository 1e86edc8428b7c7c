import type { Event } from '../base/event';
import { FailureError } from '../domain/failure';

/** Where secrets are stored: the editor's SecretStorage, or a fake in tests. Rejects with a `VaultError`. */
export interface SecretVault {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  /** Also fires for what another window changed, in editors that report it. */
  readonly onDidChange: Event<{ readonly key: string }>;
}

/** The secret storage cannot be used, such as with a locked keyring. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** Each bundle has its own copy of the class, so the error is recognised by its shape. */
export function isVaultError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'VaultError';
}

/** A call that could not be made for this reason fails like one that LiveChat did not answer. */
export function withVaultFailure(thrown: unknown): unknown {
  if (!isVaultError(thrown)) return thrown;
  return new FailureError({ code: 'server', problem: 'secrets', status: 0, reasons: [] });
}

export const secretPrefix = 'livechat.secret.';
export const grantPrefix = 'livechat.grant.';

/** The keys of everything that the vault holds of an account. @param id `Account.id` */
export function vaultKeysOf(id: string): readonly string[] {
  return [secretPrefix + id, grantPrefix + id];
}
