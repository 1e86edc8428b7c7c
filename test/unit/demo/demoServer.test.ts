import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import { startClassicSandbox, startPlatformSandbox } from '../../../src/sandbox/sandbox';
import { DemoServer, type DemoSandbox } from '../../../src/ui/demo/demoServer';

describe('DemoServer', () => {
  let started: string[];
  let problem: Error | undefined;
  let server: DemoServer;

  beforeEach(() => {
    started = [];
    problem = undefined;
    const sandbox: DemoSandbox = {
      startClassicSandbox: async (options) => {
        started.push('classic');
        if (problem) throw problem;
        return await startClassicSandbox({ tickets: 25, ...options });
      },
      startPlatformSandbox: async (options) => {
        started.push('platform');
        return await startPlatformSandbox({ tickets: 25, ...options });
      },
    };
    server = new DemoServer(() => Promise.resolve(sandbox), silentLog);
  });
  afterEach(() => server.dispose());

  it('starts only the server of the kind that is asked for, once', async () => {
    const [first, second] = await Promise.all([server.access('classic'), server.access('classic')]);
    assert.deepEqual(started, ['classic']);
    assert.equal(first, second);
    assert.match(first.name, /@/);
    assert.deepEqual(Object.keys(first.addresses), ['apiUrl']);
  });

  it('has both kinds side by side, with the same owner and other secrets and addresses', async () => {
    const classic = await server.access('classic');
    const platform = await server.access('platform');
    assert.deepEqual(started, ['classic', 'platform']);
    assert.equal(platform.login, classic.login);
    assert.match(platform.name, /^[0-9a-f-]{36}$/);
    assert.notEqual(platform.secret, classic.secret);
    assert.notEqual(platform.addresses.apiUrl, classic.addresses.apiUrl);
    assert.ok(platform.addresses.helpdeskUrl?.startsWith(platform.addresses.apiUrl));
    assert.ok(platform.addresses.accountsUrl?.startsWith(platform.addresses.apiUrl));
  });

  it('has the same accounts with other secrets at the next start', async () => {
    const before = await server.access('platform');
    server.dispose();
    server = new DemoServer(() => Promise.resolve({ startClassicSandbox, startPlatformSandbox }), silentLog);
    const after = await server.access('platform');
    assert.equal(after.name, before.name);
    assert.notEqual(after.secret, before.secret);
  });

  it('starts again after a failure, and no more once it is disposed of', async () => {
    problem = new Error('no port');
    await assert.rejects(server.access('classic'), problem);
    problem = undefined;
    assert.ok((await server.access('classic')).secret);
    assert.deepEqual(started, ['classic', 'classic']);
    server.dispose();
    await assert.rejects(server.access('platform'));
    assert.deepEqual(started, ['classic', 'classic']);
  });
});
