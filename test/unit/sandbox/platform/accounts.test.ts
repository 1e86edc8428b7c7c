import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { PlatformBench } from './platformBench';
import { RtmClient } from './rtmClient';

interface Grant {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly account_id: string;
  readonly organization_id: string;
  readonly expires_in: number;
  readonly token_type: string;
}

describe('sandbox Global Accounts API', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const platform = () => bench.sandbox.platform;
  const redirect = 'vscode://livechat-desk.livechat-desk/signed-in';
  const verifier = 'a'.repeat(64);
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  const consent = async (more: Record<string, string | undefined> = {}) => {
    const query = new URLSearchParams();
    const asked: Readonly<Record<string, string | undefined>> = {
      ...{ response_type: 'code', client_id: platform().clientId, redirect_uri: redirect, state: 's1' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      ...more,
    };
    for (const [key, value] of Object.entries(asked)) if (value !== undefined) query.set(key, value);
    return bench.call('GET', `${bench.sandbox.url}/accounts/?${query.toString()}`, {
      headers: { Authorization: undefined },
    });
  };
  const codeOf = async (more: Record<string, string | undefined> = {}) => {
    const answer = await consent(more);
    assert.equal(answer.status, 302, answer.text);
    return new URL(answer.headers.get('location')!).searchParams;
  };
  const token = (form: Readonly<Record<string, string>>) =>
    bench.accounts('POST', '/token', {
      form: { client_id: platform().clientId, ...form },
      headers: { Authorization: undefined },
    });
  const exchange = async (more: Readonly<Record<string, string>> = {}) => {
    const code = (await codeOf()).get('code')!;
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
    return token({ ...form, ...more });
  };
  const granted = async () => {
    const answer = await exchange();
    assert.equal(answer.status, 200, answer.text);
    return answer.json() as Grant;
  };
  const refresh = (value: string) => token({ grant_type: 'refresh_token', refresh_token: value });
  const bearer = ({ access_token: value }: Grant) => ({ headers: { Authorization: `Bearer ${value}` } });

  it('returns the account and its organizations', async () => {
    const me = (await bench.accounts('GET', '/accounts/me')).json() as Record<string, unknown>;
    const { accountId, login, name } = bench.credential('owner');
    assert.deepEqual([me.account_id, me.email, me.name], [accountId, login, name]);
    assert.equal(me.default_organization_id, platform().organizationId);
    const list = (await bench.accounts('GET', '/organizations')).json() as {
      organization_id: string;
      products: { product: string }[];
    }[];
    const ours = list.find(({ products }) => products.some(({ product }) => product === 'LiveChat'))!;
    assert.equal(ours.organization_id, platform().organizationId);
    assert.equal(list.length, 2);
  });

  it('returns errors in the documented shape', async () => {
    const wrong = await bench.accounts('GET', '/organizations', { headers: { Authorization: 'Basic eDp5' } });
    const { request_id: id, ...body } = wrong.json() as Record<string, unknown>;
    assert.equal(wrong.status, 401);
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(body, {
      error: 'unauthorized',
      error_description: 'Invalid access token',
      sub_error: null,
    });
    const poor = platform().switches.issueToken(bench.credential('owner').login, ['agents--all:ro']);
    const refused = (await bench.accounts('GET', '/accounts/me', { who: poor })).json() as typeof body;
    assert.equal(refused.sub_error, 'insufficient_scope');
    assert.equal((await bench.accounts('GET', '/organizations', { who: poor })).status, 200);
    assert.equal((await bench.accounts('GET', '/nothing')).status, 404);
  });

  it('changes the name of an agent', async () => {
    const { accountId, login } = bench.credential('normal');
    const answer = await bench.accounts('PATCH', `/accounts/${accountId}`, { json: { name: 'New Name' } });
    assert.equal(answer.status, 200);
    const agent = await bench.done<{ name: string }>('configuration/get_agent', { id: login });
    assert.equal(agent.name, 'New Name');
    assert.equal((await bench.accounts('PATCH', '/accounts/me', { json: { name: '' } })).status, 422);
    assert.equal((await bench.accounts('PATCH', '/accounts/x', { json: { name: 'x' } })).status, 404);
  });

  it('lists installed products, including HelpDesk only if installed', async () => {
    platform().switches.setProducts(['LiveChat']);
    assert.ok(!(await bench.accounts('GET', '/organizations')).text.includes('HelpDesk'));
    assert.equal((await bench.helpdesk('GET', '/tickets')).status, 403);
  });

  it('redirects with a code and the state, and exchanges the code once', async () => {
    const grant = await granted();
    assert.deepEqual(
      [grant.account_id, grant.organization_id, grant.expires_in, grant.token_type],
      [bench.credential('owner').accountId, platform().organizationId, 28_800, 'Bearer'],
    );
    assert.ok(await bench.done('configuration/list_agents', {}, bearer(grant)));
    assert.equal((await bench.helpdesk('GET', '/licenses', undefined, bearer(grant))).status, 200);
    const answer = await codeOf({ state: 'x y' });
    assert.equal(answer.get('state'), 'x y');
    const code = answer.get('code')!;
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier };
    assert.equal((await token(form)).status, 200);
    assert.equal((await token(form)).status, 400);
  });

  it('rejects a wrong verifier, an expired code, another redirect URI and a public application without PKCE', async () => {
    assert.equal((await exchange({ code_verifier: 'wrong' })).status, 400);
    assert.equal((await exchange({ redirect_uri: 'vscode://other.other' })).status, 400);
    assert.equal((await codeOf({ code_challenge: undefined })).get('error'), 'invalid_request');
    const plain = (await codeOf({ code_challenge: 'abc', code_challenge_method: undefined })).get('code')!;
    const form = { grant_type: 'authorization_code', redirect_uri: redirect };
    assert.equal((await token({ ...form, code: plain, code_verifier: 'abc' })).status, 200);
    const late = (await codeOf()).get('code')!;
    bench.clock.advance(60_000);
    assert.equal((await token({ ...form, code: late, code_verifier: verifier })).status, 400);
  });

  it('redirects only to registered URIs without a query', async () => {
    const bad = [
      'vscode://other.publisher/',
      `${redirect}?windowId=1`,
      `${redirect}#x`,
      'vscode://livechat-desk.livechat-desk/../x',
      'https://evil.example/',
    ];
    for (const uri of bad) assert.equal((await consent({ redirect_uri: uri })).status, 422, uri);
    assert.equal((await consent({ client_id: 'x' })).status, 422);
  });

  it('revokes all tokens of an application', async () => {
    const grant = await granted();
    platform().switches.withdrawGrants(platform().clientId);
    assert.equal((await refresh(grant.refresh_token)).status, 400);
    assert.equal((await bench.helpdesk('GET', '/licenses', undefined, bearer(grant))).status, 401);
  });

  it('rotates refresh tokens of public applications only', async () => {
    const { refresh_token: first } = await granted();
    const second = (await refresh(first)).json() as Grant;
    assert.notEqual(second.refresh_token, first);
    assert.equal((await refresh(first)).status, 400);
    assert.equal((await refresh(second.refresh_token)).status, 200);
    const { id } = platform().switches.registerClient(['https://app.example/cb'], 'secret');
    const uri = 'https://app.example/cb';
    const asked = { client_id: id, redirect_uri: uri, code_challenge: undefined };
    const form = { client_id: id, client_secret: 'secret', redirect_uri: uri };
    const code = (await codeOf(asked)).get('code')!;
    assert.equal((await token({ ...form, grant_type: 'refresh_token', client_secret: 'x' })).status, 401);
    const grant = (await token({ ...form, grant_type: 'authorization_code', code })).json() as Grant;
    const again = { ...form, grant_type: 'refresh_token', refresh_token: grant.refresh_token };
    assert.equal(((await token(again)).json() as Grant).refresh_token, grant.refresh_token);
    assert.equal((await token(again)).status, 200);
  });

  it('expires access tokens after eight hours, and introspects and revokes tokens', async () => {
    const grant = await granted();
    const info = (await bench.accounts('GET', '/info', bearer(grant))).json() as Record<string, unknown>;
    assert.equal(info.client_id, platform().clientId);
    bench.clock.advance(28_800_000);
    assert.equal((await bench.action('configuration/list_agents', {}, bearer(grant))).status, 401);
    const next = (await refresh(grant.refresh_token)).json() as Grant;
    assert.equal((await bench.action('configuration/list_agents', {}, bearer(next))).status, 200);
    const query = new URLSearchParams({ code: next.access_token }).toString();
    assert.equal((await bench.accounts('DELETE', `/token?${query}`)).status, 200);
    assert.equal((await bench.action('configuration/list_agents', {}, bearer(next))).status, 401);
  });

  it('grants access as the agent set with consentAs', async () => {
    platform().switches.consentAs(bench.credential('normal').login);
    assert.equal((await granted()).account_id, bench.credential('normal').accountId);
  });

  it('accepts access tokens on the websocket, and closes it at expiry unless renewed', async () => {
    const grant = await granted();
    const next = (await refresh(grant.refresh_token)).json() as Grant;
    const client = await RtmClient.loggedIn(bench, { token: `Bearer ${grant.access_token}` });
    const renewed = await RtmClient.loggedIn(bench, { token: `Bearer ${grant.access_token}` });
    bench.clock.advance(20_000);
    const later = (await refresh(next.refresh_token)).json() as Grant;
    await renewed.request('update_session', { token: `Bearer ${later.access_token}` });
    platform().switches.revokeToken(grant.access_token);
    assert.equal((await client.push('agent_disconnected')).payload.reason, 'access_token_revoked');
    assert.equal((await renewed.request('ping')).success, true);
    platform().switches.expireAccessTokens();
    assert.equal((await renewed.push('agent_disconnected')).payload.reason, 'access_token_expired');
    await renewed.closed();
  });
});
