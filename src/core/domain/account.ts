import { asRecord } from '../base/json';

export const accountKinds = ['classic', 'platform'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** An account without its secret: safe to list, log and store. */
export interface Account {
  /** Derived from kind and name, so that signing in twice gives the same account. */
  readonly id: string;
  readonly kind: AccountKind;
  readonly name: string;
  /** The user's login if it differs from `name`; for display only. */
  readonly login?: string;
  /**
   * Platform: client id of the application for webhooks and browser sign-in, if the user provided one. Not a
   * secret.
   */
  readonly clientId?: string;
  /** How events are received, if a person chose; see `transportKindOf`. */
  readonly transportKind?: 'webhooks' | 'socket';
  readonly demo?: true;
  /** Origins to which its secret may be sent, such as `https://api.livechatinc.com`; see `KeyOrigins`. */
  readonly origins?: readonly string[];
}

export interface Credential {
  readonly account: Account;
  /** API key (classic) or personal access token (platform). Stored in SecretStorage only. */
  readonly secret: string;
}

/** The name to show for an account. An account id means nothing to people. */
export function displayName({ name, login }: Pick<Account, 'name' | 'login'>): string {
  return login ?? name;
}

/** Ids of demo accounts begin with it. */
export const demoPrefix = 'demo:';

export function accountId(kind: AccountKind, name: string, demo = false): string {
  return `${demo ? demoPrefix : `${kind}:`}${addressKey(name)}`;
}

/** The lower-case name in an account id, for accounts that may have been removed. */
export function nameFromId(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** Validates an account from stored state. @returns `undefined` if it is not an account */
export function decodeAccount(value: unknown): Account | undefined {
  const { id, kind, name, login, demo, clientId, transportKind, origins } = asRecord(value);
  const known = accountKinds.find((k) => k === kind);
  if (typeof id !== 'string' || typeof name !== 'string' || known === undefined) return undefined;
  return {
    id,
    kind: known,
    name,
    ...(typeof login === 'string' && { login }),
    ...(typeof clientId === 'string' && { clientId }),
    ...((transportKind === 'webhooks' || transportKind === 'socket') && { transportKind }),
    ...(demo === true && { demo }),
    ...(Array.isArray(origins) && { origins: origins.filter((origin) => typeof origin === 'string') }),
  };
}

/**
 * The key by which logins and e-mail addresses are compared: the APIs and people write the same address in
 * different case.
 */
export function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

export function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined ? one === other : addressKey(one) === addressKey(other);
}
