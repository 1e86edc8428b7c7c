import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { parseJson } from '../../../base/json';
import * as v from 'valibot';
import type { CallOptions, OpenGrants } from '../../../domain/connection';
import { fail, FailureError } from '../../../domain/failure';
import { type Grant, type GrantApi, GrantError, type RedirectResult } from '../../../domain/grant';
import { createGate } from '../../gate';
import { userAgent } from '../../request';
import { notFromApi, type RawResponse, extractReasons } from '../../response';
import { asObject, count, nonBlankText } from '../../decode';
import { Transport, type TransportOptions } from '../../transport';
import { toBaseUrl } from '../hosts';

/**
 * The minimum for receiving events (docs/livechat-api.md#scopes): pushes and lists of chats with their customers
 * and agents, and `agents--my:rw` for the away status of the login.
 */
const liveScopes = [
  'chats--access:ro',
  'chats--all:ro',
  'customers:ro',
  'agents--all:ro',
  'agents--my:rw',
] as const;

// 8 hours are documented (docs/livechat-api.md#oauth). The maximum fits into a timer.
const defaultLifetimeSeconds = 28_800;
const maxLifetimeSeconds = 7 * 86_400;
/** Share of a token's lifetime before its end at which it is renewed, within the bounds below. */
const renewShare = 0.1;
const maxRenewLeadMs = 10 * 60_000;
const minRenewLeadMs = 30_000;

const visibleText = v.pipe(nonBlankText, v.regex(/^[\x21-\x7e]+$/));
const tokenResponse = v.object({
  access_token: visibleText,
  account_id: nonBlankText,
  organization_id: v.fallback(v.optional(nonBlankText), undefined),
  refresh_token: v.fallback(v.optional(visibleText), undefined),
  expires_in: v.fallback(v.optional(count), undefined),
});

/** A refusal in OAuth's form, `{ error }`, or in that of LiveChat's other APIs, `{ error: { type } }`. */
class OAuthRefusal extends FailureError {
  constructor(raw: RawResponse, secrets: readonly string[]) {
    super({ code: 'forbidden', reasons: extractReasons(raw.text, secrets) });
  }
}

export type GrantOptions = Parameters<OpenGrants>[0] & Pick<TransportOptions, 'firstRetryMs'>;

/** OAuth 2.1 with PKCE for applications without a secret (docs/livechat-api.md#oauth). */
export function createGrantApi(options: GrantOptions): GrantApi {
  const { account, clock, accountsUrl } = options;
  const base = toBaseUrl(
    accountsUrl ?? fail({ code: 'invalid-input', field: 'livechat.accountsUrl', reasons: [] }),
  );
  const transport = new Transport({
    base,
    headers: { 'User-Agent': userAgent },
    secrets: [],
    timeoutMs: options.timeoutMs,
    callsPerMinute: options.callsPerMinute,
    gate: createGate({ ...options, account }),
    onCall: options.onCall,
    explainError,
    ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
  });

  const requestToken = async (
    form: Record<string, string>,
    secret: string,
    callOptions: CallOptions,
  ): Promise<Grant> => {
    const { value } = await transport.call(
      { method: 'POST', route: '/token', form, secrets: [secret] },
      { outsideBudget: true, ...callOptions },
    );
    const read = v.safeParse(tokenResponse, value);
    if (!read.success) return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
    return toGrant(read.output, form.client_id ?? '', clock.now());
  };

  const begin: GrantApi['begin'] = ({ clientId, redirectUri }) => {
    const proof = createPkceValues();
    return {
      page: buildAuthorizationUrl(base, { clientId, redirectUri, proof }),
      scopes: liveScopes,
      readRedirect: (address) => readRedirect(address, redirectUri, proof.state),
      exchange: async (code, signal) => {
        const form = {
          grant_type: 'authorization_code',
          code,
          client_id: clientId,
          redirect_uri: redirectUri,
          code_verifier: proof.verifier,
        };
        try {
          return await requestToken(form, code, signal ? { signal } : {});
        } catch (thrown) {
          throw thrown instanceof OAuthRefusal ? new GrantError('code-refused') : thrown;
        }
      },
    };
  };

  const refresh: GrantApi['refresh'] = async (grant) => {
    const { refreshToken, clientId, accountId } = grant;
    if (refreshToken === undefined) throw new GrantError('ended');
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
    try {
      const next = await requestToken(form, refreshToken, { priority: 'background' });
      if (next.accountId !== accountId) throw new GrantError('ended');
      // Refresh tokens of applications with a secret do not rotate and are not returned again.
      return next.refreshToken === undefined ? { ...next, refreshToken } : next;
    } catch (thrown) {
      throw thrown instanceof OAuthRefusal ? new GrantError('ended') : thrown;
    }
  };

  const revoke: GrantApi['revoke'] = async ({ accessToken, refreshToken }, signal) => {
    const tokens = [...(refreshToken === undefined ? [] : [refreshToken]), accessToken];
    const revoked = tokens.map(async (code) => {
      const request = { method: 'DELETE', route: '/token', query: { code }, secrets: [code] } as const;
      await transport.call(request, { outsideBudget: true, ...(signal && { signal }) });
    });
    const failed = (await Promise.allSettled(revoked)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };

  return { begin, refresh, revoke, dispose: () => transport.dispose() };
}

/**
 * A response that is not in OAuth's form, such as a proxy's page, says nothing about the grant and may be
 * temporary.
 */
function explainError(raw: RawResponse, secrets: readonly string[]): FailureError | undefined {
  const { status } = raw;
  if (status === 429 || status >= 500) return undefined;
  const body = asObject(parseJson(raw.text));
  if (!body) return new FailureError(notFromApi(status));
  const { error } = body;
  if (typeof error === 'string' || typeof asObject(error)?.type === 'string')
    return new OAuthRefusal(raw, secrets);
  return new FailureError({ code: 'server', problem: 'status', status, reasons: [] });
}

/** The authorization page: `https://accounts.livechat.com/` for the API at `…/v2`. */
function buildAuthorizationUrl(
  base: string,
  { clientId, redirectUri, proof }: { clientId: string; redirectUri: string; proof: PkceValues },
): string {
  const page = new URL(`${base.replace(/\/v\d+$/, '')}/`);
  page.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: proof.state,
    scope: liveScopes.join(' '),
    code_challenge: proof.challenge,
    code_challenge_method: 'S256',
  }).toString();
  return page.toString();
}

/** Compares the state before using anything else in the URL. */
function readRedirect(address: string, redirectUri: string, state: string): RedirectResult {
  const text = address.trim();
  if (!URL.canParse(text)) return { kind: 'foreign' };
  const { protocol, host, pathname, searchParams } = new URL(text);
  const known = new URL(redirectUri);
  const isHere = protocol === known.protocol && host === known.host && pathname === known.pathname;
  const states = searchParams.getAll('state');
  if (!isHere || states.length !== 1 || !equalsInConstantTime(states[0] ?? '', state))
    return { kind: 'foreign' };
  const error = searchParams.get('error');
  if (error !== null) return { kind: 'declined', word: /^\w{1,60}$/.test(error) ? error : 'error' };
  const [code, ...more] = searchParams.getAll('code');
  return code === undefined || code === '' || more.length > 0
    ? { kind: 'declined', word: 'error' }
    : { kind: 'code', code };
}

function toGrant(read: v.InferOutput<typeof tokenResponse>, clientId: string, now: number): Grant {
  const {
    access_token,
    account_id,
    organization_id,
    refresh_token,
    expires_in = defaultLifetimeSeconds,
  } = read;
  const ms = Math.min(expires_in, maxLifetimeSeconds) * 1000;
  const early = Math.min(Math.max(ms * renewShare, minRenewLeadMs), maxRenewLeadMs);
  return {
    clientId,
    accountId: account_id,
    accessToken: access_token,
    expiresAt: now + ms,
    renewAt: now + Math.max(ms - early, 0),
    ...(organization_id !== undefined && { organizationId: organization_id }),
    ...(refresh_token !== undefined && { refreshToken: refresh_token }),
  };
}

/** Random values of one sign-in. */
interface PkceValues {
  /** Returned with the redirect. */
  readonly state: string;
  readonly verifier: string;
  /** The SHA-256 of `verifier`, sent with the authorization request. */
  readonly challenge: string;
}

/** RFC 7636, with 32 random bytes each. */
function createPkceValues(): PkceValues {
  const verifier = randomBytes(32).toString('base64url');
  return {
    state: randomBytes(32).toString('base64url'),
    verifier,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
}

/** Compares in constant time. */
function equalsInConstantTime(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
