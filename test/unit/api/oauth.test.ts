import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CallRecord } from '../../../src/core/domain/connection';
import { failureOf } from '../../../src/core/domain/failure';
import { grantErrorOf, type BrowserSignIn, type Grant, type GrantApi } from '../../../src/core/domain/grant';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../support/testSandbox';
import { FakeClock } from '../support/fakeClock';
import { browse, granted, grantsOf, ownersAccount, redirectUri } from './support/browser';
import { failureFrom } from './support/failureFrom';
import { always, serve } from './support/loopbackServer';

describe('browser sign-in', () => {
  let clock: FakeClock;
  let sandbox: Sandbox;
  let calls: CallRecord[];
  let api: GrantApi;

  beforeEach(async () => {
    clock = new FakeClock();
    sandbox = await startTestSandbox({ clock, tickets: 25, agents: 3, hostile: false });
    calls = [];
    api = grantsOf(sandbox, { clock, calls, account: ownersAccount(sandbox) });
  });
  afterEach(async () => {
    api.dispose();
    await sandbox.dispose();
  });

  const clientId = (): string => sandbox.platform.clientId;
  const begun = (): BrowserSignIn => api.begin({ clientId: clientId(), redirectUri });
  const grantedNow = (): Promise<Grant> => granted(api, clientId());
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const thrown = await work.then(
      () => assert.fail('it worked'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof Error);
    assert.doesNotMatch(`${thrown.message} ${JSON.stringify(thrown)}`, /dal:/);
    return grantErrorOf(thrown)?.code ?? failureOf(thrown)?.code ?? thrown.message;
  };

  it('begin: returns a page with a challenge and the scopes of listening, without a secret', () => {
    const { page } = begun();
    const { origin, pathname, searchParams } = new URL(page);
    assert.equal(origin + pathname, `${sandbox.url}/accounts/`);
    const { state, code_challenge: challenge, ...rest } = Object.fromEntries(searchParams);
    assert.deepEqual(rest, {
      response_type: 'code',
      client_id: clientId(),
      redirect_uri: redirectUri,
      scope: 'chats--access:ro chats--all:ro customers:ro agents--all:ro agents--my:rw',
      code_challenge_method: 'S256',
    });
    assert.match(`${state} ${challenge}`, /^[\w-]{43} [\w-]{43}$/);
    assert.deepEqual(calls, []);
  });

  it('begin: creates a new state and challenge for each sign-in', () => {
    const proofs = [begun(), begun()].map(({ page }) => {
      const { searchParams } = new URL(page);
      return [searchParams.get('state'), searchParams.get('code_challenge')];
    });
    assert.equal(new Set(proofs.flat()).size, 4);
  });

  it('exchange: returns a grant for the returned code, in one counted call', async () => {
    const grant = await grantedNow();
    assert.deepEqual(
      [grant.clientId, grant.accountId, grant.organizationId],
      [clientId(), ownersAccount(sandbox).name, sandbox.platform.organizationId],
    );
    assert.match(`${grant.accessToken} ${grant.refreshToken}`, /^dal:\S+ dal:\S+$/);
    assert.equal(grant.expiresAt - clock.now(), 28_800_000);
    assert.equal(grant.expiresAt - grant.renewAt, 10 * 60_000);
    assert.deepEqual(
      calls.map(({ method, route, status }) => `${method} ${route} ${status}`),
      ['POST /token 200'],
    );
  });

  it('readRedirect: recognizes only the redirect of its own sign-in', async () => {
    const signIn = begun();
    const address = await browse(signIn);
    assert.equal(signIn.readRedirect(` ${address}\n`).kind, 'code');
    const other = await browse(begun());
    const strange = [
      other,
      address.replace('state=', 'state=x'),
      address.replace(/&?state=[^&]*/, ''),
      `${address}&state=x`,
      address.replace('/signed-in', '/signed-in/more'),
      address.replace('livechat-desk.livechat-desk', 'evil.evil'),
      address.replace('vscode:', 'https:'),
      '',
      'no address',
      'javascript:alert(1)',
    ];
    for (const one of strange) assert.deepEqual(signIn.readRedirect(one), { kind: 'foreign' }, one);
  });

  it('readRedirect: never accepts an arbitrary URL', () => {
    const signIn = begun();
    const addresses = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.string().map((text) => `${redirectUri}?code=x&state=${text}`),
      fc.string().map((text) => `${redirectUri}${text}`),
    );
    fc.assert(fc.property(addresses, (address) => signIn.readRedirect(address).kind === 'foreign'));
  });

  it('readRedirect: reports a declined consent with a sanitized code', () => {
    const signIn = begun();
    const state = new URL(signIn.page).searchParams.get('state') ?? '';
    const read = (query: string) => signIn.readRedirect(`${redirectUri}?state=${state}&${query}`);
    assert.deepEqual(read('error=access_denied'), { kind: 'declined', word: 'access_denied' });
    assert.deepEqual(read('error=%3Cb%3E[x](y)'), { kind: 'declined', word: 'error' });
    assert.deepEqual(read('code='), { kind: 'declined', word: 'error' });
    assert.deepEqual(read('code=a&code=b'), { kind: 'declined', word: 'error' });
  });

  it('exchange: accepts a code once, and only within a minute', async () => {
    const signIn = begun();
    const answer = signIn.readRedirect(await browse(signIn));
    assert.ok(answer.kind === 'code');
    await signIn.exchange(answer.code);
    assert.equal(await codeOf(signIn.exchange(answer.code)), 'code-refused');
    const late = begun();
    const lateAnswer = late.readRedirect(await browse(late));
    assert.ok(lateAnswer.kind === 'code');
    clock.advance(60_000);
    assert.equal(await codeOf(late.exchange(lateAnswer.code)), 'code-refused');
  });

  it('exchange: rejects a code of another sign-in, because the verifier differs', async () => {
    const other = begun();
    const answer = other.readRedirect(await browse(other));
    assert.ok(answer.kind === 'code');
    assert.equal(await codeOf(begun().exchange(answer.code)), 'code-refused');
  });

  it('refresh: returns a new grant for each refresh token, once', async () => {
    const first = await grantedNow();
    clock.advance(1_000);
    const next = await api.refresh(first);
    assert.notEqual(next.accessToken, first.accessToken);
    assert.notEqual(next.refreshToken, first.refreshToken);
    assert.equal(next.expiresAt, first.expiresAt + 1_000);
    assert.equal(await codeOf(api.refresh(first)), 'ended');
    await api.refresh(next);
  });

  it('refresh: fails without a call if there is no refresh token', async () => {
    const { refreshToken, ...bare } = await grantedNow();
    assert.ok(refreshToken);
    calls.length = 0;
    assert.equal(await codeOf(api.refresh(bare)), 'ended');
    assert.deepEqual(calls, []);
  });

  it('revoke: revokes both tokens', async () => {
    const grant = await grantedNow();
    await api.revoke(grant);
    assert.equal(await codeOf(api.refresh(grant)), 'ended');
    const { status } = await fetch(`${sandbox.platform.accountsUrl}/info?code=${grant.accessToken}`);
    assert.equal(status, 401);
  });

  it('refresh: reports a server fault as a fault, not as a rejection', async () => {
    const grant = await grantedNow();
    for (const status of [500, 502, 429]) {
      sandbox.faults.next({ match: { path: /token/ }, status, times: 3 });
      assert.equal(await codeOf(api.refresh(grant)), status === 429 ? 'rate-limited' : 'server');
      sandbox.faults.clear();
    }
    await api.refresh(grant);
  });

  for (const [status, body] of [
    [302, ''],
    [307, ''],
    [401, '<html>log in</html>'],
    [403, '<html>no</html>'],
    [404, '<html>not here</html>'],
    [407, 'Proxy Authentication Required'],
  ] as const) {
    it(`refresh: reports ${status} without JSON as a response of a proxy or login page`, async () => {
      const server = await serve(always(status, body));
      const proxied = grantsOf(
        { url: server.url, platform: { ...sandbox.platform, accountsUrl: `${server.url}/v2` } },
        { clock, account: ownersAccount(sandbox) },
      );
      try {
        const failure = await failureFrom(proxied.refresh(await grantedNow()));
        assert.deepEqual(failure, { code: 'server', problem: 'not-json', status, reasons: [] });
      } finally {
        proxied.dispose();
        await server.close();
      }
    });
  }

  for (const [what, status, body, code] of [
    ['a page of a proxy', 403, '<html>no</html>', 'server'],
    ['a login page of a proxy', 401, '<html>log in</html>', 'server'],
    ['a word of OAuth', 400, { error: 'invalid_client' }, 'ended'],
    ['a word of the other APIs', 401, { error: { type: 'authentication', message: 'x' } }, 'ended'],
    ['an answer without a token', 200, { account_id: 'a' }, 'server'],
    ['a token that no header carries', 200, { access_token: 'a b', account_id: 'a' }, 'server'],
    ['somebody else’s token', 200, { access_token: 'a', account_id: 'b' }, 'ended'],
  ] as const) {
    it(`refresh: reads ${what}`, async () => {
      const server = await serve(always(status, body));
      const malformed = grantsOf(
        { url: server.url, platform: { ...sandbox.platform, accountsUrl: `${server.url}/v2` } },
        { clock, account: ownersAccount(sandbox) },
      );
      try {
        assert.equal(await codeOf(malformed.refresh(await grantedNow())), code);
      } finally {
        malformed.dispose();
        await server.close();
      }
    });
  }

  it('refresh: treats malformed and missing fields of a grant as absent', async () => {
    const body = {
      access_token: 'a',
      account_id: 'b',
      expires_in: 'soon',
      refresh_token: 7.5,
      organization_id: null,
    };
    const server = await serve(always(200, body));
    const malformed = grantsOf(
      { url: server.url, platform: { ...sandbox.platform, accountsUrl: `${server.url}/v2` } },
      { clock, account: ownersAccount(sandbox) },
    );
    try {
      const { organizationId, expiresAt } = await malformed
        .begin({ clientId: 'c', redirectUri })
        .exchange('code');
      assert.deepEqual([organizationId, expiresAt - clock.now()], [undefined, 28_800_000]);
    } finally {
      malformed.dispose();
      await server.close();
    }
  });
});
