import { parseJson } from '../../base/json';
import * as v from 'valibot';
import type { CallOptions, OpenGrants } from '../../domain/connection';
import { fail, FailureError } from '../../domain/failure';
import { GrantError, type BrowserAnswer, type Grant, type GrantApi } from '../../domain/grant';
import type { RawAnswer } from '../answer';
import { connectionGate } from '../connectionGate';
import { count, key, objectIn } from '../decode';
import { reasonsIn } from '../reasons';
import { Transport, type TransportOptions } from '../transport';
import { userAgent } from '../userAgent';
import { baseOf } from './hosts';
import { isSame, newProof, type Proof } from './pkce';

/**
 * The minimum for receiving events (docs/livechat-api.md#scopes): pushes and lists of chats with their customers
 * and agents, and `agents--my:rw` to undo a login that switched the agent to accepting chats.
 */
const liveScopes = [
  'chats--access:ro',
  'chats--all:ro',
  'customers:ro',
  'agents--all:ro',
  'agents--my:rw',
] as const;

// 8 hours are documented (docs/livechat-api.md#oauth). The maximum fits into a timer.
const usualSeconds = 28_800;
const longestSeconds = 7 * 86_400;
/** Share of a token's lifetime before its end at which it is renewed, within the bounds below. */
const renewShare = 0.1;
const earliestMs = 10 * 60_000;
const latestMs = 30_000;

const visible = v.pipe(key, v.regex(/^[\x21-\x7e]+$/));
const given = v.object({
  access_token: visible,
  account_id: key,
  organization_id: v.fallback(v.optional(key), undefined),
  refresh_token: v.fallback(v.optional(visible), undefined),
  expires_in: v.fallback(v.optional(count), undefined),
});

/** A refusal in OAuth's form, `{ error }`, or in that of LiveChat's other APIs, `{ error: { type } }`. */
class Refusal extends FailureError {
  constructor(raw: RawAnswer, secrets: readonly string[]) {
    super({ code: 'forbidden', reasons: reasonsIn(raw.text, secrets) });
  }
}

export type GrantOptions = Parameters<OpenGrants>[0] & Pick<TransportOptions, 'firstRetryMs'>;

/** OAuth 2.1 with PKCE for applications without a secret (docs/livechat-api.md#oauth). */
export function oauth(options: GrantOptions): GrantApi {
  const { account, clock, accountsUrl } = options;
  const base = baseOf(
    accountsUrl ?? fail({ code: 'invalid-input', field: 'livechat.accountsUrl', reasons: [] }),
  );
  const transport = new Transport({
    base,
    headers: { 'User-Agent': userAgent },
    secrets: [],
    timeoutMs: options.timeoutMs,
    callsPerMinute: options.callsPerMinute,
    gate: connectionGate({ ...options, account }),
    onCall: options.onCall,
    explain: explained,
    ...(options.firstRetryMs !== undefined && { firstRetryMs: options.firstRetryMs }),
  });

  const ask = async (form: Record<string, string>, secret: string, how: CallOptions): Promise<Grant> => {
    const { value } = await transport.call(
      { method: 'POST', route: '/token', form, secrets: [secret] },
      { outsideBudget: true, ...how },
    );
    const read = v.safeParse(given, value);
    if (!read.success) return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
    return grantIn(read.output, form.client_id ?? '', clock.now());
  };

  const begin: GrantApi['begin'] = ({ clientId, redirectUri }) => {
    const proof = newProof();
    return {
      page: pageOf(base, { clientId, redirectUri, proof }),
      scopes: liveScopes,
      read: (address) => answerIn(address, redirectUri, proof.state),
      exchange: async (code, signal) => {
        const form = {
          grant_type: 'authorization_code',
          code,
          client_id: clientId,
          redirect_uri: redirectUri,
          code_verifier: proof.verifier,
        };
        try {
          return await ask(form, code, signal ? { signal } : {});
        } catch (thrown) {
          throw thrown instanceof Refusal ? new GrantError('code-refused') : thrown;
        }
      },
    };
  };

  const refresh: GrantApi['refresh'] = async (grant) => {
    const { refreshToken, clientId, accountId } = grant;
    if (refreshToken === undefined) throw new GrantError('ended');
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
    try {
      const next = await ask(form, refreshToken, { priority: 'background' });
      if (next.accountId !== accountId) throw new GrantError('ended');
      // Refresh tokens of applications with a secret do not rotate and are not returned again.
      return next.refreshToken === undefined ? { ...next, refreshToken } : next;
    } catch (thrown) {
      throw thrown instanceof Refusal ? new GrantError('ended') : thrown;
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
function explained(raw: RawAnswer, secrets: readonly string[]): FailureError | undefined {
  const { status } = raw;
  if (status === 429 || status >= 500) return undefined;
  const error = objectIn(parseJson(raw.text))?.error;
  if (typeof error === 'string' || typeof objectIn(error)?.type === 'string')
    return new Refusal(raw, secrets);
  return new FailureError({ code: 'server', problem: 'status', status, reasons: [] });
}

/** The authorization page: `https://accounts.livechat.com/` for the API at `…/v2`. */
function pageOf(
  base: string,
  { clientId, redirectUri, proof }: { clientId: string; redirectUri: string; proof: Proof },
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
function answerIn(address: string, redirectUri: string, state: string): BrowserAnswer {
  const text = address.trim();
  if (!URL.canParse(text)) return { kind: 'foreign' };
  const { protocol, host, pathname, searchParams } = new URL(text);
  const known = new URL(redirectUri);
  const isHere = protocol === known.protocol && host === known.host && pathname === known.pathname;
  const states = searchParams.getAll('state');
  if (!isHere || states.length !== 1 || !isSame(states[0] ?? '', state)) return { kind: 'foreign' };
  const error = searchParams.get('error');
  if (error !== null) return { kind: 'declined', word: /^\w{1,60}$/.test(error) ? error : 'error' };
  const [code, ...more] = searchParams.getAll('code');
  return code === undefined || code === '' || more.length > 0
    ? { kind: 'declined', word: 'error' }
    : { kind: 'code', code };
}

function grantIn(read: v.InferOutput<typeof given>, clientId: string, now: number): Grant {
  const { access_token, account_id, organization_id, refresh_token, expires_in = usualSeconds } = read;
  const ms = Math.min(expires_in, longestSeconds) * 1000;
  const early = Math.min(Math.max(ms * renewShare, latestMs), earliestMs);
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
