import assert from 'node:assert/strict';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { isAllowedTarget } from '../../../src/sandbox/webhooks/post';

describe('targets of sandbox webhooks', () => {
  it('are only receivers on this machine if the sandbox is part of the product', async () => {
    const own = await startSandbox({ tickets: 25 });
    const [owner] = own.credentials;
    const authorization = `Basic ${Buffer.from(`${owner?.login}:${owner?.apiKey}`).toString('base64')}`;
    const statusOf = async (url: string): Promise<number> => {
      const { status } = await fetch(`${own.url}/v2/webhooks`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ event_type: 'ticket_created', data_types: ['ticket'], url }),
      });
      return status;
    };
    assert.equal(await statusOf('http://127.0.0.1:4000/lc/a/b'), 200);
    assert.equal(await statusOf('http://localhost:4000/lc/a/b'), 200);
    for (const url of [
      'https://hooks.example/lc/a/b',
      'http://127.0.0.1:4000/admin',
      'http://127.0.0.1:4000/lc',
      'http://127.0.0.1:4000/lc/../admin',
      'http://127.0.0.1:4000/lc/%2e%2e/admin',
    ]) {
      assert.equal(await statusOf(url), 400, url);
    }
    await own.dispose();
  });

  it('are https URLs, and http URLs on loopback only, in tests', () => {
    const yes = [
      'https://a.example/x',
      'http://127.0.0.1:1/',
      'http://localhost/',
      'http://[::1]:8080/',
      'http://127.9.9.9/',
    ];
    const no = [
      'http://a.example/',
      'http://127.0.0.1.a.example/',
      'http://10.0.0.1/',
      'ftp://localhost/',
      'file:///x',
      '',
    ];
    assert.deepEqual(
      yes.filter((url) => !isAllowedTarget(url, 'any')),
      [],
    );
    assert.deepEqual(
      no.filter((url) => isAllowedTarget(url, 'any')),
      [],
    );
  });
});
