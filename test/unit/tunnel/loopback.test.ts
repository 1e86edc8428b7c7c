import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { loopbackProvider } from '../../../src/core/tunnel/providers';
import { openOptions } from './support/options';

describe('the way on this machine', () => {
  const provider = loopbackProvider(systemClock);

  it('is the receiver itself, with a notice, and no operator', async () => {
    assert.equal(await provider.available(), true);
    const tunnel = await provider.open(4711, openOptions());
    assert.equal(tunnel.publicUrl, 'http://127.0.0.1:4711');
    assert.equal(tunnel.note, 'loopback-http');
    assert.equal(provider.operator, '');
    await tunnel.dispose();
  });

  it('is not opened where that was given up', async () => {
    await assert.rejects(
      provider.open(4711, openOptions(AbortSignal.abort(new Error('given up')))),
      /given up/,
    );
  });
});
