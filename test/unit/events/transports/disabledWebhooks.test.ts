import assert from 'node:assert/strict';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { ListenerBench, stands } from '../support/listenerBench';

describe('webhooks of a platform account that another program has switched off', () => {
  let bench: ListenerBench;
  const switchOff = async (): Promise<void> => {
    const [owner] = bench.sandbox.platform.credentials;
    const response = await fetch(`${bench.sandbox.url}/v3.6/configuration/action/disable_license_webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${owner?.accountId}:${owner?.token}`).toString('base64')}`,
      },
      body: JSON.stringify({ owner_client_id: bench.sandbox.platform.clientId }),
    });
    assert.equal(response.status, 200);
  };
  let listener: Listener;
  beforeEach(async () => {
    bench = await ListenerBench.openPlatform();
    listener = await bench.live();
    await switchOff();
  });
  afterEach(() => bench.close());

  it('are switched on again by a new registration', async () => {
    await listener.stop();
    await listener.start({ interactive: true });
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are switched on again at the next start', async () => {
    await listener.dispose(true);
    const again = bench.listener();
    again.setRole('leader');
    await stands(again, 'live');
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are switched on again by a recheck', async () => {
    await listener.start({ interactive: true, recheck: true });
    await stands(listener, 'live');
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are switched on again and named by the doctor', async () => {
    const notes = (await listener.doctor()).flatMap(({ name, note }) => (note ? [[name, note]] : []));
    assert.deepEqual(notes, [['registration', 'enabled']]);
    await bench.happen(() => bench.sandbox.simulator.startChat());
    assert.ok((await listener.doctor()).every(({ note }) => note === undefined));
  });
});
