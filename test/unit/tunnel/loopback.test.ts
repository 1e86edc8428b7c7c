import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { loopbackProvider } from '../../../src/core/tunnel/providers';
import { openOptions } from './support/options';

describe('the loopback provider', () => {
  const provider = loopbackProvider(systemClock);

  it('uses the address of the receiver, with a notice and no operator', async () => {
    assert.equal(await provider.available(), true);
    const tunnel = await provider.open(4711, openOptions());
    assert.equal(tunnel.publicUrl, 'http://127.0.0.1:4711');
    assert.equal(tunnel.note, 'loopback-http');
    assert.equal(provider.operator, '');
    await tunnel.dispose();
  });

  it('does not open after cancellation', async () => {
    await assert.rejects(
      provider.open(4711, openOptions(AbortSignal.abort(new Error('given up')))),
      /given up/,
    );
  });
});
