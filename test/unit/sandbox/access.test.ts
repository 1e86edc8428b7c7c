import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import WebSocket, { type ClientOptions } from 'ws';
import { startSandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../support/testSandbox';
import { TestBench } from './testBench';

describe('sandbox access', () => {
  let bench: TestBench;
  before(async () => (bench = await TestBench.start()));
  after(() => bench.sandbox.dispose());

  const basic = (pair: string) => ({ Authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

  it('listens on 127.0.0.1 only', () => {
    assert.match(bench.sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('accepts the credentials of an owner, an administrator and a normal agent', async () => {
    const expected = ['owner', 'administrator', 'normal'] as const;
    for (const who of expected) {
      const { login } = bench.sandbox.credentials[expected.indexOf(who)]!;
      const agent = await bench.get<{ permission: string }>(`/agents/${login}`, { who });
      assert.equal(agent.permission, who);
    }
  });

  it('responds with 401 and an error text to a wrong key, an unknown e-mail and a missing header', async () => {
    const { login, apiKey } = bench.sandbox.credentials[0]!;
    const attempts = [
      basic(`${login}:wrong`),
      basic(`x${login}:${apiKey}`),
      basic(login),
      { Authorization: undefined },
    ];
    for (const headers of [...attempts, { Authorization: `Bearer ${apiKey}` }]) {
      const answer = await bench.call('GET', '/agents', { headers });
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.json(), { error: 'Invalid login or password' });
    }
  });

  it('rejects an agent without a key, even with an empty password', async () => {
    const agents = await bench.get<{ login: string }[]>('/agents');
    const answer = await bench.call('GET', '/agents', { headers: basic(`${agents.at(-1)!.login}:`) });
    assert.equal(answer.status, 401);
  });

  it('requires the API version in a header or in the path', async () => {
    const missing = { 'X-API-Version': undefined };
    assert.equal((await bench.call('GET', '/agents', { headers: missing })).status, 400);
    assert.equal((await bench.call('GET', '/agents', { headers: { 'X-API-Version': '3' } })).status, 400);
    assert.equal((await bench.call('GET', '/v2/agents', { headers: missing })).status, 200);
    assert.equal((await bench.call('GET', '/v2/nothing', { headers: missing })).status, 404);
  });

  it('responds with 404 and an error text to unknown resources', async () => {
    const answer = await bench.call('GET', '/nothing');
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.json(), { error: 'Resource not found' });
  });

  it('wraps the response to a GET request in the callback named in the query', async () => {
    const answer = await bench.call('GET', '/status/0?callback=show.it');
    assert.equal(answer.text, 'show.it({"status":"online"})');
    assert.match(answer.headers.get('content-type') ?? '', /javascript/);
    assert.equal((await bench.call('GET', '/status/0?callback=alert(1)')).text, '{"status":"online"}');
  });

  it('rejects a malformed JSON body and other content types', async () => {
    const broken = await bench.call('POST', '/tickets', {
      headers: { 'Content-Type': 'application/json' },
      form: '{',
    });
    assert.equal(broken.status, 400);
    assert.deepEqual(broken.json(), { errors: ['body is not valid JSON'] });
    const other = await bench.call('POST', '/tickets', {
      headers: { 'Content-Type': 'text/plain' },
      form: 'hello',
    });
    assert.equal(other.status, 400);
  });

  it('does not include API keys in responses', async () => {
    const agents = await bench.get<{ login: string }[]>('/agents');
    const paths = [
      '/agents',
      ...agents.map(({ login }) => `/agents/${login}`),
      '/tickets',
      '/groups',
      '/chats',
      '/webhooks',
    ];
    for (const path of paths) {
      const { text } = await bench.call('GET', path);
      assert.ok(!text.includes('api_key'), path);
      for (const { apiKey } of bench.sandbox.credentials) assert.ok(!text.includes(apiKey), path);
    }
  });

  it('fails to start if the port is in use or a size is out of bounds', async () => {
    await assert.rejects(startTestSandbox({ port: Number(new URL(bench.sandbox.url).port) }), {
      code: 'EADDRINUSE',
    });
    await assert.rejects(startTestSandbox({ tickets: 24 }), RangeError);
    await assert.rejects(startTestSandbox({ tickets: 20_001 }), RangeError);
    await assert.rejects(startTestSandbox({ agents: 401 }), RangeError);
  });

  it('does not replace the global Request and Response', async () => {
    const { Request: request, Response: response } = globalThis;
    const other = await startTestSandbox();
    assert.equal(globalThis.Request, request);
    assert.equal(globalThis.Response, response);
    await other.dispose();
  });

  it('has other keys, tokens and webhook tokens at each start, unless a seed is given', async () => {
    const secretsOf = async (options: SandboxOptions): Promise<readonly string[]> => {
      const sandbox = await startSandbox({ tickets: 25, ...options });
      const { credentials, platform } = sandbox;
      await sandbox.dispose();
      return [...credentials.map(({ apiKey }) => apiKey), ...platform.credentials.map(({ token }) => token)];
    };
    const first = await secretsOf({});
    assert.equal(new Set([...first, ...(await secretsOf({}))]).size, 2 * first.length);
    const seeded = await secretsOf({ seed: 1 });
    assert.deepEqual(await secretsOf({ seed: 1 }), seeded);
    assert.equal(new Set([...first, ...seeded]).size, 2 * first.length);
  });

  describe('from a web page', () => {
    /** `fetch` does not send these headers. */
    const statusOf = (path: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const authorization = bench.authorization('owner');
        get(`${bench.sandbox.url}${path}`, { headers: { authorization, ...headers } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });

    it('is refused with 403, regardless of the header that the browser sends', async () => {
      assert.equal(await statusOf('/v2/agents', {}), 200);
      for (const headers of [
        { origin: 'https://attacker.example' },
        { origin: 'null' },
        { origin: bench.sandbox.url },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
      ]) {
        assert.equal(await statusOf('/v2/agents', headers), 403, JSON.stringify(headers));
      }
    });

    it('is refused with 404 if another host name leads here', async () => {
      const { port } = new URL(bench.sandbox.url);
      for (const host of ['rebind.attacker.example', `127.0.0.1.attacker.example:${port}`, '10.0.0.1']) {
        assert.equal(await statusOf('/v2/agents', { host }), 404, host);
      }
      for (const host of ['localhost', `LOCALHOST:${port}`, `[::1]:${port}`]) {
        assert.equal(await statusOf('/v2/agents', { host }), 200, host);
      }
    });

    it('may open the authorization page, but not request it', async () => {
      const { clientId } = bench.sandbox.platform;
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: 'vscode://livechat-desk.livechat-desk/',
        response_type: 'code',
        code_challenge: 'x',
      });
      const opened = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };
      const page = `/accounts/?${query.toString()}`;
      assert.equal(await statusOf(page, opened), 302);
      assert.equal(await statusOf(page, { ...opened, 'sec-fetch-mode': 'cors' }), 403);
      assert.equal(await statusOf(page, { ...opened, origin: 'https://attacker.example' }), 403);
      assert.equal(await statusOf('/accounts/v2/info', opened), 403);
    });

    it('opens no websocket', async () => {
      const { organizationId } = bench.sandbox.platform;
      const address = `${bench.sandbox.url.replace('http', 'ws')}/v3.6/agent/rtm/ws?organization_id=${organizationId}`;
      const statusOfSocket = async (options: ClientOptions): Promise<number | 'open'> => {
        const socket = new WebSocket(address, options);
        socket.on('error', () => undefined);
        const status = await Promise.race([
          once(socket, 'open').then((): 'open' => 'open'),
          once(socket, 'unexpected-response').then(
            ([, response]) => (response as IncomingMessage).statusCode ?? 0,
          ),
        ]);
        socket.terminate();
        return status;
      };
      assert.equal(await statusOfSocket({}), 'open');
      assert.equal(await statusOfSocket({ origin: 'https://attacker.example' }), 403);
      assert.equal(await statusOfSocket({ headers: { host: 'attacker.example' } }), 404);
    });
  });
});
