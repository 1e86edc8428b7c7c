import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { codespacesProvider } from '../../../src/core/tunnel/codespaces';
import type { TunnelError } from '../../../src/core/tunnel/tunnel';
import { openOptions } from './support/options';

const env = {
  CODESPACES: 'true',
  CODESPACE_NAME: 'Fuzzy-Robot-abc123',
  GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'app.github.dev',
};

describe('the Codespaces tunnel', () => {
  it('builds its address from name, port and domain after forwarding the port', async () => {
    const forwarded: number[] = [];
    const forward = (port: number): Promise<void> => {
      forwarded.push(port);
      return Promise.resolve();
    };
    const provider = codespacesProvider({ clock: systemClock, env, forward });
    assert.equal(await provider.available(), true);
    const tunnel = await provider.open(4711, openOptions());
    assert.equal(tunnel.publicUrl, 'https://fuzzy-robot-abc123-4711.app.github.dev');
    assert.deepEqual(forwarded, [4711]);
    const { GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: _domain, ...older } = env;
    const other = await codespacesProvider({ clock: systemClock, env: older, forward }).open(
      4711,
      openOptions(),
    );
    assert.equal(other.publicUrl, tunnel.publicUrl);
  });

  it('is unavailable outside a codespace and with an invalid name', async () => {
    for (const unusual of [
      {},
      { ...env, CODESPACES: 'false' },
      { ...env, CODESPACE_NAME: '' },
      { ...env, CODESPACE_NAME: 'a.example.com/' },
      { ...env, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'x/y' },
    ]) {
      const provider = codespacesProvider({
        clock: systemClock,
        env: unusual,
        forward: () => Promise.resolve(),
      });
      assert.equal(((await provider.available()) as TunnelError).code, 'not-installed');
      await assert.rejects(provider.open(4711, openOptions()), { code: 'not-installed' });
    }
  });

  it('reports a private port if a probe receives a sign-in page or no response', () => {
    const provider = codespacesProvider({
      clock: systemClock,
      env,
      forward: () => Promise.resolve(),
    });
    for (const status of [302, 401, 404]) {
      assert.equal(provider.explainProbe?.(status)?.code, 'policy');
      assert.equal(provider.explainProbe(status)?.retryable, false);
    }
    for (const status of [200, 429, 502]) assert.equal(provider.explainProbe?.(status), undefined);
  });

  it('can be cancelled while the editor forwards the port', async () => {
    const stop = new AbortController();
    const provider = codespacesProvider({
      clock: systemClock,
      env,
      forward: () => new Promise(() => undefined),
    });
    const opening = provider.open(4711, openOptions(stop.signal));
    stop.abort();
    await assert.rejects(opening, { name: 'AbortError' });
  });
});
