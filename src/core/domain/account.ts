import { asRecord } from '../base/json';
export const accountKinds = ['classic', 'platform'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** An account without its secret: safe to list, log and keep in state. */
export interface Account {
  /** Stable and made from kind and name, so that signing in twice is the same account. */
  readonly id: string;
  readonly kind: AccountKind;
  /** Classic: the login e-mail. Platform: the account id. */
  readonly name: string;
  /** The person's login where the name is another; only to be shown. */
  readonly login?: string;
  /** Platform: the application for webhooks and for a sign-in in the browser, where the person gave one. No secret. */
  readonly clientId?: string;
  /** How its events come, where somebody chose; see `eventWayOf`. */
  readonly transportKind?: 'webhooks' | 'socket';
  /** The built-in demo account, served by the sandbox on this machine. */
  readonly demo?: true;
}

export interface Credential {
  readonly account: Account;
  /** API key (classic) or personal access token (platform). Lives in SecretStorage and in memory only. */
  readonly secret: string;
}

/** What people know an account by: an account id tells them nothing. */
export function shownName({ name, login }: Pick<Account, 'name' | 'login'>): string {
  return login ?? name;
}

export function accountId(kind: AccountKind, name: string, demo = false): string {
  return `${demo ? 'demo' : kind}:${name.trim().toLowerCase()}`;
}

/** The name in an account's id, in lower case; for accounts that may be gone from the list. */
export function nameInId(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** An account from state or a file, which anybody may have written; `undefined` where it is none. */
export function decodeAccount(value: unknown): Account | undefined {
  const { id, kind, name, login, demo, clientId, transportKind } = asRecord(value);
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
  };
}
