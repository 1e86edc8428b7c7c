import { createHash } from 'node:crypto';
import { PUBLIC_SCOPES, type Token } from '../tokens';
import type { Client, World } from '../world';
import { refuse } from './accountsError';

const EXPIRES_IN = 28_800;
/** How long a code can be exchanged is not known; a short time is usual [NF]. */
const CODE_LIFE = 60_000;
const MOST_REFRESH_TOKENS = 25;

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

export type Parameters = Readonly<Record<string, string>>;

/** Codes, access tokens and refresh tokens of applications (section 2.3 [V]). */
export class OAuth {
  private readonly codes = new Map<string, Code>();
  private readonly refreshes = new Map<string, Refresh>();

  constructor(private readonly world: World) {}

  /**
   * Somebody says yes to an application.
   * @returns where the browser goes next
   * @throws Refusal where there is no address to go to
   */
  authorize(asked: Parameters, login: string): string {
    const client = this.client(asked.client_id);
    const redirectUri = asked.redirect_uri ?? client.redirectUris[0] ?? '';
    if (!allows(client, redirectUri)) throw invalid('redirect_uri', 'does not match');
    const answer = (more: Parameters): string => {
      const query = new URLSearchParams({
        ...more,
        ...(asked.state !== undefined && { state: asked.state }),
      });
      return `${redirectUri}?${query.toString()}`;
    };
    if (asked.response_type !== 'code') return answer({ error: 'unsupported_response_type' });
    if (client.secret === undefined && asked.code_challenge === undefined) {
      return answer({ error: 'invalid_request', error_description: 'code_challenge is required' });
    }
    const value = this.world.tokens.newValue(this.world.region, login);
    this.codes.set(value, {
      ...{ client, login, redirectUri, scopes: scopesOf(asked.scope) },
      ...(asked.code_challenge !== undefined && { challenge: asked.code_challenge }),
      method: asked.code_challenge_method === 'S256' ? 'S256' : 'plain',
      until: this.world.clock.now() + CODE_LIFE,
    });
    return answer({ code: value });
  }

  /** `POST /token` (section 2.3 [V]). @throws Refusal */
  exchange(form: Parameters): Record<string, unknown> {
    const client = this.client(form.client_id);
    if (client.secret !== undefined && form.client_secret !== client.secret) {
      throw refuse('unauthorized', 'Wrong client_secret');
    }
    if (form.grant_type === 'authorization_code') return this.grant(this.redeem(client, form));
    if (form.grant_type === 'refresh_token') return this.refresh(client, form);
    throw invalid('grant_type', 'is not supported');
  }

  /** `DELETE /token?code=`. @returns whether there was one. */
  revoke(value: string): boolean {
    return this.world.tokens.delete(value) || this.refreshes.delete(value);
  }

  /** A person takes back what they had given to an application. @returns the access tokens that ended by it */
  withdraw(clientId: string): readonly string[] {
    for (const [value, { client }] of [...this.refreshes]) {
      if (client.id === clientId) this.refreshes.delete(value);
    }
    return this.world.tokens.deleteOf(clientId);
  }

  private client(id: string | undefined): Client {
    const client = this.world.clients.get(id ?? '');
    if (!client) throw invalid('client_id', 'is not known');
    return client;
  }

  // A code is good for one try, also for one that fails.
  private redeem(client: Client, form: Parameters): Refresh {
    const code = this.codes.get(form.code ?? '');
    this.codes.delete(form.code ?? '');
    const good =
      code?.client === client &&
      code.until > this.world.clock.now() &&
      form.redirect_uri === code.redirectUri &&
      proves(code, form.code_verifier);
    if (!good) throw refuse('invalid_grant', 'The code is wrong or was used');
    return code;
  }

  private refresh(client: Client, form: Parameters): Record<string, unknown> {
    const value = form.refresh_token ?? '';
    const known = this.refreshes.get(value);
    if (known?.client !== client || !this.world.account.agents.has(known.login)) {
      throw refuse('invalid_grant', 'The refresh token is wrong or was used');
    }
    if (client.secret !== undefined) return this.grant(known, value);
    // Those of public applications are good once (section 2.3 [V]).
    this.refreshes.delete(value);
    return this.grant(known);
  }

  private grant({ client, login, scopes }: Refresh, refreshToken?: string): Record<string, unknown> {
    const { tokens, region, clock, organizationId } = this.world;
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

  // The oldest of an application and a person gives way (section 2.3 [V]).
  private keepRefresh(refresh: Refresh): string {
    const same = [...this.refreshes].filter(
      ([, { client, login }]) => client === refresh.client && login === refresh.login,
    );
    const [oldest] = same;
    if (oldest && same.length >= MOST_REFRESH_TOKENS) this.refreshes.delete(oldest[0]);
    const value = this.world.tokens.newValue(this.world.region, refresh.login);
    this.refreshes.set(value, refresh);
    return value;
  }
}

/** Scheme, host and port equal, the path may go on; no query, no fragment, no way up (section 2.3 [V]). */
function allows({ redirectUris }: Client, asked: string): boolean {
  if (!URL.canParse(asked) || /[?#]|\.\.\//.test(asked)) return false;
  const { protocol, host, pathname } = new URL(asked);
  return redirectUris.some((uri) => {
    const known = new URL(uri);
    return known.protocol === protocol && known.host === host && pathname.startsWith(known.pathname);
  });
}

function proves({ challenge, method }: Code, verifier: string | undefined): boolean {
  if (challenge === undefined) return true;
  if (verifier === undefined) return false;
  return (
    challenge === (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url'))
  );
}

function scopesOf(asked: string | undefined): readonly string[] {
  if (asked === undefined) return PUBLIC_SCOPES;
  const wanted = asked.split(/[ ,]+/);
  return PUBLIC_SCOPES.filter((scope) => wanted.includes(scope));
}

function invalid(field: string, reason: string) {
  return refuse('invalid_request', `${field} ${reason}`, { invalid_fields: { [field]: reason } });
}
