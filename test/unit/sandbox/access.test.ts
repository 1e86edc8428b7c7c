import assert from 'node:assert/strict';
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
});
