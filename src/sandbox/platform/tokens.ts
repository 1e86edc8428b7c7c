import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/base/clock';
import type { Account } from '../account/account';
import { uuidOf } from './formats';

/** Scopes that a personal access token can have and the sandbox checks, see `docs/livechat-api.md#scopes`. */
export const PUBLIC_SCOPES: readonly string[] = [
  ...['agents--my:ro', 'agents--my:rw', 'agents--all:ro', 'agents--all:rw', 'agents-bot--all:ro'],
  ...['accounts--my:ro', 'accounts--my:rw', 'accounts--all:ro', 'accounts--all:rc', 'accounts--all:rw'],
  ...['accounts.roles.lc--all:rw', 'groups--my:ro', 'groups--all:ro', 'groups--all:rw'],
  ...['chats--access:ro', 'chats--access:rw', 'chats--all:ro', 'chats--all:rw'],
  ...['customers:ro', 'customers:rw', 'customers.ban:rw', 'properties.license.value--all:ro'],
  ...['tags--all:ro', 'tags--all:rw', 'tags--groups:ro', 'multicast:ro', 'multicast:rw'],
  ...['webhooks.configuration:rw', 'webhooks.state:ro', 'webhooks.state:rw'],
];

/** A personal access token, or an OAuth access token of an application. */
export interface Token {
  readonly kind: 'personal' | 'access';
  /** Prefixed with the data centre: `dal:…`, `fra:…`. */
  readonly value: string;
  readonly login: string;
  readonly scopes: ReadonlySet<string>;
  /** The application of an access token. */
  readonly clientId?: string;
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** A personal access token, as copied from the console. */
export interface PlatformCredential {
  /** A UUID. */
  readonly accountId: string;
  readonly token: string;
  readonly login: string;
  readonly name: string;
}

/** The tokens of the account, and authentication by `Authorization` header. */
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

  /** Issues a personal access token, with all public scopes by default. @throws RangeError for an unknown agent */
  issue(login: string, region: string, scopes: readonly string[] = PUBLIC_SCOPES): PlatformCredential {
    const agent = this.account.agents.get(login);
    if (!agent) throw new RangeError(`Unknown agent: ${login}`);
    const value = this.newValue(region, login);
    this.add({ kind: 'personal', value, login, scopes: new Set(scopes) });
    return { accountId: this.accountId(login), token: value, login, name: agent.name };
  }

  newValue(region: string, login: string): string {
    this.issued += 1;
    return `${region}:${this.account.secret('token', login, this.issued)}`;
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

  /** Revokes all access tokens of an application. @returns the tokens */
  deleteOf(clientId: string): readonly string[] {
    const values = [...this.byValue.values()].filter((token) => token.clientId === clientId);
    return values.map(({ value }) => {
      this.byValue.delete(value);
      return value;
    });
  }

  /** Expires all access tokens. */
  expireAccessTokens(): void {
    for (const token of [...this.byValue.values()]) {
      if (token.kind === 'access') this.add({ ...token, expiresAt: this.clock.now() });
    }
  }

  /**
   * Reads `Basic base64(<account id>:<token>)` or `Bearer <token>`.
   * @returns `undefined` unless the token is valid
   */
  read(authorization: string | undefined): Token | undefined {
    const [scheme = '', rest = ''] = (authorization ?? '').split(' ');
    const token = scheme.toLowerCase() === 'basic' ? this.personal(rest) : this.bearer(scheme, rest);
    if (!token || this.isRevoked(token.login) || !this.account.agents.has(token.login)) return undefined;
    if (token.expiresAt !== undefined && token.expiresAt <= this.clock.now()) return undefined;
    return token;
  }

  // Split at the first colon: the token contains one too.
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
