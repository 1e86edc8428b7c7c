import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { Desk, ownExtension } from './support/desk';
import { close, listen } from './support/loopback';

describe('a corporate proxy', () => {
  let desk: Desk;
  let proxy: Server;
  let asked: string[];
  /** What the proxy says to a request for a tunnel; nothing means that it hangs up. */
  let refusal: string;

  beforeEach(async () => {
    desk = new Desk();
    asked = [];
    refusal = 'HTTP/1.1 502 Bad Gateway\r\n\r\n';
    proxy = createServer((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      response.writeHead(502).end();
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${String(request.url)}`);
      socket.end(refusal);
    });
    await desk.settings.set('http.proxy', `http://127.0.0.1:${await listen(proxy)}`);
  });
  afterEach(async () => {
    await desk.end();
    await close(proxy);
  });

  async function problemAtSignIn(): Promise<string> {
    await desk.settings.set('livechat.apiUrl', 'https://api.livechatinc.com');
    const { done } = await desk.signInAs('nora@example.com');
    const problem = await desk.inputs.problem(await desk.inputs.type(3, 'key-behind-proxy'));
    await desk.inputs.escape();
    await done;
    assert.ok(!problem.includes('key-behind-proxy'));
    return problem;
  }

  it('that the settings of the editor name gets every call, and its refusal is told', async () => {
    assert.match(await problemAtSignIn(), /502/);
    assert.ok(asked.length > 0);
    assert.deepEqual([...new Set(asked)], ['CONNECT api.livechatinc.com:443']);
  });

  it('that hangs up is a failure of the network', async () => {
    refusal = '';
    assert.match(await problemAtSignIn(), /^api\.livechatinc\.com could not be reached \(\w+\)\./);
    assert.deepEqual([...new Set(asked)], ['CONNECT api.livechatinc.com:443']);
  });

  it('is not asked for a server on this machine', async () => {
    const sandbox = await desk.sandbox();
    const owner = sandbox.credentials[0]!;
    await desk.signIn(owner.login, owner.apiKey);
    assert.deepEqual(await desk.accounts(), [owner.login]);
    assert.deepEqual(asked, []);
  });

  // Today's editors patch the modules in place, so that `node:http` would do as well; only these names are handed
  // out per extension, though.
  it('is reached by the module names that the editor itself hands out', () => {
    const client = readFileSync(path.join(ownExtension().extensionPath, 'dist', 'api.js'), 'utf8');
    assert.match(client, /require\("http"\)/);
    assert.match(client, /require\("https"\)/);
    assert.doesNotMatch(client, /require\("node:https?"\)/);
  });
});
