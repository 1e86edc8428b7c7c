import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { manualProvider } from '../../../src/core/tunnel/manual';
import { TunnelError, tunnelErrorOf, type OpenOptions, type Tunnel } from '../../../src/core/tunnel/tunnel';

const options: OpenOptions = {
  signal: new AbortController().signal,
  interactive: false,
  log: () => undefined,
};

function open(publicUrl: string): Promise<Tunnel> {
  return manualProvider({ clock: systemClock, publicUrl }).open(4711, options);
}

describe('an address entered by the user', () => {
  it('keeps its path and loses its trailing slash', async () => {
    assert.equal((await open(' https://hooks.example.com/ ')).publicUrl, 'https://hooks.example.com');
    assert.equal((await open('https://example.com/a/b//')).publicUrl, 'https://example.com/a/b');
  });

  it('may use http on this machine, with a note', async () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080']) {
      const tunnel = await open(url);
      assert.equal(tunnel.publicUrl, url);
      assert.equal(tunnel.note, 'loopback-http');
    }
    assert.equal((await open('https://example.com')).note, undefined);
  });

  it('is rejected if it uses http, contains a credential or a query, or is invalid', async () => {
    const refused = [
      '',
      'example.com',
      'http://example.com',
      'http://127.0.0.1.example.com',
      'ftp://example.com',
      'https://user:secret@example.com',
      'https://example.com/?a=1',
      'https://example.com/#a',
    ];
    for (const publicUrl of refused) {
      const provider = manualProvider({ clock: systemClock, publicUrl });
      const found = await provider.available();
      assert.ok(found instanceof TunnelError, publicUrl);
      assert.equal(found.code, 'policy');
      assert.equal(found.retryable, false);
      assert.ok(!found.message.includes('secret'));
      await assert.rejects(provider.open(4711, options), { name: 'TunnelError', code: 'policy' });
    }
    assert.equal(
      await manualProvider({ clock: systemClock, publicUrl: 'https://example.com' }).available(),
      true,
    );
  });

  it('is not opened after an abort', async () => {
    const provider = manualProvider({ clock: systemClock, publicUrl: 'https://example.com' });
    await assert.rejects(provider.open(4711, { ...options, signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });

  it('can be disposed of twice, without a close event', async () => {
    const tunnel = await open('https://example.com');
    tunnel.onDidClose(() => assert.fail('closed'));
    await tunnel.dispose();
    await tunnel.dispose();
  });
});

describe('TunnelError', () => {
  it('is recognized by its shape, because each bundle has a separate class', () => {
    const foreign = Object.assign(new Error('x'), { name: 'TunnelError', code: 'quota', retryable: false });
    assert.equal(tunnelErrorOf(foreign)?.code, 'quota');
    assert.equal(tunnelErrorOf(new Error('x')), undefined);
  });
});
