import assert from 'node:assert/strict';
import { startClassicSandbox, type ClassicSandbox } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../support/testSandbox';
import { FakeClock } from '../support/fakeClock';

describe('startClassicSandbox', () => {
  let sandbox: ClassicSandbox;

  beforeEach(async () => (sandbox = await startClassicSandbox({ seed: 1, clock: new FakeClock() })));
  afterEach(() => sandbox.dispose());

  async function answer(path: string, init: RequestInit = {}): Promise<Response> {
    const [owner] = sandbox.credentials;
    assert.ok(owner);
    const authorization = `Basic ${Buffer.from(`${owner.login}:${owner.apiKey}`).toString('base64')}`;
    return await fetch(sandbox.url + path, { ...init, headers: { authorization, 'X-API-Version': '2' } });
  }

  it('serves the same classic account as startSandbox does for the same seed', async () => {
    const both = await startTestSandbox({ clock: new FakeClock(), hostile: false });
    const { url: _, platform: __, ...ofBoth } = both;
    assert.deepEqual(sandbox.credentials, ofBoth.credentials);
    const own = await (await answer('/tickets')).text();
    await sandbox.dispose();
    sandbox = both;
    assert.equal(await (await answer('/tickets')).text(), own);
  });

  it('has no route of the platform APIs', async () => {
    for (const [method, path] of [
      ['POST', '/v3.6/agent/action/list_chats'],
      ['POST', '/v3.6/configuration/action/list_agents'],
      ['GET', '/helpdesk/v1/tickets'],
      ['GET', '/accounts/v2/info'],
    ] as const) {
      assert.equal((await answer(path, { method })).status, 404, path);
    }
  });
});
