import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { ExtensionFixture } from './support/extensionFixture';
import { close, listen } from './support/loopback';
import { selfSigned } from '../unit/support/selfSigned';

describe('a server with an untrusted certificate', () => {
  it('never receives the key, and the error explains why', async () => {
    const extension = new ExtensionFixture();
    let requests = 0;
    const server = createServer(selfSigned(), (_request, response) => {
      requests += 1;
      response.end('{}');
    });
    const port = await listen(server);
    try {
      await extension.settings.set('livechat.apiUrl', `https://127.0.0.1:${port}`);
      const { done } = await extension.signInAs('nora@example.com');
      const problem = await extension.inputs.problem(await extension.inputs.type(3, 'key-for-nobody'));
      assert.match(problem, /127\.0\.0\.1:\d+ could not be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
      await extension.inputs.escape();
      await done;
      assert.equal(requests, 0);
      assert.deepEqual(await extension.accounts(), []);
    } finally {
      await extension.end();
      await close(server);
    }
  });
});
