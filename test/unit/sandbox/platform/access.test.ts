import assert from 'node:assert/strict';
import { basic, PlatformBench, type ErrorBody } from './platformBench';

describe('sandbox platform access', () => {
  let bench: PlatformBench;
  beforeEach(async () => (bench = await PlatformBench.start()));
  afterEach(() => bench.sandbox.dispose());

  const agents = (options: Parameters<PlatformBench['call']>[2] = {}, version = 'v3.6') =>
    bench.action('configuration/list_agents', {}, options, version);

  it('accepts only an account id with a personal access token', async () => {
    const { accountId, token, login } = bench.credential('owner');
    assert.match(accountId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(token, /^dal:/);
    assert.equal((await agents()).status, 200);
    const wrong = [
      basic({ accountId, token: `${token}x` }),
      basic({ accountId: bench.credential('normal').accountId, token }),
      basic({ accountId: login, token }),
      `Bearer ${token}`,
      `Basic ${token}`,
      undefined,
    ];
    for (const Authorization of wrong) {
      const answer = await agents({ headers: { Authorization } });
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.json(), {
        error: { type: 'authentication', message: 'Invalid access token' },
      });
    }
  });

  it('does not accept classic keys in platform APIs, or personal access tokens in the classic API', async () => {
    const [classic] = bench.sandbox.credentials;
    assert.ok(classic);
    const key = `Basic ${Buffer.from(`${classic.login}:${classic.apiKey}`).toString('base64')}`;
    assert.equal((await agents({ headers: { Authorization: key } })).status, 401);
    const v2 = await bench.call('GET', `${bench.sandbox.url}/v2/agents`);
    assert.equal(v2.status, 401);
  });

  it('responds with the right region once the licence has moved', async () => {
    const { switches } = bench.sandbox.platform;
    assert.equal((await agents({ headers: { 'X-Region': 'dal' } })).status, 200);
    switches.moveTo('fra');
    const answer = await agents();
    assert.equal(answer.status, 421);
    const { error } = answer.json() as ErrorBody;
    assert.deepEqual([error.type, error.data], ['misdirected_request', { region: 'fra' }]);
    assert.equal((await agents({ headers: { 'X-Region': 'fra' } })).status, 200);
  });

  it('adds a header for outdated versions and rejects unknown ones', async () => {
    const headers = async (version: string) => {
      const answer = await agents({}, version);
      return [answer.status, answer.headers.get('legacy'), answer.headers.get('deprecation')];
    };
    assert.deepEqual(await headers('v3.6'), [200, null, null]);
    assert.deepEqual(await headers('v3.5'), [200, '2026-08-07', null]);
    assert.deepEqual(await headers('v3.3'), [200, null, '2025-06-30']);
    const { switches } = bench.sandbox.platform;
    switches.setVersion('3.6', { state: 'deprecated', since: '2027-01-01' });
    assert.deepEqual(await headers('v3.6'), [200, null, '2027-01-01']);
    switches.setVersion('3.2', 'gone');
    const gone = await agents({}, 'v3.2');
    assert.deepEqual([gone.status, (gone.json() as ErrorBody).error.type], [400, 'unsupported_version']);
  });

  it('accepts JSON bodies only', async () => {
    for (const options of [
      { raw: '{' },
      { raw: 'filters=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    ]) {
      const answer = await agents(options);
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json(), { error: { type: 'validation', message: 'Wrong format of request' } });
    }
  });

  it('rejects an unknown action, an expired licence and a token without the scope', async () => {
    const { switches } = bench.sandbox.platform;
    assert.equal((await bench.refused('configuration/make_coffee')).type, 'not_found');
    const poor = switches.issueToken(bench.credential('owner').login, ['groups--all:ro']);
    assert.equal((await bench.refused('configuration/list_agents', {}, { who: poor })).type, 'authorization');
    assert.ok(await bench.done('configuration/list_groups', {}, { who: poor }));
    switches.setLicense('expired');
    assert.equal((await bench.refused('configuration/list_agents')).type, 'license_expired');
  });

  it('rejects a revoked token and a suspended agent', async () => {
    const { switches } = bench.sandbox.platform;
    const { login } = bench.credential('normal');
    const second = switches.issueToken(login, undefined, 'fra-a');
    assert.match(second.token, /^fra-a:/);
    switches.revokeToken(second.token);
    assert.equal((await agents({ who: second })).status, 401);
    assert.equal((await agents({ who: 'normal' })).status, 200);
    switches.suspend(login);
    const refused = await bench.refused('configuration/list_agents', {}, { who: 'normal' });
    assert.equal(refused.type, 'requester_suspended');
    switches.unsuspend(login);
    bench.sandbox.faults.revokeKey(login);
    assert.equal((await agents({ who: 'normal' })).status, 401);
  });

  it('applies faults in the error shape of the API', async () => {
    const { faults } = bench.sandbox;
    faults.next({ status: 503 });
    assert.deepEqual((await agents()).json(), {
      error: { type: 'service_unavailable', message: 'Injected fault 503' },
    });
    faults.next({ retryAfter: 3 });
    const limited = await agents();
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '3']);
    assert.equal((limited.json() as ErrorBody).error.type, 'too_many_requests');
    faults.next({ match: { path: /list_groups$/ }, truncate: true });
    assert.equal((await agents()).status, 200);
    assert.throws(() => JSON.parse('{'), SyntaxError);
    const cut = await bench.action('configuration/list_groups');
    assert.throws(() => cut.json(), SyntaxError);
  });

  it('counts calls by route without version, and by API', async () => {
    const { calls, faults } = bench.sandbox;
    await agents();
    await agents({}, 'v3.5');
    faults.next({ status: 500 });
    await agents();
    await bench.call('GET', `${bench.sandbox.url}/v2/agents`);
    assert.deepEqual(calls.byRoute, { 'POST /configuration/action/list_agents': 2, 'GET /agents': 1 });
    assert.deepEqual(calls.byKind, {
      ...{ classic: 1, configuration: 2, agentChat: 0, helpdesk: 0, accounts: 0, rtm: 0 },
    });
  });
});
