import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import { sshProvider } from '../../../src/core/tunnel/ssh';
import type { Tunnel } from '../../../src/core/tunnel/tunnel';
import { eventually } from '../../workbench/support/eventually';
import { use, useSandbox } from '../../workbench/support/fixtures';
import { registered } from '../../workbench/support/registered';
import { signedInWorkbench } from '../../workbench/support/signedIn';
import { SshServer, freePort } from './sshServer';

describe('The life of an account through a real SSH tunnel', function () {
  this.timeout(180_000);
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let server: SshServer;
  let receiverPort: number;
  let publicPort: number;
  let tunnel: Tunnel | undefined;

  before(async () => {
    server = await SshServer.open();
    [receiverPort, publicPort] = await Promise.all([freePort(), freePort()]);
  });
  after(async () => {
    await tunnel?.dispose();
    await server.close();
  });

  const open = async (): Promise<Tunnel> => {
    const provider = sshProvider(
      {
        clock: systemClock,
        env: process.env,
        guardFile: path.join(__dirname, '../../../src/core/tunnel/program/guard.js'),
        storageFolder: path.join(server.folder, 'storage'),
      },
      {
        kind: 'own',
        destination: server.destination,
        sshPort: server.port,
        identityFile: server.key('client'),
        remotePort: publicPort,
        publicUrl: 'http://127.0.0.1:{port}',
      },
    );
    const signal = new AbortController().signal;
    return await provider.open(receiverPort, { signal, interactive: false, log: () => undefined });
  };

  const workbench = use(async () => {
    tunnel = await open();
    return await signedInWorkbench(sandbox(), {
      settings: {
        'livechat.webhooks.tunnel': 'manual',
        'livechat.webhooks.publicUrl': `http://127.0.0.1:${publicPort}`,
        'livechat.webhooks.port': receiverPort,
      },
    });
  });

  const isListening = async (): Promise<void> => {
    await eventually(
      async () => {
        const items = await workbench().statusBar();
        assert.ok(
          items.some(({ aria }) => aria.endsWith(': listening')),
          JSON.stringify(items.map(({ aria }) => aria)),
        );
      },
      { timeout: 150_000 },
    );
  };

  it('comes to a real toast', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    await isListening();
    const addresses = new Set((await registered(sandbox())).map(({ url }) => new URL(url).port));
    assert.deepEqual([...addresses], [String(publicPort)]);
    sandbox().simulator.startChat({ name: 'Quinn' });
    await workbench().notifications.waitFor('Chat started: Quinn');
    sandbox().simulator.endChat();
    await workbench().notifications.waitFor('Chat ended: Quinn');
    const { deliveries } = sandbox().webhooks;
    sandbox().simulator.start(100);
    await eventually(() => assert.ok(deliveries.length > 30), { timeout: 30_000 });
    sandbox().simulator.stop();
    await sandbox().webhooks.idle();
    assert.deepEqual(new Set(deliveries.map(({ state }) => state)), new Set(['delivered']));
  });

  it('catches up after the tunnel is back', async () => {
    await tunnel?.dispose();
    sandbox().simulator.startChat({ name: 'Uma' });
    await sandbox().webhooks.idle();
    tunnel = await open();
    // LiveChat's own retry brings it, before or after the extension noticed anything.
    await eventually(
      async () => {
        const rows = await workbench().view('Activity').rows();
        assert.ok(rows.some(({ label }) => label === 'Chat started: Uma'));
      },
      { timeout: 60_000 },
    );
    await isListening();
  });
});
