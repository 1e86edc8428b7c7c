import assert from 'node:assert/strict';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { ListenerBench, passUntil, stands } from '../support/listenerBench';

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

  it('are switched on again by the check every six hours, and missed events are fetched', async () => {
    const since = bench.clock.now();
    await untilCompared();
    // With the next probe.
    await passUntil(bench.clock, 1_000, () => bench.caughtUp.some((from) => from <= since));
    await bench.happen(() => bench.sandbox.simulator.startChat());
    assert.equal(listener.view.state, 'live');
  });

  it('need the user if that check may not switch them on', async () => {
    const path = /enable_license_webhooks/;
    const body = { error: { type: 'authorization', message: 'missing scope' } };
    bench.sandbox.faults.next({ match: { path }, status: 403, body, times: 100 });
    await untilCompared();
    await stands(listener, 'needs-user');
    const { problem } = listener.view;
    assert.equal(problem?.kind === 'livechat' && problem.failure.code, 'forbidden');
  });

  /** The check that is due after six hours. */
  async function untilCompared(): Promise<void> {
    const lists = (): number => bench.calls.filter(({ route }) => route.endsWith('/list_webhooks')).length;
    const before = lists();
    bench.clock.sleep(6 * 60 * 60_000);
    await passUntil(bench.clock, 0, () => lists() > before);
  }
});
