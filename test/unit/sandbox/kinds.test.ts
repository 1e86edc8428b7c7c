import assert from 'node:assert/strict';
import {
  type ClassicSandbox,
  type PlatformSandbox,
  startClassicSandbox,
  startPlatformSandbox,
} from '../../../src/sandbox/sandbox';
import { FakeClock } from '../support/fakeClock';
import { graphOf, loadedWith } from '../support/imports';
import { readUnits } from '../support/sourceUnits';
import { startTestSandbox } from '../support/testSandbox';

const platformPaths = [
  ['POST', '/v3.6/agent/action/list_chats'],
  ['POST', '/v3.6/configuration/action/list_agents'],
  ['GET', '/helpdesk/v1/tickets'],
  ['GET', '/accounts/v2/accounts/me'],
] as const;
const classicPaths = [
  ['GET', '/v2/tickets'],
  ['GET', '/agents'],
  ['POST', '/v2/tickets/new'],
] as const;

const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;

function answer(url: string, authorization: string, method = 'GET', body?: object): Promise<Response> {
  const headers = {
    authorization,
    'x-api-version': '2',
    'user-agent': 'sandbox-tests/1.0',
    'content-type': 'application/json',
  };
  return fetch(url, { method, headers, ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }) });
}

describe('startClassicSandbox', () => {
  let sandbox: ClassicSandbox;

  beforeEach(async () => (sandbox = await startClassicSandbox({ seed: 1, clock: new FakeClock() })));
  afterEach(() => sandbox.dispose());

  const owner = (): string => {
    const [first] = sandbox.credentials;
    assert.ok(first);
    return basic(first.login, first.apiKey);
  };

  it('serves the same classic account as startSandbox does for the same seed', async () => {
    const both = await startTestSandbox({ clock: new FakeClock(), hostile: false });
    const { url: _, platform: __, chats: ___, ...ofBoth } = both;
    assert.deepEqual(sandbox.credentials, ofBoth.credentials);
    const own = await (await answer(`${sandbox.url}/tickets`, owner())).text();
    await sandbox.dispose();
    sandbox = both;
    assert.equal(await (await answer(`${sandbox.url}/tickets`, owner())).text(), own);
  });

  it('has no route of the platform APIs', async () => {
    for (const [method, path] of platformPaths) {
      assert.equal((await answer(sandbox.url + path, owner(), method)).status, 404, path);
    }
  });
});

describe('startPlatformSandbox', () => {
  let sandbox: PlatformSandbox;

  beforeEach(async () => (sandbox = await startPlatformSandbox({ seed: 1, clock: new FakeClock() })));
  afterEach(() => sandbox.dispose());

  const owner = (): string => {
    const [first] = sandbox.platform.credentials;
    assert.ok(first);
    return basic(first.accountId, first.token);
  };

  it('serves the same platform account as startSandbox does for the same seed', async () => {
    const both = await startTestSandbox({ clock: new FakeClock(), hostile: false });
    assert.deepEqual(sandbox.platform.credentials, both.platform.credentials);
    const tickets = async ({ platform }: PlatformSandbox): Promise<string> =>
      await (await answer(`${platform.helpdeskUrl}/tickets`, owner())).text();
    const own = await tickets(sandbox);
    assert.ok(own.length > 1_000);
    assert.equal(await tickets(both), own);
    await both.dispose();
  });

  it('answers every platform API, and has no route of the classic one', async () => {
    for (const [method, path] of platformPaths) {
      const body = path.includes('agent/action') ? { filters: {} } : {};
      assert.equal((await answer(sandbox.url + path, owner(), method, body)).status, 200, path);
    }
    for (const [method, path] of classicPaths) {
      assert.equal((await answer(sandbox.url + path, owner(), method)).status, 404, path);
    }
  });
});

describe('the bundle of the sandbox', () => {
  const loaded = [...loadedWith(graphOf(readUnits('src')), 'src/sandbox/sandbox.ts').keys()];

  it('contains the APIs of neither kind of account, which are separate bundles', () => {
    assert.ok(loaded.includes('src/sandbox/simulator.ts'));
    const apis = loaded.filter((file) => /^src\/sandbox\/(classic|platform)\//.test(file));
    assert.deepEqual(apis, ['src/sandbox/platform/platformError.ts']);
    assert.ok(!loaded.some((name) => ['qs', 'ws', 'valibot'].includes(name)));
  });
});
