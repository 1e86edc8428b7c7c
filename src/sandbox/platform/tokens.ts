import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/base/clock';
import type { Account } from '../account/account';
import { secretOf, uuidOf } from './ids';

/** Scopes that the console offers for a personal access token and that the sandbox has a use for (section 2.5). */
export const PUBLIC_SCOPES: readonly string[] = [
  ...['agents--my:ro', 'agents--my:rw', 'agents--all:ro', 'agents--all:rw', 'agents-bot--all:ro'],
  ...['accounts--my:ro', 'accounts--my:rw', 'accounts--all:ro', 'accounts--all:rc', 'accounts--all:rw'],
  ...['accounts.roles.lc--all:rw', 'groups--my:ro', 'groups--all:ro', 'groups--all:rw'],
  ...['chats--access:ro', 'chats--access:rw', 'chats--all:ro', 'chats--all:rw', 'customers:ro'],
  ...['tags--all:ro', 'tags--all:rw', 'multicast:ro'],
  ...['webhooks.configuration:rw', 'webhooks.state:ro', 'webhooks.state:rw'],
];

/** A personal access token, or an access token that an application was given by OAuth. */
export interface Token {
  readonly kind: 'personal' | 'access';
  /** With the data centre before a colon: `dal:…`, `fra:…` (section 2.1). */
  readonly value: string;
  readonly login: string;
  readonly scopes: ReadonlySet<string>;
  /** The application, for an access token. */
  readonly clientId?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** A way to sign in to the platform's APIs, as a person would copy it from the console. */
export interface PlatformCredential {
  /** A UUID. */
  readonly accountId: string;
  readonly token: string;
  readonly login: string;
  readonly name: string;
}

/** Every token of the account, and what an `Authorization` header says. */
export class Tokens {
  private readonly byValue = new Map<string, Token>();
  private issued = 0;

  constructor(
    private readonly account: Account,
    private readonly clock: Clock,
    private readonly isRevoked: (login: string) => boolean,
  ) {}

  accountId(login: string): string {
    return uuidOf(this.account.licence, 'account', login);
  }

  /** A new personal access token; with all public scopes unless told otherwise. @throws RangeError for a stranger. */
  issue(login: string, region: string, scopes: readonly string[] = PUBLIC_SCOPES): PlatformCredential {
    const agent = this.account.agents.get(login);
    if (!agent) throw new RangeError(`There is no agent ${login}.`);
    const value = this.newValue(region, login);
    this.add({ kind: 'personal', value, login, scopes: new Set(scopes) });
    return { accountId: this.accountId(login), token: value, login, name: agent.name };
  }

  newValue(region: string, login: string): string {
    this.issued += 1;
    return `${region}:${secretOf(this.account.licence, login, this.issued)}`;
  }

  add(token: Token): void {
    this.byValue.set(token.value, token);
  }

  get(value: string): Token | undefined {
    return this.byValue.get(value);
  }

  delete(value: string): boolean {
    return this.byValue.delete(value);
  }

  /** Takes every access token of one application back. @returns them */
  deleteOf(clientId: string): readonly string[] {
    const values = [...this.byValue.values()].filter((token) => token.clientId === clientId);
    return values.map(({ value }) => {
      this.byValue.delete(value);
      return value;
    });
  }

  /** Lets every access token of an application run out now. */
  expireAccessTokens(): void {
    for (const token of [...this.byValue.values()]) {
      if (token.kind === 'access') this.add({ ...token, expiresAt: this.clock.now() });
    }
  }

  /**
   * Reads `Basic base64(<account id>:<token>)` or `Bearer <token>` (sections 2.1 and 2.3).
   * @returns `undefined` for whatever opens nothing.
   */
  read(authorization: string | undefined): Token | undefined {
    const [scheme = '', rest = ''] = (authorization ?? '').split(' ');
    const token = scheme.toLowerCase() === 'basic' ? this.personal(rest) : this.bearer(scheme, rest);
    if (!token || this.isRevoked(token.login) || !this.account.agents.has(token.login)) return undefined;
    if (token.expiresAt !== undefined && token.expiresAt <= this.clock.now()) return undefined;
    return token;
  }

  // The token has a colon of its own: only the first one divides.
  private personal(encoded: string): Token | undefined {
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    const token = this.byValue.get(pair.slice(colon + 1));
    if (token?.kind !== 'personal') return undefined;
    const given = Buffer.from(pair.slice(0, Math.max(colon, 0)));
    const expected = Buffer.from(this.accountId(token.login));
    return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined;
  }

  private bearer(scheme: string, value: string): Token | undefined {
    const token = scheme.toLowerCase() === 'bearer' ? this.byValue.get(value) : undefined;
    return token?.kind === 'access' ? token : undefined;
  }
}
