import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { ExtensionFixture, ownExtension } from './support/extensionFixture';
import { close, listen } from './support/loopback';

describe('a corporate proxy', () => {
  let extension: ExtensionFixture;
  let proxy: Server;
  let asked: string[];
  /** The proxy's response to CONNECT; if undefined, it closes the connection. */
  let refusal: string;

  beforeEach(async () => {
    extension = new ExtensionFixture();
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
    await extension.settings.set('http.proxy', `http://127.0.0.1:${await listen(proxy)}`);
  });
  afterEach(async () => {
    await extension.end();
    await close(proxy);
  });

  async function problemAtSignIn(): Promise<string> {
    await extension.settings.set('livechat.apiUrl', 'https://api.livechatinc.com');
    const { done } = await extension.signInAs('nora@example.com');
    const problem = await extension.inputs.problem(await extension.inputs.type(3, 'key-behind-proxy'));
    await extension.inputs.escape();
    await done;
    assert.ok(!problem.includes('key-behind-proxy'));
    return problem;
  }

  it('from the editor’s settings gets every call, and its refusal is reported', async () => {
    assert.match(await problemAtSignIn(), /502/);
    assert.ok(asked.length > 0);
    assert.deepEqual([...new Set(asked)], ['CONNECT api.livechatinc.com:443']);
  });

  it('that closes the connection is a network failure', async () => {
    refusal = '';
    assert.match(await problemAtSignIn(), /^api\.livechatinc\.com could not be reached \(\w+\)\./);
    assert.deepEqual([...new Set(asked)], ['CONNECT api.livechatinc.com:443']);
  });

  it('is not used for a server on this machine', async () => {
    const sandbox = await extension.sandbox();
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    assert.deepEqual(await extension.accounts(), [owner.login]);
    assert.deepEqual(asked, []);
  });

  // Current editors patch the modules in place, so `node:http` would work as well, but only these names are
  // resolved per extension.
  it('applies to the module names that the editor patches', () => {
    const client = readFileSync(path.join(ownExtension().extensionPath, 'dist', 'api.js'), 'utf8');
    assert.match(client, /require\("http"\)/);
    assert.match(client, /require\("https"\)/);
    assert.doesNotMatch(client, /require\("node:https?"\)/);
  });
});
