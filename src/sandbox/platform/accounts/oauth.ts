import { createHash, randomUUID } from 'node:crypto';
import { HttpError } from '../../server/httpError';
import { PUBLIC_SCOPES, type Token } from '../tokens';
import type { Client, PlatformState } from '../platformState';

const EXPIRES_IN = 28_800;
/** The lifetime of a code is not documented. */
const CODE_TTL = 60_000;
const MAX_REFRESH_TOKENS = 25;

interface Code {
  readonly client: Client;
  readonly login: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge?: string;
  readonly method: 'plain' | 'S256';
  readonly until: number;
}

interface Refresh {
  readonly client: Client;
  readonly login: string;
  readonly scopes: readonly string[];
}

export type Params = Readonly<Record<string, string>>;

/** Codes, access tokens and refresh tokens of applications, see `docs/livechat-api.md#oauth`. */
export class OAuth {
  private readonly codes = new Map<string, Code>();
  private readonly refreshes = new Map<string, Refresh>();

  constructor(private readonly platform: PlatformState) {}

  /**
   * Grants an application access.
   * @returns the URL to redirect the browser to
   * @throws HttpError if there is no valid redirect URI
   */
  authorize(params: Params, login: string): string {
    const client = this.client(params.client_id);
    const redirectUri = params.redirect_uri ?? client.redirectUris[0] ?? '';
    if (!allowsRedirect(client, redirectUri)) throw invalid('redirect_uri', 'does not match');
    const answer = (more: Params): string => {
      const query = new URLSearchParams({
        ...more,
        ...(params.state !== undefined && { state: params.state }),
      });
      return `${redirectUri}?${query.toString()}`;
    };
    if (params.response_type !== 'code') return answer({ error: 'unsupported_response_type' });
    if (client.secret === undefined && params.code_challenge === undefined) {
      return answer({ error: 'invalid_request', error_description: 'code_challenge is required' });
    }
    const value = this.platform.tokens.newValue(this.platform.region, login);
    this.codes.set(value, {
      ...{ client, login, redirectUri, scopes: scopesOf(params.scope) },
      ...(params.code_challenge !== undefined && { challenge: params.code_challenge }),
      method: params.code_challenge_method === 'S256' ? 'S256' : 'plain',
      until: this.platform.clock.now() + CODE_TTL,
    });
    return answer({ code: value });
  }

  /** `POST /token`. @throws HttpError */
  exchange(form: Params): Record<string, unknown> {
    const client = this.client(form.client_id);
    if (client.secret !== undefined && form.client_secret !== client.secret) {
      throw accountsError('unauthorized', 'Wrong client_secret');
    }
    if (form.grant_type === 'authorization_code') return this.grant(this.redeem(client, form));
    if (form.grant_type === 'refresh_token') return this.refresh(client, form);
    throw invalid('grant_type', 'is not supported');
  }

  /** `DELETE /token?code=`. @returns whether the token existed */
  revoke(value: string): boolean {
    return this.platform.tokens.delete(value) || this.refreshes.delete(value);
  }

  /** A person takes back what they had given to an application. @returns the access tokens that ended by it */
  withdraw(clientId: string): readonly string[] {
    for (const [value, { client }] of [...this.refreshes]) {
      if (client.id === clientId) this.refreshes.delete(value);
    }
    return this.platform.tokens.deleteOf(clientId);
  }

  private client(id: string | undefined): Client {
    const client = this.platform.clients.get(id ?? '');
    if (!client) throw invalid('client_id', 'is not known');
    return client;
  }

  // A code is good for one try, also for one that fails.
  private redeem(client: Client, form: Params): Refresh {
    const code = this.codes.get(form.code ?? '');
    this.codes.delete(form.code ?? '');
    const good =
      code?.client === client &&
      code.until > this.platform.clock.now() &&
      form.redirect_uri === code.redirectUri &&
      verifierMatches(code, form.code_verifier);
    if (!good) throw accountsError('invalid_grant', 'The code is wrong or was used');
    return code;
  }

  private refresh(client: Client, form: Params): Record<string, unknown> {
    const value = form.refresh_token ?? '';
    const known = this.refreshes.get(value);
    if (known?.client !== client || !this.platform.account.agents.has(known.login)) {
      throw accountsError('invalid_grant', 'The refresh token is wrong or was used');
    }
    if (client.secret !== undefined) return this.grant(known, value);
    // A refresh token of a public application works once.
    this.refreshes.delete(value);
    return this.grant(known);
  }

  private grant({ client, login, scopes }: Refresh, refreshToken?: string): Record<string, unknown> {
    const { tokens, region, clock, organizationId } = this.platform;
    const token: Token = {
      kind: 'access',
      value: tokens.newValue(region, login),
      login,
      scopes: new Set(scopes),
      clientId: client.id,
      expiresAt: clock.now() + EXPIRES_IN * 1000,
    };
    tokens.add(token);
    return {
      access_token: token.value,
      account_id: tokens.accountId(login),
      expires_in: EXPIRES_IN,
      organization_id: organizationId,
      refresh_token: refreshToken ?? this.keepRefresh({ client, login, scopes }),
      scope: scopes.join(','),
      token_type: 'Bearer',
    };
  }

  // At the limit the oldest refresh token of the same application and agent is revoked.
  private keepRefresh(refresh: Refresh): string {
    const same = [...this.refreshes].filter(
      ([, { client, login }]) => client === refresh.client && login === refresh.login,
    );
    const [oldest] = same;
    if (oldest && same.length >= MAX_REFRESH_TOKENS) this.refreshes.delete(oldest[0]);
    const value = this.platform.tokens.newValue(this.platform.region, refresh.login);
    this.refreshes.set(value, refresh);
    return value;
  }
}

/** Same scheme, host and port as a registered URI, and its path as a prefix; no query, fragment or `../`. */
function allowsRedirect({ redirectUris }: Client, uri: string): boolean {
  if (!URL.canParse(uri) || /[?#]|\.\.\//.test(uri)) return false;
  const { protocol, host, pathname } = new URL(uri);
  return redirectUris.some((registered) => {
    const known = new URL(registered);
    return known.protocol === protocol && known.host === host && pathname.startsWith(known.pathname);
  });
}

function verifierMatches({ challenge, method }: Code, verifier: string | undefined): boolean {
  if (challenge === undefined) return true;
  if (verifier === undefined) return false;
  return (
    challenge === (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'))
  );
}

function scopesOf(requested: string | undefined): readonly string[] {
  if (requested === undefined) return PUBLIC_SCOPES;
  const wanted = requested.split(/[ ,]+/);
  return PUBLIC_SCOPES.filter((scope) => wanted.includes(scope));
}

function invalid(field: string, reason: string) {
  return accountsError('invalid_request', `${field} ${reason}`, { invalid_fields: { [field]: reason } });
}

/** Error codes and statuses of Global Accounts; `invalid_grant`, from OAuth, is inferred. */
const STATUS = {
  unauthorized: 401,
  access_denied: 403,
  resource_not_found: 404,
  invalid_request: 422,
  invalid_grant: 400,
} as const;

/** `{"error","error_description","sub_error","request_id"}`, unlike the errors of the other APIs. */
export function accountsError(
  error: keyof typeof STATUS,
  description: string,
  more: { readonly sub_error?: string; readonly invalid_fields?: Readonly<Record<string, string>> } = {},
): HttpError {
  const body = { error, error_description: description, sub_error: null, ...more, request_id: randomUUID() };
  return new HttpError(STATUS[error], body);
}
